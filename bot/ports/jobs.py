"""Jobs as they proceed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.policy.by import By
    from bot.domain.redrive.job import Job, Skip
    from bot.domain.redrive.receipt import Receipt


class Noted(NamedTuple):
    """What a slice noted last.

    Attributes:
        receipts: Those not kept yet, and those of what is under way.
    """

    job: Job
    receipts: Sequence[Receipt]


class Jobs(Protocol):
    def load(self, group: str, job: str) -> Job | None: ...

    def checkpoint(self, job: Job, before_token: int) -> bool:
        """Write progress; False when another slice has taken the token since."""
        ...

    def note(self, job: Job, receipts: Sequence[Receipt]) -> bool:
        """Save what is in flight, beside the job and not shown to people: before each batch is sent.

        False when another slice has taken the token and noted something since.
        """
        ...

    def noted(self, job: Job) -> Noted | None:
        """What the slice with this job's token noted after its last checkpoint; None if it noted nothing."""
        ...

    def keep_receipts(self, job: Job, lines: Sequence[str]) -> bool:
        """Keep them from the end of the job's chain on, in place of what a slice that died kept there.

        They count once a checkpoint claims them. False when a slice of a later token has kept some there.
        """
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
        """Ask a paused job to go on; False if it has ended, or no one paused it."""
        ...
