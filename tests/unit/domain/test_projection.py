"""What would make the card look like the incident."""

from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.incident import Incident
from bot.domain.job import Job, JobState
from bot.domain.projection import COALESCE, LEASE, LEASE_AGAIN, Card, Current, Do, Later, Next, next_step
from bot.domain.response import acknowledge
from tests.unit.domain.incidents import ANA, MINUTE, NOW, OPEN, QUIET, kept

SHOWN = Card(
    group=OPEN.group,
    thread=OPEN.thread,
    channel="C0ORDERS01",
    ts="1.1",
    shown=OPEN.card_version,
    cursor=OPEN.thread_version,
)
CHANGED = replace(OPEN, version=2, card_version=2)
PRESSED = replace(kept(acknowledge(OPEN, ANA, NOW)))
TELLS = replace(OPEN, version=2, thread_version=2)
JOB = Job(
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

STEPS = (
    pytest.param(QUIET, None, Card(group=OPEN.group), None, Current(), id="what was never told is not shown"),
    pytest.param(OPEN, None, Card(group=OPEN.group), None, Do.POST, id="a new incident is posted"),
    pytest.param(
        OPEN, None, replace(SHOWN, ts=""), None, Do.POST, id="a post that was never answered is made again"
    ),
    pytest.param(
        replace(OPEN, thread=2), None, SHOWN, None, Do.POST, id="a new thread has a message of its own"
    ),
    pytest.param(OPEN, None, SHOWN, None, Current(), id="what is shown is left alone"),
    pytest.param(CHANGED, None, SHOWN, None, Do.EDIT, id="what changed is edited"),
    pytest.param(OPEN, JOB, replace(SHOWN, shown_job=1), None, Do.EDIT, id="a job that went on is edited"),
    pytest.param(OPEN, JOB, replace(SHOWN, shown_job=2), None, Current(), id="a job that is shown is not"),
    pytest.param(TELLS, None, SHOWN, None, Do.TELL, id="a thread that is behind is told"),
    pytest.param(
        replace(PRESSED, card_version=OPEN.card_version),
        None,
        replace(SHOWN, mention_ts="1.2"),
        None,
        Do.EDIT,
        id="an Acknowledge button that is stale is taken off",
    ),
    pytest.param(OPEN, None, replace(SHOWN, mention_ts="1.2"), None, Current(), id="one that is not stays"),
    pytest.param(
        CHANGED,
        None,
        replace(SHOWN, not_before=SOON),
        None,
        Later(SOON, "changes are collected for a moment"),
        id="changes are collected",
    ),
    pytest.param(
        PRESSED, None, replace(SHOWN, not_before=SOON), None, Do.EDIT, id="what a person did is shown at once"
    ),
    pytest.param(
        CHANGED, None, replace(SHOWN, not_before=NOW), None, Do.EDIT, id="until the moment has passed"
    ),
    pytest.param(
        TELLS, None, replace(SHOWN, not_before=SOON), None, Do.TELL, id="the thread does not wait for edits"
    ),
    pytest.param(
        CHANGED,
        None,
        replace(SHOWN, lease="x", lease_until=NOW + LEASE),
        None,
        Later(NOW + LEASE_AGAIN, "another projection holds the lease"),
        id="somebody else is talking to Slack",
    ),
    pytest.param(
        CHANGED,
        None,
        replace(SHOWN, lease="x", lease_until=NOW + LEASE_AGAIN / 2),
        None,
        Later(NOW + LEASE_AGAIN / 2, "another projection holds the lease"),
        id="a lease about to end is waited for",
    ),
    pytest.param(
        CHANGED, None, replace(SHOWN, lease="x", lease_until=NOW), None, Do.EDIT, id="a lease that ended"
    ),
    pytest.param(
        CHANGED, None, SHOWN, NOW + MINUTE, Later(NOW + MINUTE, "Slack asked to wait"), id="a closed channel"
    ),
    pytest.param(CHANGED, None, SHOWN, NOW, Do.EDIT, id="a channel open again"),
)


@pytest.mark.parametrize(("incident", "job", "card", "closed_until", "step"), STEPS)
def test_the_next_step_is(
    incident: Incident, job: Job | None, card: Card, closed_until: datetime | None, step: Next
) -> None:
    assert next_step(incident, job, card, closed_until, NOW) == step
