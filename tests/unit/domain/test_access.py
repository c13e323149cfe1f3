"""Who may look and who may act."""

import pytest

from bot.domain.access import Person, may_act, may_look
from bot.domain.evidence import Missing
from bot.domain.incident import Refused
from bot.domain.policy import Access, Policy, Route

ANA = Person("U1", "T1", "ana", full_member=True, groups=("S1",))
EVERYONE, NOBODY = Access(everyone=True), Access()
HOME = Policy((), workspace="T1")

DENIED = (
    pytest.param(
        Missing("Slack did not answer"), EVERYONE, "Could not find out who you are", id="unknown person"
    ),
    pytest.param(
        ANA._replace(workspace="T2"), EVERYONE, "Only members of the workspace", id="another workspace"
    ),
    pytest.param(ANA._replace(full_member=False), EVERYONE, "Guests may not", id="a guest"),
    pytest.param(ANA, NOBODY, "lastcall.toml lists who may", id="not listed"),
    pytest.param(
        ANA, Access(users=("U2",), groups=("S2",)), "lastcall.toml lists who may", id="others are listed"
    ),
    pytest.param(
        ANA._replace(groups=Missing("usergroups:read is not granted")),
        Access(groups=("S1",)),
        "Could not read your user groups (usergroups:read is not granted)",
        id="groups that could not be read",
    ),
    pytest.param(
        ANA._replace(groups=Missing("x")),
        Access(users=("U2",)),
        "lists who may",
        id="groups that decide nothing",
    ),
)
ALLOWED = (
    pytest.param(ANA, EVERYONE, id="everyone may"),
    pytest.param(ANA, Access(users=("U1",)), id="listed by name"),
    pytest.param(ANA, Access(groups=("S0", "S1")), id="listed by group"),
    pytest.param(
        ANA._replace(groups=Missing("x")), Access(users=("U1",), groups=("S1",)), id="by name, groups unread"
    ),
)


@pytest.mark.parametrize(("person", "access", "why"), DENIED)
def test_it_is_denied_with_the_reason(person: Person | Missing, access: Access, why: str) -> None:
    route = Route("orders", "C1", look=access, act=access)
    for answer in (may_look(person, route, HOME), may_act(person, route, HOME)):
        assert isinstance(answer, Refused)
        assert why in answer.why


@pytest.mark.parametrize(("person", "access"), ALLOWED)
def test_it_is_allowed(person: Person, access: Access) -> None:
    route = Route("orders", "C1", look=access, act=access)
    assert (may_look(person, route, HOME), may_act(person, route, HOME)) == (None, None)


def test_looking_and_acting_are_granted_apart() -> None:
    route = Route("orders", "C1", look=EVERYONE, act=NOBODY)
    assert may_look(ANA, route, HOME) is None
    assert may_act(ANA, route, HOME) == Refused(
        "You may not act on incidents of orders: lastcall.toml lists who may."
    )


def test_without_a_workspace_named_any_will_do() -> None:
    assert may_act(ANA._replace(workspace="T2"), Route("orders", "C1"), Policy(())) is None
