"""Whatever the order, number and batching of deliveries, intake ends in one state."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarm.alarm import AlarmState, AlarmTransition
from bot.domain.incident.change import Change
from bot.domain.incident.episode import Resolution
from bot.domain.incident.incident import Incident, Status
from bot.domain.lifecycle.intake import quiet_incident, take_in
from bot.domain.lifecycle.recovery import resolved
from tests.property.histories import BEGINNING, KINDS, QUEUE, ROUTE, History, batches, histories, told

NOW = BEGINNING + timedelta(minutes=10)
QUIET = quiet_incident(QUEUE, "dead_letters", ROUTE.name)


def fold(deliveries: Sequence[Sequence[AlarmTransition]]) -> tuple[Incident, list[Change]]:
    incident, changes = QUIET, []
    for number, batch in enumerate(deliveries):
        intake = take_in(incident, map(told, batch), KINDS, NOW + timedelta(seconds=number))
        if intake.change:
            changes.append(intake.change)
            incident = intake.change.incident
    return incident, changes


@given(history=histories, data=st.data())
def test_every_alarm_ends_as_it_last_was_in_any_order_and_number_of_deliveries(
    history: History, data: st.DataObject
) -> None:
    incident, _ = fold(data.draw(batches(history.deliveries)))
    assert incident.alarms.keys() == {each.key for each in history.deliveries}
    for key, alarm in incident.alarms.items():
        assert (alarm.at, alarm.state) == history.last(key)
        if (verdict := history.verdict(key)) is None:
            assert alarm.verdict is None
        else:
            assert (alarm.verdict, alarm.suppressed) == (
                verdict[0],
                verdict[0] is AlarmState.ALARM and verdict[1],
            )


@given(history=histories, data=st.data())
def test_it_is_told_exactly_once_if_anything_is_to_be_told_and_never_otherwise(
    history: History, data: st.DataObject
) -> None:
    incident, changes = fold(data.draw(batches(history.deliveries)))
    openings = sum(
        change.incident.episode.number - before
        for change, before in zip(changes, _episodes(changes), strict=True)
    )
    assert openings == incident.episode.number == int(history.told)
    assert incident.status is (Status.OPEN if history.told else Status.QUIET)


@given(history=histories, data=st.data())
def test_it_ends_in_one_kind_in_any_order_and_number_of_deliveries(
    history: History, data: st.DataObject
) -> None:
    incident, _ = fold(data.draw(batches(history.deliveries)))
    if history.told:
        assert incident.kind == history.kind
        speaks = next(each for each in history.deliveries if each.name == incident.title)
        assert told(speaks).kind == incident.kind


def _episodes(changes: Sequence[Change]) -> list[int]:
    return [0, *(change.incident.episode.number for change in changes[:-1])]


@given(history=histories, data=st.data())
def test_it_recovers_exactly_when_nothing_fires_any_more(history: History, data: st.DataObject) -> None:
    incident, _ = fold(data.draw(batches(history.deliveries)))
    assert incident.recovering is (history.told and not incident.firing)


@given(history=histories, data=st.data())
def test_what_was_heard_before_costs_no_write(history: History, data: st.DataObject) -> None:
    incident, _ = fold(data.draw(batches(history.deliveries)))
    assert all(
        take_in(incident, map(told, batch), KINDS, NOW).change is None
        for batch in data.draw(batches(history.deliveries))
    )


@given(history=histories, data=st.data())
def test_every_write_is_numbered_one_after_the_one_before(history: History, data: st.DataObject) -> None:
    _, changes = fold(data.draw(batches(history.deliveries)))
    assert [change.before for change in changes] == list(range(len(changes)))
    assert [change.incident.version for change in changes] == list(range(1, len(changes) + 1))


@given(history=histories, data=st.data())
def test_nothing_heard_before_a_resolution_opens_it_again(history: History, data: st.DataObject) -> None:
    ended = resolved(fold(data.draw(batches(history.deliveries)))[0], Resolution(NOW, "by hand"))
    again = take_in(ended, map(told, data.draw(st.permutations(history.deliveries))), KINDS, NOW)
    assert again.change is None
