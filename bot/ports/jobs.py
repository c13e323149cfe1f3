"""Jobs as they proceed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.policy.by import By
    from bot.domain.redrive.job import Job, Skip


class Jobs(Protocol):
    def load(self, group: str, job: str) -> Job | None: ...

    def checkpoint(self, job: Job, before_token: int) -> bool:
        """Write progress; False when another slice has taken the token since."""
        ...

    def note(self, job: Job) -> None:
        """Save what is in flight, beside the job and not shown to people: before each batch is sent."""
        ...

    def noted(self, job: Job) -> Job | None:
        """What the slice with this job's token noted last; None if it noted nothing."""
        ...

    def ask_to_stop(self, group: str, job: str, by: By) -> bool:
        """Ask a running job to stop; False when it has ended."""
        ...

    def skip_watch(self, group: str, job: str, skip: Skip) -> bool:
        """Have a running job not wait for its watch to be over; False when it has ended."""
        ...

    def pause(self, group: str, job: str, by: By) -> bool:
        """Ask a running job to send nothing until it is resumed; False when it has ended."""
        ...

    def resume(self, group: str, job: str) -> bool:
        """Ask a paused job to go on; False when it has ended, or nobody paused it."""
        ...
