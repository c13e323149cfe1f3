"""What people read of an incident, and who may, follows from what its alarms told, in whatever order."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, ChildAlarm, Metric, Path
from bot.domain.incident.incident import Incident
from bot.domain.incident.routing import route_of
from bot.domain.lifecycle.access import Person, may_act, may_look
from bot.domain.policy.policy import Access, Match, Policy, Route
from bot.use_cases.take_in_alarm import Delivery, TakeInAlarm
from bot.use_cases.write_incident import IncidentWriter
from tests.fakes import FakeIncidents, FakeOutbox, HandClock, Store
from tests.property.histories import BEGINNING, batches

NOW = BEGINNING + timedelta(hours=1)
DEPTH = Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": "orders-dlq"})
AGE = Metric("AWS/SQS", "ApproximateAgeOfOldestMessage", {"QueueName": "orders-dlq"})
PAYMENTS = Route(
    "payments",
    "C0PAYMENT1",
    Match(tags={"team": "payments"}),
    samples="keys",
    look=Access(groups=("S0PAYMENTS",)),
    act=Access(groups=("S0PAYMENTS",)),
)
AUDIT = Route("audit", "C0AUDIT001", Match(tags={"audit": "*s"}), sample="ask", look=Access(users=("U1",)))
POLICY = Policy((PAYMENTS, AUDIT, Route("everything", "C0INCIDENT")), workspace="T1")
PEOPLE = [
    Person("U1", "T1", full_member=True, groups=groups) for groups in ((), ("S0PAYMENTS",), ("S0OTHERS",))
]

# What one of the queue's alarms may say, also of one firing twice: with and without its tags or description.
told = st.builds(
    lambda alarm, state, minute, suppressed, tags, description, metric, children, path: AlarmTransition(
        arn=f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:alarm-{alarm}",
        name=f"alarm-{alarm}",
        account="111122223333",
        region="eu-west-1",
        state=state,
        at=BEGINNING + timedelta(minutes=minute),
        path=path,
        reason=f"crossed at {minute}",
        description=description,
        metrics=(metric,),
        suppressed_by=suppressed,
        tags=tags,
        children=tuple(ChildAlarm(f"arn:{each}", each) for each in children),
    ),
    alarm=st.integers(0, 2),
    state=st.sampled_from((AlarmState.ALARM, *AlarmState)),
    minute=st.integers(0, 4),
    suppressed=st.sampled_from(("", "", "mute rule")),
    tags=st.sampled_from(
        (None, {"team": "payments"}, {"owner": "U0ANA00001"}, {"audit": "yes", "runbook": "https://wiki/a"})
    ),
    description=st.sampled_from(("", "Orders that failed.", "Orders stand.")),
    metric=st.sampled_from((DEPTH, AGE)),
    children=st.sampled_from(((), ("orders",), ("payments", "stock"))),
    path=st.sampled_from((Path.TOPIC, Path.OBSERVED)),
)
happened = st.lists(told, min_size=1, max_size=8)


def taken_in(deliveries: Sequence[Sequence[AlarmTransition]]) -> Incident:
    store = Store()
    table = FakeIncidents(store, HandClock(NOW))
    take_in = TakeInAlarm(table, IncidentWriter(table, FakeOutbox(), lambda: POLICY), lambda: POLICY)
    for number, batch in enumerate(deliveries):
        records = [Delivery(f"{number}.{place}", each) for place, each in enumerate(batch)]
        assert not take_in(records, NOW + timedelta(seconds=number))
    (incident,) = store.incidents.values()
    return incident


def reading(incident: Incident) -> dict[str, Any]:
    """Everything a person reads of it, but for when we heard of it."""
    of = (
        "status",
        "resource",
        "route",
        "opened_at",
        "fire_count",
        "last_fired_at",
        "firing",
        "muted",
        "alarms",
    )
    said = ("kind", "title", "reason", "description", "tags", "metric", "children") if incident.live else ()
    route = route_of(incident, POLICY)
    allowed = [
        (may_look(person, route, POLICY) is None, may_act(person, route, POLICY) is None) for person in PEOPLE
    ]
    return {name: getattr(incident, name) for name in (*of, *said)} | {"route": route, "allowed": allowed}


@given(happened=happened, data=st.data())
def test_whatever_the_order_and_the_batches_people_read_the_same(
    happened: Sequence[AlarmTransition], data: st.DataObject
) -> None:
    one, another = data.draw(batches(happened)), data.draw(batches(happened))
    assert reading(taken_in(one)) == reading(taken_in(another))


@given(happened=happened, data=st.data())
def test_no_alarm_ever_opens_to_more_people_what_another_keeps_to_fewer(
    happened: Sequence[AlarmTransition], data: st.DataObject
) -> None:
    deliveries = data.draw(batches(happened))
    payments = any((each.tags or {}).get("team") == "payments" for each in happened)
    route = route_of(taken_in(deliveries), POLICY)
    if payments:
        assert may_look(PEOPLE[0], route, POLICY) is not None
        assert may_act(PEOPLE[2], route, POLICY) is not None
        assert route.samples == "keys"


@given(happened=happened, data=st.data())
def test_every_firing_is_counted_once(happened: Sequence[AlarmTransition], data: st.DataObject) -> None:
    firings = {
        (each.key, each.at) for each in happened if each.state is AlarmState.ALARM and not each.suppressed_by
    }
    incident = taken_in(data.draw(batches(happened)))
    assert incident.fire_count == len(firings)
    assert incident.opened_at == min((at for _, at in firings), default=None)


@given(count=st.integers(33, 45), late=st.integers(1, 31))
def test_of_an_alarm_that_fires_without_end_each_is_counted_until_many_have_overtaken_it(
    count: int, late: int
) -> None:
    fires = [replace(_FIRING, at=BEGINNING + timedelta(minutes=minute)) for minute in range(count)]
    overtaken = [*fires[: -1 - late], *fires[-late:], fires[-1 - late]]
    assert taken_in([[each] for each in [*overtaken, *overtaken[-32:]]]).fire_count == count


_FIRING = AlarmTransition(
    arn="arn:aws:cloudwatch:eu-west-1:111122223333:alarm:alarm-0",
    name="alarm-0",
    account="111122223333",
    region="eu-west-1",
    state=AlarmState.ALARM,
    at=BEGINNING,
    path=Path.TOPIC,
    metrics=(DEPTH,),
)
