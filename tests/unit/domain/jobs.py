"""A redrive that runs."""

from bot.domain.redrive.job import JobState
from tests.amended import redrive_job
from tests.unit.domain.incidents import ANA, NOW, QUIET

JOB = redrive_job(
    id="01",
    group=QUIET.group,
    queue=QUIET.resource.arn,
    by=ANA,
    reason="fixed",
    state=JobState.RUNNING,
    planned=3,
    started_at=NOW,
    sent_before=NOW,
    due_at=NOW,
    kept={},
)
