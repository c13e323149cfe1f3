"""What would make the card look like the incident."""

from dataclasses import replace

import pytest

from bot.domain.incident.episode import Resolution
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.card.projection import (
    COALESCE,
    LEASE,
    LEASE_AGAIN,
    Card,
    CardStep,
    Frozen,
    Lacking,
    Left,
    Mention,
    UpToDate,
    Wait,
    moved,
    next_step,
    strays,
)
from bot.domain.lifecycle.recovery import resolved
from bot.domain.redrive.job import Job, JobState
from tests.amended import redrive_job
from tests.unit.domain.incidents import ANA, NOW, OPEN, QUIET, kept
from tests.unit.domain.people import acknowledge

SHOWN = Card(
    group=OPEN.group,
    thread=OPEN.thread,
    channel="C0ORDERS01",
    ts="1.1",
    shown=OPEN.card_version,
    cursor=OPEN.thread_version,
)
CHANGED = replace(OPEN, version=2, card_version=2)
PRESSED = replace(kept(acknowledge(OPEN, ANA, NOW)), thread_version=OPEN.thread_version)
TELLS = replace(OPEN, version=2, thread_version=2)
JOB = redrive_job(
    id="01",
    group=OPEN.group,
    queue="q",
    by=ANA,
    reason="fixed",
    state=JobState.RUNNING,
    planned=3,
    started_at=NOW,
    sent_before=NOW,
    due_at=NOW,
    revision=2,
    kept={},
)
SOON = NOW + COALESCE
POST, EDIT, TELL = Lacking(root=True), Lacking(edit=True), Lacking(thread=True)
CALLED, CALLED_AGAIN = Mention("1.2", "said", "m.1"), Mention("1.3", "said", "m.2")

STEPS = (
    pytest.param(QUIET, None, Card(group=OPEN.group), UpToDate(), id="what was never told is not shown"),
    pytest.param(OPEN, None, Card(group=OPEN.group), POST, id="a new incident is posted"),
    pytest.param(OPEN, None, replace(SHOWN, ts=""), POST, id="a post that was never answered is made again"),
    pytest.param(replace(OPEN, thread=2), None, SHOWN, POST, id="a new thread has a message of its own"),
    pytest.param(OPEN, None, SHOWN, UpToDate(), id="what is shown is left alone"),
    pytest.param(CHANGED, None, SHOWN, EDIT, id="what changed is edited"),
    pytest.param(OPEN, JOB, replace(SHOWN, shown_job=1), EDIT, id="a job that went on is edited"),
    pytest.param(OPEN, JOB, replace(SHOWN, shown_job=2), UpToDate(), id="a job that is shown is not"),
    pytest.param(TELLS, None, SHOWN, TELL, id="a thread that is behind is told"),
    pytest.param(
        replace(PRESSED, card_version=OPEN.card_version),
        None,
        replace(SHOWN, mentions=(CALLED,)),
        Lacking(buttons=(CALLED,)),
        id="an Acknowledge button that is stale is taken off",
    ),
    pytest.param(OPEN, None, replace(SHOWN, mentions=(CALLED,)), UpToDate(), id="one that is not stays"),
    pytest.param(
        CHANGED,
        None,
        replace(SHOWN, not_before=SOON),
        Wait(SOON, "changes are collected for a moment"),
        id="changes are collected",
    ),
    pytest.param(
        PRESSED, None, replace(SHOWN, not_before=SOON), EDIT, id="what a person did is shown at once"
    ),
    pytest.param(CHANGED, None, replace(SHOWN, not_before=NOW), EDIT, id="until the moment has passed"),
    pytest.param(TELLS, None, replace(SHOWN, not_before=SOON), TELL, id="the thread does not wait for edits"),
    pytest.param(
        CHANGED,
        None,
        replace(SHOWN, lease="x", lease_until=NOW + LEASE),
        Wait(NOW + LEASE_AGAIN, "another projection holds the lease"),
        id="somebody else is talking to Slack",
    ),
    pytest.param(
        CHANGED,
        None,
        replace(SHOWN, lease="x", lease_until=NOW + LEASE_AGAIN / 2),
        Wait(NOW + LEASE_AGAIN / 2, "another projection holds the lease"),
        id="a lease about to end is waited for",
    ),
    pytest.param(CHANGED, None, replace(SHOWN, lease="x", lease_until=NOW), EDIT, id="a lease that ended"),
    pytest.param(
        OPEN,
        None,
        replace(SHOWN, mentions=(CALLED, CALLED_AGAIN)),
        Lacking(buttons=(CALLED,)),
        id="of several calls the newest can be answered",
    ),
    pytest.param(
        replace(CHANGED, thread_version=2),
        None,
        replace(SHOWN, not_before=SOON),
        TELL,
        id="the thread does not wait for an edit that is owed as well",
    ),
    pytest.param(
        CHANGED, None, replace(SHOWN, frozen=Frozen.UNTOLD), TELL, id="what may not be edited is told"
    ),
    pytest.param(CHANGED, None, replace(SHOWN, frozen=Frozen.TOLD), UpToDate(), id="and told once"),
)


@pytest.mark.parametrize(("incident", "job", "card", "step"), STEPS)
def test_the_next_step_is(incident: Incident, job: Job | None, card: Card, step: CardStep) -> None:
    assert next_step(incident, job, card, NOW) == step


ELSEWHERE = "C0INCIDENT"


@pytest.mark.parametrize(
    ("incident", "card", "whether"),
    [
        pytest.param(OPEN, SHOWN, True, id="in the channel of an alarm that named no team"),
        pytest.param(OPEN, replace(SHOWN, channel=ELSEWHERE), False, id="where it belongs"),
        pytest.param(OPEN, Card(group=OPEN.group), False, id="nowhere yet"),
        pytest.param(OPEN, replace(SHOWN, ts=""), True, id="about to be posted"),
        pytest.param(OPEN, replace(SHOWN, posting="m"), False, id="perhaps posted, and looked for there"),
        pytest.param(OPEN, replace(SHOWN, closed=(ELSEWHERE,)), False, id="in the fallback"),
        pytest.param(OPEN, replace(SHOWN, mute=(ELSEWHERE,)), False, id="where replies are taken"),
        pytest.param(resolved(OPEN, Resolution(NOW, "proven")), SHOWN, False, id="of what is over"),
    ],
)
def test_a_card_strays(incident: Incident, card: Card, whether: bool) -> None:  # noqa: FBT001 - a table
    assert strays(incident, card, ELSEWHERE) is whether


def test_a_card_that_moves_is_posted_anew_and_then_taken_away_where_it_stood() -> None:
    card = moved(SHOWN, ELSEWHERE)
    assert next_step(OPEN, None, card, NOW) == POST
    there = replace(card, thread=OPEN.thread, ts="2.1", shown=OPEN.card_version, cursor=OPEN.thread_version)
    left = (Left(SHOWN.channel, "1.1", told=False),)
    assert next_step(OPEN, None, there, NOW) == Lacking(left=left)
    assert next_step(OPEN, None, replace(there, left=()), NOW) == UpToDate()


def test_what_was_never_posted_leaves_nothing_behind() -> None:
    assert moved(replace(SHOWN, ts=""), ELSEWHERE).left == ()


def test_a_thread_that_was_told_something_is_left_standing() -> None:
    assert moved(replace(SHOWN, cursor=3), ELSEWHERE).left == (Left(SHOWN.channel, "1.1", told=True),)
