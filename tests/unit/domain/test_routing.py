"""Which route an incident has, and whom it lets look and act."""

from dataclasses import replace

import pytest

from bot.domain.incident.incident import Incident
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.access import Person, may_act, may_look
from bot.domain.policy.policy import Access, Policy, Route
from tests.unit.domain.incidents import OPEN

PAYMENTS = Route(
    "payments", "C1", look=Access(groups=("S1",)), act=Access(groups=("S1",)), unmasked=("order", "id")
)
AUDIT = Route("audit", "C2", samples="off", sample="never", look=Access(users=("U1",)), unmasked=("id",))
EVERYTHING = Route("everything", "C3", samples="keys", sample="ask", unmasked=("id", "sku"))
POLICY = Policy((PAYMENTS, AUDIT, EVERYTHING), workspace="T1")
ANA = Person("U1", "T1", "ana", full_member=True, groups=("S1",))
BEN = Person("U2", "T1", "ben", full_member=True, groups=("S1",))


def of(*routes: str) -> Incident:
    return replace(OPEN, route=routes[0], routes=tuple(sorted(routes)))


def test_the_first_route_of_the_file_leads_whichever_alarm_spoke_first() -> None:
    assert route_of(of("everything", "payments"), POLICY).name == "payments"
    assert route_of(of("payments", "everything"), POLICY) == route_of(of("everything", "payments"), POLICY)
    assert route_of(of("everything", "payments"), POLICY).channel == "C1"


def test_a_route_alone_is_as_it_is() -> None:
    assert route_of(of("audit"), POLICY) == AUDIT


def test_of_routes_that_a_release_has_removed_the_catch_all_takes_the_place() -> None:
    assert route_of(of("gone"), POLICY) == EVERYTHING
    assert route_of(of("gone", "payments"), POLICY) == PAYMENTS


def test_everyone_who_looks_or_acts_must_be_let_by_every_route() -> None:
    route = route_of(of("payments", "audit", "everything"), POLICY)
    assert (may_look(ANA, route, POLICY), may_act(ANA, route, POLICY)) == (None, None)
    refused = may_look(BEN, route, POLICY)
    assert refused is not None
    assert refused.why == "You may not see the messages of audit: lastcall.toml lists who may."
    assert may_act(BEN, route, POLICY) is None
    assert may_act(ANA._replace(groups=()), route, POLICY) is not None


@pytest.mark.parametrize(
    ("routes", "samples", "sample", "keep"),
    [
        (("payments", "everything"), "keys", "ask", ("id",)),
        (("payments", "audit"), "off", "never", ("id",)),
        (("everything", "audit"), "off", "never", ("id",)),
        (("payments",), "redacted", "auto", ("order", "id")),
    ],
)
def test_of_the_messages_no_more_is_shown_than_every_route_allows(
    routes: tuple[str, ...], samples: str, sample: str, keep: tuple[str, ...]
) -> None:
    route = route_of(of(*routes), POLICY)
    assert (route.samples, route.sample, route.unmasked) == (samples, sample, keep)


def test_the_groups_of_every_route_decide() -> None:
    assert route_of(of("everything", "payments"), POLICY).groups == ("S1",)
    assert EVERYTHING.groups == ()
