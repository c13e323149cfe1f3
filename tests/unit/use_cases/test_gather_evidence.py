"""The verdict is drawn when all looks are in, and the thread is told when it is another one."""

from dataclasses import fields, replace
from typing import Any, cast

import pytest

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.verdict import Cause, Verdict
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event
from bot.probes import Finding, Probe, Share
from bot.probes.run.fields import Fields
from bot.use_cases.gather_evidence import GatherEvidence
from bot.use_cases.write_incident import IncidentWriter
from tests.amended import amended
from tests.fakes import FakeIncidents, FakeOutbox, HandClock, Store
from tests.unit.domain.diagnosis import cases
from tests.unit.domain.incidents import HOUR, MINUTE, NOW, OPEN, POLICY
from tests.unit.probes.examples import World

POISON = {
    "consumers": (cases.health(invocations=120, errors=119, last_error_at=NOW),),
    "mappings": (cases.mapping(last_result="PROBLEM: Function call failed"),),
}
LATER = NOW + MINUTE
CATCHING_UP = {"lag": cases.lag(slope=-2.0)}


class _Nothing:
    """No ports: the probe of these tests finds what it is told to."""

    def context_for(self, *_: Any, **__: Any) -> Any:
        return World().context()


class Gathering:
    """An incident about a stream, and what the next look will find."""

    def __init__(self) -> None:
        self.store = Store()
        self.finds: dict[str, Any] = {}
        self.meanwhile: dict[str, Any] = {}
        table, clock = FakeIncidents(self.store, HandClock(NOW)), HandClock(NOW)
        keep = IncidentWriter(table, FakeOutbox(), lambda: POLICY)
        self._gather = GatherEvidence(
            table,
            _Nothing(),  # type: ignore[arg-type]
            keep,
            clock,
            POLICY.evidence_budget,
            probes=self._probe,
        )
        self.store.incidents[OPEN.group] = replace(OPEN, kind="iterator_age", resource=cases.FUNCTION)

    def _probe(self, name: str) -> Probe:
        """One of the kind's probes finds all there is, and the others nothing."""
        return Probe(Share(name), self._look if name == "stream_lag" else lambda _: Finding({}))

    def _look(self, _context: Any) -> Finding:
        incident = self.store.incidents[OPEN.group]
        self.store.incidents[OPEN.group] = amended(incident, **self.meanwhile)
        return Finding(cast("Fields", self.finds))

    def gather(self, **known: Any) -> Incident:
        evidence = cases.evidence(**known)
        self.finds = {each.name: getattr(evidence, each.name) for each in fields(evidence)}
        incident = self._gather(OPEN.group, asked=True)
        assert incident is not None
        return incident

    @property
    def thread(self) -> list[str]:
        told = [entry for _, entry in self.store.entries[OPEN.group] if entry.thread]
        assert all(entry.event is Event.EVIDENCE for entry in told)
        return [entry.what for entry in told]


@pytest.fixture
def gathering() -> Gathering:
    return Gathering()


def verdict(incident: Incident) -> Verdict:
    assert incident.evidence is not None
    assert incident.evidence.verdict is not None
    return incident.evidence.verdict


def test_the_first_verdict_stands_on_the_card_and_in_the_story(gathering: Gathering) -> None:
    assert verdict(gathering.gather(**POISON)).cause is Cause.POISON_RECORD
    story = [entry.what for _, entry in gathering.store.entries[OPEN.group]]
    assert story[-1].endswith("fails at the same place each time: one bad record, or all since")
    assert gathering.thread == []


def test_another_cause_is_told_in_the_thread_with_its_numbers(gathering: Gathering) -> None:
    gathering.gather(**POISON)
    assert verdict(gathering.gather(**CATCHING_UP)).cause is Cause.CATCHING_UP
    assert gathering.thread == [
        "Now: worker is catching up, done in about 30 min (age falls 120 s a minute, 1 h behind)"
    ]


def test_the_same_cause_and_a_proof_that_was_lost_are_not_told(gathering: Gathering) -> None:
    gathering.gather(**POISON)
    gathering.gather(**POISON)
    assert verdict(gathering.gather()).cause is Cause.CANNOT_TELL
    assert gathering.thread == []


def test_what_is_asked_for_while_somebody_looks_is_still_wanted(gathering: Gathering) -> None:
    gathering.meanwhile = {"evidence_wanted": LATER}
    assert gathering.gather(**POISON).evidence_wanted == LATER
    assert gathering.gather(**POISON).evidence_wanted is None


def test_what_was_found_for_an_alarm_that_no_longer_speaks_is_left_out(gathering: Gathering) -> None:
    """The more serious one that came meanwhile has asked for a look of its own, at other things."""
    gathering.meanwhile = {"kind": "async_event_age", "evidence_wanted": LATER}
    incident = gathering.gather(**POISON)
    assert (incident.kind, incident.evidence, incident.evidence_wanted) == ("async_event_age", None, LATER)


def test_a_look_that_saw_no_message_does_not_replace_another_that_saw_some_meanwhile(
    gathering: Gathering,
) -> None:
    other = Evidence(taken_at=NOW, sampled=3, sample_number=1, shapes_from="messages")
    gathering.meanwhile = {"evidence": other, "evidence_taken": 1}
    assert gathering.gather(**POISON).evidence == other
    assert verdict(gathering.gather(**POISON)).cause is Cause.POISON_RECORD


def test_a_word_of_the_clocks_that_falls_due_while_somebody_looks_is_not_taken_for_said(
    gathering: Gathering,
) -> None:
    assert gathering.gather().clock_notified_at == NOW
    gathering.meanwhile = {"clock_notified_at": NOW - HOUR}
    assert gathering.gather().clock_notified_at == NOW - HOUR
