"""What was found out about an incident: numbers, shapes, clocks. What could not be read says why."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.clocks import LossClock


class Missing(NamedTuple):
    """Could not look. Never shown as clean.

    Attributes:
        reason: One line: what was refused or failed, and what would mend it.
    """

    reason: str


class Depth(NamedTuple):
    """How many messages a queue holds, by SQS's own approximate count."""

    visible: int
    in_flight: int = 0
    delayed: int = 0

    @property
    def total(self) -> int:
        return self.visible + self.in_flight + self.delayed


class ErrorShape(NamedTuple):
    """One way of failing, ids and numbers normalised away, and how often it was seen."""

    text: str
    seen: int


class Failing(NamedTuple):
    """Whether the consumer still fails: how often in the window, and when last."""

    failures: int
    window: timedelta
    last_at: datetime | None


class SampledMessage(NamedTuple):
    """One dead letter as it may be shown: decoded, redacted, bounded.

    Attributes:
        body: Redacted text, cut at a bound; `cut` says how many characters are not shown.
        receive_count: Across all queues, our own reads included.
    """

    message_id: str
    sent_at: datetime | None
    receive_count: int
    source: str
    body: str
    cut: int = 0
    format: str = ""
    group_id: str = ""
    attributes: Mapping[str, str] | None = None


# A consumer that was silent for this long at the time of looking has stopped failing.
SILENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The summary kept on the incident itself.

    Attributes:
        depth: The queue's counts at `taken_at`.
        history: Depth per interval, oldest first, None where there is no datapoint.
        sources: ARNs of the queues that use this one as their dead-letter queue.
        retention: How long the queue keeps a message.
        sampled: How many messages were sampled; 0 with `sample_note` saying why none were.
        sample_number: Which EVIDENCE item holds the sample; 0 for none.
        sampled_at: How old the sample is: it outlives the evidence it was taken with.
        samples: How often messages were received in this episode without a person asking.
        hidden_until: Until when our own sampling hides messages, so that an empty queue is not proof.
    """

    taken_at: datetime
    depth: Depth | Missing | None = None
    history: tuple[int | None, ...] | Missing = ()
    sources: tuple[str, ...] | Missing = ()
    retention: timedelta | None = None
    loss: LossClock | Missing | None = None
    shapes: tuple[ErrorShape, ...] | Missing = ()
    failing: Failing | Missing | None = None
    sampled: int = 0
    sample_note: str = ""
    sample_number: int = 0
    sampled_at: datetime | None = None
    samples: int = 0
    hidden_until: datetime | None = None
    last_empty: datetime | None = None

    @property
    def first_loss(self) -> datetime | None:
        return self.loss.first_loss if isinstance(self.loss, LossClock) else None

    @property
    def errors_stopped(self) -> bool:
        """Whether the consumer was read and has stopped failing; not known is not stopped."""
        if not isinstance(self.failing, Failing):
            return False
        return self.failing.last_at is None or self.taken_at - self.failing.last_at >= SILENT

    @property
    def missing(self) -> tuple[str, ...]:
        """What could not be read, one line each."""
        parts = (self.depth, self.history, self.sources, self.loss, self.shapes, self.failing)
        return tuple(dict.fromkeys(part.reason for part in parts if isinstance(part, Missing)))


class Healthy(NamedTuple):
    """The live resource was re-read and nothing is standing in it."""

    what: str


class Unhealthy(NamedTuple):
    """The live resource was re-read and something still stands in it."""

    what: str


Health = Healthy | Unhealthy | Missing
