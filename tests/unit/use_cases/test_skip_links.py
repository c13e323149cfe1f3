"""Both ends of a skip name each other, and only where the other one is there."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import Permanent
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.discarded import Discarded
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.health import Healthy
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Resolution
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import (
    ON_FAILURE,
    MitigationKind,
    MitigationRecord,
    MitigationState,
)
from bot.domain.policy.by import NOBODY
from bot.domain.resource.grouping import Resource, group_key, incident_id
from bot.use_cases.skip_links import tell_skippers, with_caused, with_skippers
from bot.use_cases.write_incident import IncidentWriter
from tests.amended import amended
from tests.fakes import FakeIncidents, FakeOutbox, HandClock, Store
from tests.unit.domain.incidents import ANA, HOUR, NOW, OPEN, POLICY

PLACE = ("111122223333", "eu-west-1")
COUNTER, STREAM, QUEUE = (
    Resource("function", "clicks-counter", *PLACE),
    Resource("stream", "clicks", *PLACE),
    Resource("queue", "clicks-failed", *PLACE),
)
FEEDER = Feeder("stream", STREAM.arn, "stream_pointer", COUNTER.arn, confirmed=True, messages=3, records=240)
DEAD = Evidence(taken_at=NOW, depth=Depth(3), sampled=3, sampled_at=NOW, feeders=(FEEDER,), sent=(NOW,))
SKIP = Discarded(COUNTER.arn, QUEUE.arn, group_key(QUEUE), messages=3)


def about(resource: Resource, evidence: Evidence | None = None) -> Incident:
    group = group_key(resource)
    return replace(OPEN, group=group, id=incident_id(group), resource=resource, evidence=evidence)


def ended(incident: Incident, ago: timedelta) -> Incident:
    return amended(incident, resolution=Resolution(NOW - ago, "proven"))


def table(*incidents: Incident) -> FakeIncidents:
    store = Store()
    store.incidents = {each.group: each for each in incidents}
    return FakeIncidents(store, HandClock(NOW))


def caused(*others: Incident, skip: Discarded = SKIP) -> Discarded:
    health = with_caused(Healthy("fine", skipped=(skip,)), about(COUNTER), table(*others))
    assert isinstance(health, Healthy)
    assert not isinstance(health.skipped, Missing)
    return health.skipped[0]


def skipper(*others: Incident, feeder: Feeder = FEEDER) -> str:
    evidence = with_skippers(replace(DEAD, feeders=(feeder,)), table(*others), QUEUE.arn)
    assert not isinstance(evidence.feeders, Missing)
    return evidence.feeders[0].incident


def test_skipped_records_name_the_incident_they_caused_and_are_counted_by_its_sample() -> None:
    told = caused(about(QUEUE, DEAD))
    assert told.told == (
        f"240 records were skipped and are kept in clicks-failed (incident {about(QUEUE).id})"
    )


def test_a_sample_of_some_of_the_messages_counts_at_least_so_many() -> None:
    some = replace(DEAD, depth=Depth(3), sampled=2)
    assert caused(about(QUEUE, some)).told.startswith("at least 240 records were skipped")


@pytest.mark.parametrize(
    "evidence",
    [
        None,
        replace(DEAD, depth=Depth(4)),
        replace(DEAD, sampled_at=NOW - 2 * HOUR),
        replace(DEAD, feeders=Missing("denied")),
        replace(DEAD, feeders=(FEEDER._replace(confirmed=False),)),
        replace(DEAD, feeders=(FEEDER._replace(through=f"{COUNTER.arn}-2"),)),
    ],
    ids=["not looked at", "more stood there before", "sampled before", "unread", "claimed", "another's"],
)
def test_of_what_is_not_known_to_be_these_records_no_number_is_told(evidence: Evidence | None) -> None:
    told = caused(about(QUEUE, evidence)).told
    assert told.startswith(
        "some records were skipped, cannot tell how many: 3 messages arrived in clicks-failed"
    )
    assert about(QUEUE).id in told


def test_what_the_mapping_counted_itself_stands() -> None:
    told = caused(about(QUEUE, DEAD), skip=SKIP._replace(arrived=7, messages=None))
    assert (told.arrived, told.incident) == (7, about(QUEUE).id)


@pytest.mark.parametrize(
    "others", [(), (ended(about(QUEUE, DEAD), 3 * HOUR),), (amended(about(QUEUE, DEAD), number=0),)]
)
def test_no_incident_is_named_that_is_not_there_or_was_over_before(others: tuple[Incident, ...]) -> None:
    assert caused(*others) == SKIP


def test_dead_letters_of_a_stream_name_the_incident_of_the_consumer_that_skipped_them() -> None:
    assert skipper(about(COUNTER)) == about(COUNTER).id
    assert skipper(about(COUNTER), feeder=FEEDER._replace(through=f"{COUNTER.arn}:live")) == about(COUNTER).id


def test_a_consumer_whose_alarm_is_the_streams_own_is_found_there() -> None:
    assert skipper(about(STREAM)) == about(STREAM).id
    assert skipper(about(STREAM), about(COUNTER)) == about(COUNTER).id


class _OneUnreadable(FakeIncidents):
    def load(self, groups: Collection[str]) -> Mapping[str, Incident]:
        if about(COUNTER).group in groups:
            raise Permanent("written by a newer release")
        return super().load(groups)


def test_a_linked_incident_that_cannot_be_read_hides_no_other() -> None:
    store = Store()
    store.incidents = {about(STREAM).group: about(STREAM)}
    others = _OneUnreadable(store, HandClock(NOW))
    evidence = with_skippers(replace(DEAD, feeders=(FEEDER,)), others, QUEUE.arn)
    assert not isinstance(evidence.feeders, Missing)
    assert evidence.feeders[0].incident == about(STREAM).id


def test_one_that_resolved_after_it_had_skipped_them_is_named_and_an_older_one_is_not() -> None:
    assert skipper(ended(about(COUNTER), timedelta(0))) == about(COUNTER).id
    assert skipper(ended(about(COUNTER), HOUR)) == ""


@pytest.mark.parametrize(
    "feeder",
    [
        FEEDER._replace(confirmed=False),
        FEEDER._replace(kind="function"),
        FEEDER._replace(messages=0),
        FEEDER._replace(through="<token>", arn="no arn"),
    ],
    ids=["claimed", "of a function", "wrote none of these", "unreadable"],
)
def test_what_no_stream_is_known_to_have_written_names_no_incident(feeder: Feeder) -> None:
    assert skipper(about(COUNTER), about(STREAM), feeder=feeder) == ""


# Somebody let it be skipped


MAPPING = EventSource("u-1", STREAM.arn, COUNTER.arn, "Enabled")
PRESS = MitigationRecord(
    id="press",
    kind=MitigationKind.BISECT,
    target="arn:aws:lambda:eu-west-1:111122223333:event-source-mapping:u-1",
    subject="mapping of clicks to clicks-counter",
    before={},
    after={ON_FAILURE: QUEUE.arn},
    template="",
    by=ANA,
    at=NOW - timedelta(minutes=1),
    why="",
    asked_by="press",
    asked_at=NOW - timedelta(minutes=1),
    state=MitigationState.SET,
)


def let_skip_by_ana() -> Incident:
    known = Evidence(taken_at=NOW, mappings=(MAPPING,))
    return replace(about(COUNTER, known), mitigations=(PRESS,))


def test_dead_letters_name_who_let_them_be_skipped() -> None:
    evidence = with_skippers(DEAD, table(let_skip_by_ana()), QUEUE.arn)
    assert not isinstance(evidence.feeders, Missing)
    assert (evidence.feeders[0].let_by, evidence.feeders[0].let_as) == (ANA, "press")
    for nobodys in (about(COUNTER), replace(let_skip_by_ana(), evidence=None)):
        evidence = with_skippers(DEAD, table(nobodys), QUEUE.arn)
        assert not isinstance(evidence.feeders, Missing)
        assert (evidence.feeders[0].let_by, evidence.feeders[0].let_as) == (NOBODY, "")


class _Told:
    """A look at what was skipped, and what the thread of the press is told by it."""

    def __init__(self) -> None:
        self.store = Store()
        self.store.incidents = {each.group: each for each in (let_skip_by_ana(), about(QUEUE))}
        self.store.groups = {each.id: each.group for each in self.store.incidents.values()}
        self.incidents = FakeIncidents(self.store, HandClock(NOW))
        self.keep = IncidentWriter(self.incidents, FakeOutbox(), lambda: POLICY)
        found = with_skippers(DEAD, self.incidents, QUEUE.arn)
        self.caused = replace(about(QUEUE), evidence=found)

    def look(self) -> None:
        tell_skippers(self.caused, self.incidents, self.keep, NOW)

    @property
    def said(self) -> list[str]:
        return [entry.what for _, entry in self.store.entries[about(COUNTER).group]]


def test_the_thread_of_the_press_is_told_once_however_often_it_is_looked_at() -> None:
    told = _Told()
    for _ in range(3):
        told.look()
    assert told.said == [
        f"240 records were skipped, as ana allowed: see clicks-failed (incident {about(QUEUE).id})"
    ]


def test_a_look_that_died_before_it_told_tells_the_next_time(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _Told()
    with monkeypatch.context() as dying:
        dying.setattr(told.incidents, "save", _dies)
        with pytest.raises(ZeroDivisionError):
            told.look()
    told.look()
    assert len(told.said) == 1


def test_one_whose_thread_cannot_be_read_holds_up_nobodys_look(monkeypatch: pytest.MonkeyPatch) -> None:
    told = _Told()
    monkeypatch.setattr(told.incidents, "load", _unreadable)
    told.look()


def _dies(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def _unreadable(*_: object) -> None:
    raise Permanent("written by a newer release")
