"""The incidents and everything written with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime

    from bot.domain.dead_letters.sample import SampledMessage
    from bot.domain.incident.change import Change
    from bot.domain.incident.command import Done
    from bot.domain.incident.incident import Incident
    from bot.domain.incident.timeline import TimelineEntry
    from bot.domain.redrive.job import Job


class Conflict(NamedTuple):
    """Another write of the incident came first: read again and decide again."""


class IdTaken(NamedTuple):
    """The new incident's id already belongs to another group, which keeps it."""


class QueueBusy(NamedTuple):
    """The queue already has a live job."""

    job: str


class Saved(NamedTuple):
    """Written, all of it or nothing."""


class ClickOutcome(NamedTuple):
    """A click and its outcome, stored for 24 h in the same transaction as its first effect."""

    identity: str
    done: Done


class Write(NamedTuple):
    """One change and everything written with it.

    Attributes:
        change: Conditional on the version it was made from.
        click: Recorded with it; if already recorded, nothing is written and its Done is returned.
        sample: Becomes EVIDENCE item `change.incident.evidence_taken`, with a TTL.
        start: A new job; takes the queue's LIVE_JOB item.
        end: An ended job, conditional on its token; frees the queue.
    """

    change: Change
    click: ClickOutcome | None = None
    sample: Sequence[SampledMessage] | None = None
    start: Job | None = None
    end: Job | None = None


class DueItem(NamedTuple):
    """A group that is due; with `job`, a job whose slice did not come; or a `line` where cards wait."""

    group: str
    job: str = ""
    line: str = ""


class Unreadable(NamedTuple):
    """A live incident that this release cannot read and so leaves alone.

    Attributes:
        newer: A newer release wrote it; else its item is damaged.
    """

    group: str
    newer: bool


class Owing(NamedTuple):
    """What is owed to people, across all incidents.

    Attributes:
        since: Since when the oldest card, notification or page is owed, not counting refused cards.
        refused: The number of incidents whose card itself Slack refused and has not shown since.
    """

    since: datetime | None = None
    refused: int = 0


class Incidents(Protocol):
    """The incident table: the truth. Every read is consistent and complete."""

    def load(self, groups: Collection[str]) -> Mapping[str, Incident]:
        """The incidents of these groups; an unknown group is absent.

        Raises:
            UnreadableError: One of them cannot be read by this release.
        """
        ...

    def group_of(self, incident_id: str) -> str | None:
        """The group behind a displayed id."""
        ...

    def save(self, write: Write) -> Saved | Conflict | IdTaken | QueueBusy | Done:
        """Write one change and everything that belongs to it in one transaction."""
        ...

    def click(self, identity: str) -> Done | None:
        """The outcome of a click, if it arrived before."""
        ...

    def timeline(self, group: str, after: int) -> Sequence[tuple[int, TimelineEntry]]:
        """(version, entry) of every entry after a version, in order, all pages.

        An entry that cannot be read is returned as `Event.UNREADABLE`.
        """
        ...

    def sample(self, group: str, number: int) -> Sequence[SampledMessage]:
        """The sampled messages of an EVIDENCE item; empty once its TTL has passed."""
        ...

    def due(self, now: datetime) -> Iterator[DueItem]:
        """What falls due by `now`, earliest first, all pages; keys only, so re-read before acting."""
        ...

    def live(self) -> Sequence[Incident]:
        """Every readable live incident, re-read consistently."""
        ...

    def unreadable(self) -> Sequence[Unreadable]:
        """The live incidents that `live` leaves out."""
        ...

    def owing(self) -> Owing:
        """What is owed, as of the last writes; the index lags the table by moments."""
        ...

    def beat(self, at: datetime) -> None:
        """Write the heartbeat."""
        ...

    def last_beat(self) -> datetime | None: ...
