"""Whatever the settings and the bounds: never above a bound, never shorter, and an undo restores exactly."""

from datetime import timedelta

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from bot.domain.errors import Permanent, Transient
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import StreamFacts
from bot.domain.evidence.verdict import Cause, Setting, Verdict
from bot.domain.incident.change import Change
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import (
    BISECT,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETENTION_HOURS,
    RETENTION_SECONDS,
    RETRIES,
    Mitigation,
    MitigationKind,
    MitigationState,
    Values,
    same,
)
from bot.domain.mitigation.life import ask, ask_undo, settle
from bot.domain.mitigation.offers import OfferContext, offered
from bot.domain.policy.policy import Bounds
from bot.parsing.documents import from_document, to_document
from tests.fakes import FakeLiveSettings
from tests.unit.domain.incidents import ANA, NOW, OPEN
from tests.unit.domain.mitigations import (
    FACTS,
    OF_QUEUE,
    OF_STREAM,
    REACHED,
    SKIPPED,
    STREAM,
    dead_letters,
    evidence,
    lagging,
)

hours = st.integers(24, 8760)
limits = st.integers(2, 1000)
bounds = st.builds(
    Bounds,
    stream_retention=hours.map(lambda each: timedelta(hours=each)),
    max_concurrency=limits,
    reserved_concurrency=limits,
    retries=st.integers(0, 10_000),
    failure_destination=st.sampled_from(["", SKIPPED]),
)
proposals = st.builds(
    lambda name, proposed: Verdict(Cause.THROTTLED_MAPPING, "", (), Setting("", name, "", proposed)),
    st.sampled_from([MAXIMUM, RESERVED]),
    st.one_of(st.integers(-5, 5000).map(str), st.text(max_size=4)),
)
mappings = st.builds(
    lambda base, state, retries, bisect, on_failure, most: base._replace(
        state=state, retries=retries, bisect=bisect, on_failure=on_failure, max_concurrency=most
    ),
    st.sampled_from([OF_STREAM, OF_QUEUE]),
    st.sampled_from(["Enabled", "Disabled", "Updating", "Disabling"]),
    st.one_of(st.none(), st.integers(0, 10_000)),
    st.booleans(),
    st.sampled_from(["", SKIPPED]),
    st.one_of(st.none(), limits),
)


def _sight(
    mapping: EventSource, bound: Bounds, kept: int, seconds: int, reserved: int | None, verdict: Verdict
) -> tuple[OfferContext, OfferContext]:
    """A consumer that lags, and a queue of what it gave up."""
    found = evidence(
        mapping,
        facts=FACTS._replace(reserved=reserved),
        stream=StreamFacts(STREAM, timedelta(hours=kept)),
        verdict=verdict,
    )
    letters = dead_letters(Evidence(taken_at=NOW, retention=timedelta(seconds=seconds)))
    return lagging(found, bound, REACHED), letters


sights = st.builds(
    _sight,
    mappings,
    bounds,
    hours,
    st.integers(60, 1_209_600),
    st.one_of(st.none(), st.integers(0, 1000)),
    proposals,
)


def _changes(sights: tuple[OfferContext, OfferContext]) -> list[tuple[OfferContext, Mitigation]]:
    return [(sight, each) for sight in sights for each in offered(sight) if isinstance(each, Mitigation)]


@pytest.mark.parametrize("kind", MitigationKind)
def test_every_kind_of_change_is_among_those_that_are_tried_here(kind: MitigationKind) -> None:
    tries = settings(max_examples=1000, database=None, phases=[Phase.generate])
    assert find(sights, lambda both: any(each.kind is kind for _, each in _changes(both)), settings=tries)


@given(sights)
def test_nothing_is_raised_above_its_bound_nor_lowered(both: tuple[OfferContext, OfferContext]) -> None:
    for sight, change in _changes(both):
        for name, bound in (
            (MAXIMUM, sight.bounds.max_concurrency),
            (RESERVED, sight.bounds.reserved_concurrency),
            (RETENTION_HOURS, sight.bounds.stream_retention // timedelta(hours=1)),
            (RETENTION_SECONDS, 1_209_600),
        ):
            if name in change.after:
                assert int(change.before[name]) < int(change.after[name]) <= bound


@given(sights)
def test_nothing_is_skipped_without_end_nor_without_a_place_to_go(
    both: tuple[OfferContext, OfferContext],
) -> None:
    for _, change in _changes(both):
        if BISECT in change.after:
            assert int(change.after[RETRIES]) >= 0
            assert change.after[ON_FAILURE] == SKIPPED


@given(sights)
def test_every_change_changes_something_of_what_it_names_and_nothing_else(
    both: tuple[OfferContext, OfferContext],
) -> None:
    for _, change in _changes(both):
        assert change.before.keys() == change.after.keys()
        assert change.before != change.after
        assert change.commands
        assert change.template


@given(sights, st.lists(st.sampled_from(["fine", "refused", "lost", "unsent"]), min_size=2, max_size=2))
def test_an_undo_restores_exactly_what_stood_there_whatever_went_wrong(
    both: tuple[OfferContext, OfferContext], luck: list[str]
) -> None:
    for _, change in _changes(both):
        live = FakeLiveSettings(at={change.target: {**change.before, "Other": "untouched"}})
        incident = _there_and_back(change, live, luck)
        at = live.read(change.target)
        assert not isinstance(at, tuple)
        (taken,) = incident.mitigations
        match taken.state:
            case MitigationState.SET:
                assert same(at, change.after)
            case MitigationState.UNDONE | MitigationState.FAILED:
                assert at == {**change.before, "Other": "untouched"}
            case other:
                raise AssertionError(other)
        assert from_document(Incident, to_document(incident)) == incident


def _there_and_back(change: Mitigation, live: FakeLiveSettings, luck: list[str]) -> Incident:
    """Ask, do, look; and if it stands, ask to undo, do, look. Between them an hour."""
    done = ask(OPEN, change, ANA, "time", "c1", NOW)
    assert isinstance(done, Change)
    _do(live, change.target, change.after, luck[0])
    incident = _looked(done.incident, live, change.target, 1)
    if incident.mitigations[0].state is not MitigationState.SET:
        return incident
    undo = ask_undo(
        incident, incident.mitigations[0], live.read(change.target), ANA, "", "c2", NOW + timedelta(hours=2)
    )
    assert isinstance(undo, Change)
    _do(live, change.target, change.before, luck[1])
    return _looked(undo.incident, live, change.target, 3)


def _do(live: FakeLiveSettings, target: str, values: Values, luck: str) -> None:
    if luck == "refused":
        live.faults[target] = Permanent("denied")
    elif luck == "unsent":
        live.faults[target] = Transient("no answer")
    elif luck == "lost":
        live.lost_answers[target] = Transient("no answer")
    try:
        live.change(target, values)
    except (Permanent, Transient):
        return


def _looked(incident: Incident, live: FakeLiveSettings, target: str, hour: int) -> Incident:
    settled = settle(incident, {target: live.read(target)}, NOW + timedelta(hours=hour))
    assert settled is not None
    return settled.incident
