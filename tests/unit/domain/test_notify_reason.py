"""What an entry is told for: closed, so that entries can be counted by it."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.incident.change import changed
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import REASONS, Event, NotifyReason, TimelineEntry
from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.intake import Outcome
from bot.domain.lifecycle.timer_action import Readings
from bot.parsing.documents import from_document, to_document
from tests.unit.domain.incidents import ANA, HOUR, NOW, OPEN, POLICY, QUIET, ROUTE, after, heard, kept, taking
from tests.unit.domain.people import acknowledge


def reasons(
    incident: Incident, transition: AlarmTransition, kind: str = "dead_letters"
) -> list[NotifyReason | None]:
    intake = taking(incident, transition, kind=kind)
    assert Outcome.STALE not in intake.outcomes
    assert intake.change is not None
    return [entry.reason for entry in intake.change.entries]


def test_every_event_that_is_stored_has_its_reason() -> None:
    assert REASONS.keys() == set(Event) - {Event.UNREADABLE}


def test_every_reason_is_given_somewhere() -> None:
    where_it_is_decided = {
        NotifyReason.JOINED,
        NotifyReason.SEVERITY_RAISED,
        NotifyReason.ACKNOWLEDGEMENT_TIMEOUT,
    }
    assert {*REASONS.values(), *where_it_is_decided} == set(NotifyReason)


def test_what_is_written_has_a_reason() -> None:
    change = changed(OPEN, NOW, *(TimelineEntry(at=NOW, event=event, what="so") for event in REASONS))
    assert [entry.reason for entry in change.entries] == list(REASONS.values())


def test_the_first_alarm_of_an_incident_is_its_first_notification() -> None:
    assert reasons(QUIET, heard()) == [NotifyReason.FIRST_NOTIFICATION]


def test_the_same_alarm_once_more_is_a_repeat() -> None:
    assert reasons(OPEN, heard(minute=1)) == [NotifyReason.REPEAT]


def test_another_alarm_joins() -> None:
    assert reasons(OPEN, heard(minute=1, alarm="other")) == [NotifyReason.JOINED]
    joined = after(OPEN, heard(minute=1, alarm="other"))
    assert reasons(joined, heard(minute=2, alarm="other")) == [NotifyReason.REPEAT]


def test_a_more_serious_alarm_raises_the_severity() -> None:
    assert reasons(OPEN, heard(minute=1, alarm="lost"), kind="lost_events") == [NotifyReason.SEVERITY_RAISED]


def test_silence_of_whoever_was_asked_is_no_command() -> None:
    held = replace(kept(acknowledge(OPEN, ANA, NOW)), card_check_at=None, evidence_wanted=None)
    asked = advance(held, Readings(), ROUTE, POLICY, NOW + 2 * HOUR)
    assert asked is not None
    later = NOW + 2 * HOUR + ROUTE.escalation.answer_within + timedelta(seconds=1)
    released = advance(asked.incident, Readings(), ROUTE, POLICY, later)
    assert released is not None
    entries = {entry.event: entry.reason for entry in released.entries}
    assert entries[Event.RELEASED] is NotifyReason.ACKNOWLEDGEMENT_TIMEOUT


def test_an_entry_of_an_earlier_release_reads_and_has_none() -> None:
    entry = TimelineEntry(at=NOW, event=Event.FIRED, what="fired")
    document = to_document(entry)
    assert "reason" not in document
    assert from_document(TimelineEntry, document) == entry
