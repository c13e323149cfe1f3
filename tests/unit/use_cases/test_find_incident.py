"""Which incident a text means, for somebody who may not see them all."""

from dataclasses import replace

import pytest

from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import changed
from bot.domain.incident.command import Click
from bot.domain.incident.incident import Incident
from bot.domain.incident.notifications import Reach
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.access import Person
from bot.domain.lifecycle.acts import ACTS
from bot.domain.lifecycle.acts.inspect import OPEN_INSPECT
from bot.domain.lifecycle.acts.list_incidents import LIST
from bot.domain.lifecycle.acts.resolve import OPEN_RESOLVE
from bot.domain.policy.policy import Access, Policy, Route
from bot.domain.resource.grouping import group_key, incident_id, longer_id
from bot.ports.incidents import Write
from bot.use_cases.find_incident import FindIncident, Found
from tests.fakes import FakeIncidents, HandClock, Store
from tests.unit.domain.incidents import NOW, OPEN, QUEUE

CLICK = Click("c1", "U1", "T1")
ORDERS = Route("orders", "C1", look=Access(groups=("S1",)), act=Access(users=("U9",)))
PAYMENTS = Route("payments", "C2", look=Access(groups=("S2",)), act=Access(groups=("S2",)))
POLICY = Policy((ORDERS, PAYMENTS, Route("everything", "C3")), workspace="T1")


ANA = Person("U1", "T1", "ana", full_member=True)


class Anybody:
    """Implements ports.People: one person, in those of the groups asked for that they are in."""

    def __init__(self, *groups: str, person: Person = ANA) -> None:
        self._groups = groups
        self._person = person

    def person(self, user: str, route: Route | None = None) -> Person | Missing:
        asked = route.groups if route else ()
        return self._person._replace(groups=tuple(each for each in self._groups if each in asked))

    def reach(self, *_: object) -> tuple[Reach, ...]:
        return ()


def of(name: str, route: str) -> Incident:
    resource = QUEUE._replace(name=name)
    group = group_key(resource)
    return replace(OPEN, group=group, id=incident_id(group), resource=resource, route=route, routes=(route,))


ORDERS_DLQ, PAYMENTS_DLQ, OTHER = (
    of("dlq-orders", "orders"),
    of("dlq-payments", "payments"),
    of("x", "everything"),
)


def find(people: Anybody, *incidents: Incident, store: Store | None = None) -> FindIncident:
    store = store or Store()
    table = FakeIncidents(store, HandClock(NOW))
    for each in incidents or (ORDERS_DLQ, PAYMENTS_DLQ, OTHER):
        table.save(Write(changed(each, NOW)._replace(before=0)))
    return FindIncident(table, people, lambda: POLICY, HandClock(NOW))


def names(found: object) -> list[str]:
    assert isinstance(found, list)
    return sorted(each.resource.name for each in found)


def test_of_all_incidents_a_person_is_shown_those_they_may_look_at_or_act_on() -> None:
    assert names(find(Anybody("S1")).by_urgency(CLICK)) == ["dlq-orders", "x"]
    assert names(find(Anybody("S2")).by_urgency(CLICK)) == ["dlq-payments", "x"]
    assert names(find(Anybody()).by_urgency(CLICK)) == ["x"]
    assert names(find(Anybody(person=ANA._replace(user="U9"))).by_urgency(CLICK)) == ["dlq-orders", "x"]


@pytest.mark.parametrize("person", [ANA._replace(full_member=False), ANA._replace(workspace="T2")])
@pytest.mark.parametrize("text", ["", "dlq", "dlq-orders", "nothing", ORDERS_DLQ.id])
def test_whoever_is_of_no_team_of_ours_finds_nothing(person: Person, text: str) -> None:
    finding = find(Anybody("S1", "S2", person=person))
    for act in ACTS:
        refused = finding(text, CLICK, act)
        assert isinstance(refused, Refused)
        assert "orders" not in refused.why
    assert isinstance(finding.by_urgency(CLICK), Refused)


def test_a_name_leads_to_no_incident_of_another_team_and_names_none() -> None:
    assert find(Anybody("S1"))("dlq", CLICK, OPEN_INSPECT) == Found(ORDERS_DLQ_SAVED)
    refused = find(Anybody())("dlq", CLICK, LIST)
    assert refused == Refused("No open incident is called dlq or starts with it. /lastcall lists them.")
    both = find(Anybody("S1", "S2"))("dlq", CLICK, LIST)
    assert both == Refused("Several start with dlq: dlq-orders, dlq-payments")


def test_without_a_name_it_is_the_most_urgent_of_those_that_may_be_seen() -> None:
    found = find(Anybody())("", CLICK, LIST)
    assert isinstance(found, Found)
    assert (found.incident.resource.name, found.guessed) == ("x", True)


def test_what_is_found_is_for_an_act_that_the_person_may_do() -> None:
    assert isinstance(find(Anybody("S1"))(ORDERS_DLQ.id, CLICK, OPEN_INSPECT), Found)
    assert isinstance(find(Anybody("S1"))(ORDERS_DLQ.id, CLICK, OPEN_RESOLVE), Refused)


def test_an_id_that_leads_to_an_incident_of_another_id_leads_nowhere() -> None:
    store = Store()
    longer = replace(OTHER, id=longer_id(OTHER.group))
    finding = find(Anybody(), longer, store=store)
    store.groups[OTHER.id] = OTHER.group
    assert finding.by_id(OTHER.id) is None
    assert finding.by_id(longer.id.lower().replace("-", "")) is not None


ORDERS_DLQ_SAVED = changed(ORDERS_DLQ, NOW).incident
