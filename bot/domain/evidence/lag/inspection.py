"""What Inspect shows for stuck work: the consumer's last error lines, the record it is stuck on."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.dead_letters.sample import ResolvedRecord
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.lag.lag import ShardAge
from bot.domain.evidence.missing import Missing


class LoggedLine(NamedTuple):
    """One error line, redacted and cut, and how often the same was logged.

    Attributes:
        at: When it was logged last.
        function: ARN of the function that logged it.
        sequences: Sequence numbers of stream records that it mentions.
    """

    at: datetime
    function: str
    text: str
    sequences: tuple[str, ...] = ()
    seen: int = 1


class StuckAt(NamedTuple):
    """The record a shard is stuck on.

    Attributes:
        probably: Found by the time it arrived, so it may be a neighbour of the one that fails.
        trace: What this read leaves in the stream's metrics; empty if nothing noticeable.
        behind: How the keys of the records behind it compare; empty if none was read.
    """

    shard: str
    record: ResolvedRecord
    probably: bool
    trace: str = ""
    behind: str = ""


class LagInspection(NamedTuple):
    """Everything Inspect shows for a consumer that is behind.

    Attributes:
        lines: The newest error lines, newest first.
        record: Missing says why it cannot be seen, and how to make it visible; None if no one asked.
        can_read: Whether the record can be requested: a Kinesis stream with a known age.
    """

    lines: tuple[LoggedLine, ...] | Missing
    mappings: tuple[EventSource, ...] | Missing = ()
    shards: tuple[ShardAge, ...] | Missing = ()
    record: StuckAt | Missing | None = None
    can_read: bool = False
