"""What became of a redrive's messages, by looks at their queue."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Evidence, Failing
from bot.domain.evidence.missing import Missing
from bot.domain.incident.follow_up import FollowUp, following, looks_after, next_look, redrive_of
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.policy import Target
from bot.domain.redrive.came_back import aftermath, followed, returned
from bot.domain.redrive.progress import BEYOND, NEWER
from bot.domain.redrive.sqs_answers import Undeleted
from tests.amended import amended
from tests.unit.domain.incidents import ANA, HOUR, MINUTE, NOW, OPEN
from tests.unit.domain.jobs import JOB

REDRIVE = FollowUp(
    Event.REDRIVE_ENDED, NOW, ANA, looks_after(NOW), moved=12, copies=tuple(f"c-{n}" for n in range(12))
)
FIRST, SECOND, LAST = REDRIVE.looks


def after(redrive: FollowUp = REDRIVE) -> Incident:
    return amended(OPEN, follow_ups=(redrive,))


def found(standing: int | None, **fields: object) -> Evidence:
    depth = Missing("denied") if standing is None else Depth(standing)
    return Evidence(taken_at=NOW, depth=depth, **fields)  # type: ignore[arg-type] # fields of Evidence


def sample(*ids: str) -> Sequence[SampledMessage]:
    return [SampledMessage(each, NOW, 1, "", "{}") for each in ids]


def said(
    incident: Incident, evidence: Evidence, *ids: str, at: object = FIRST
) -> tuple[str, tuple[Target, ...]]:
    entries = aftermath(incident, evidence, sample(*ids) or None, at, at).entries  # type: ignore[arg-type] # a time
    return (entries[0].what, entries[0].mentions) if entries else ("", ())


COPIES = [f"c-{n}" for n in range(10)]


def test_what_was_recognised_came_back_and_whoever_pressed_is_called() -> None:
    what, called = said(after(), found(12), *COPIES)
    assert what == "12 of 12 came back, going by 10 sampled"
    assert called == (Target("user", ANA.user),)


def test_the_error_is_told_where_it_was_seen_since() -> None:
    shapes = (ErrorShape("KeyError 'fullname'", 12),)
    failing = Failing(12, HOUR, NOW + MINUTE)
    told, _ = said(after(), found(10, shapes=shapes, shapes_from="logs", failing=failing), *COPIES)
    assert told == "10 of 12 came back with KeyError 'fullname'"
    old = Failing(12, HOUR, NOW - MINUTE)
    told, _ = said(after(), found(10, shapes=shapes, shapes_from="logs", failing=old), *COPIES)
    assert told == "10 of 12 came back"


def test_the_same_number_is_never_told_twice_and_nobody_is_called_again() -> None:
    once = aftermath(after(), found(3), sample("c-0", "c-1", "c-2"), FIRST, FIRST).incident
    assert said(once, found(3), at=SECOND) == ("", ())
    what, called = said(once, found(12), at=SECOND)
    assert (what, called) == (
        "12 more in orders-dlq than after the redrive, some of which came back",
        (),
    )


def test_others_are_not_taken_for_those_that_were_moved() -> None:
    looked = aftermath(after(), found(8), sample(*(f"x-{n}" for n in range(8))), FIRST, FIRST)
    assert looked.entries == ()
    assert said(looked.incident, found(8), at=SECOND) == ("", ())
    assert returned(looked.incident, 8) == ""


def test_without_a_sample_it_is_not_claimed_that_they_are_the_same() -> None:
    what, _ = said(after(), found(12))
    assert what.endswith("not known whether they are the same")


def test_a_depth_that_cannot_be_read_is_said_by_the_last_look() -> None:
    assert said(after(), found(None)) == ("", ())
    assert "came back: denied" in said(after(), found(None), at=LAST)[0]


def test_a_look_that_began_before_the_redrive_ended_tells_nothing_of_it() -> None:
    looked = aftermath(after(), found(12), sample(*COPIES), NOW - MINUTE, FIRST)
    assert looked.entries == ()
    assert redrive_of(looked.incident.follow_ups) == REDRIVE


def test_the_next_window_knows_it_before_anybody_looked() -> None:
    assert returned(after(), 12).startswith("12 are here again after ana's redrive of 12")
    assert returned(after(), 0) == ""


@given(st.lists(st.tuples(st.timedeltas(timedelta(0), HOUR), st.integers(0, 40)), max_size=12))
def test_every_look_is_made_once_and_the_number_only_grows(looks: list[tuple[timedelta, int]]) -> None:
    incident, told = after(), list[TimelineEntry]()
    for ago, standing in sorted(looks):
        due = next_look(incident.follow_ups)
        step = aftermath(incident, found(standing), None, NOW + ago, NOW + ago)
        before, now = redrive_of(incident.follow_ups), redrive_of(step.incident.follow_ups)
        assert before is not None
        assert now is not None
        assert now.back >= before.back
        assert all(look > NOW + ago for look in now.looks)
        assert due is None or due > NOW + ago or len(now.looks) < len(before.looks)
        incident, told = step.incident, [*told, *step.entries]
    assert sum(bool(each.mentions) for each in told) <= 1
    assert len({each.what for each in told}) == len(told)


@pytest.mark.parametrize(
    ("returns", "last"),
    [
        pytest.param(None, timedelta(minutes=15), id="not known"),
        pytest.param(timedelta(seconds=30), timedelta(minutes=5), id="at once"),
        pytest.param(timedelta(minutes=18), timedelta(minutes=19), id="three times six minutes"),
        pytest.param(timedelta(hours=36), timedelta(hours=2), id="three times twelve hours"),
    ],
)
def test_the_last_look_comes_when_what_fails_again_is_back(
    returns: timedelta | None, last: timedelta
) -> None:
    assert [each - NOW for each in looks_after(NOW, returns)] == [timedelta(seconds=30), 2 * MINUTE, last]


@pytest.mark.parametrize("event", [Event.MITIGATED, Event.MITIGATION_UNDONE, Event.DEPLOYED, Event.RELEASED])
def test_each_act_brings_looks_of_its_own(event: Event) -> None:
    (follow_up,) = following((), [TimelineEntry(at=NOW, event=event, what="", by=ANA)])
    assert (follow_up.act, follow_up.looks) == (event, looks_after(NOW))
    later = following((follow_up,), [TimelineEntry(at=NOW + HOUR, event=event, what="")])
    assert [each.at for each in later] == [NOW + HOUR]


def test_what_stays_in_the_queue_did_not_come_back() -> None:
    kept = {"m-1": "no source", "m-2": NEWER, "m-3": BEYOND}
    job = amended(JOB, planned=5, moved=2, kept=kept, both={"m-4": Undeleted("denied")}, beyond=7)
    redrive = followed(job, 12, None, NOW)
    # One is not to be found, and may stand there.
    assert (redrive.moved, redrive.left) == (3, 1 + 1 + 1 + 7 + 1)
    assert redrive.new_among(redrive.left + 2) == 2


def test_a_redrive_that_sent_nothing_brings_no_looks() -> None:
    assert followed(JOB, 3, None, NOW).looks == ()
