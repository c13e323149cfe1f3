"""Records that a stream's mapping gave up on to let those behind them through.

Counted by the mapping itself if its event counts are on, else by looking at where they went: a message
there covers a whole batch.
"""

from typing import NamedTuple

from bot.domain.evidence.failure_bucket import is_bucket, place_name


class Discarded(NamedTuple):
    """What one mapping skipped since the episode began.

    Attributes:
        function: ARN of the consumer.
        destination: ARN of the mapping's failure destination; empty without one.
        group: The group of that destination's incidents; empty if it is no queue.
        arrived: How many records went there; None if unknown.
        sampled: Whether the numbers come from a sample: there may be more.
        lost: How many records went nowhere; None if unknown.
        messages: How many messages or objects arrived there; None if the mapping itself counts.
        incident: Id of the dead-letter incident they caused; empty if none is known.
    """

    function: str
    destination: str = ""
    group: str = ""
    arrived: int | None = None
    sampled: bool = False
    lost: int | None = None
    messages: int | None = None
    incident: str = ""

    @property
    def told(self) -> str:
        """`240 records were skipped and are kept in clicks-failed (incident K7Q2-M9TD)`."""
        lost = f"{_records(self.lost)} skipped and {_are(self.lost)} lost" if self.lost else ""
        return "; ".join(part for part in (self._kept_told(), lost) if part)

    def _kept_told(self) -> str:
        where = place_name(self.destination)
        where += f" (incident {self.incident})" if self.incident else ""
        some = "at least " if self.sampled else ""
        if self.arrived:
            return f"{some}{_records(self.arrived)} skipped and {_are(self.arrived)} kept in {where}"
        if self.arrived is None and self.messages:
            noun = "object" if is_bucket(self.destination) else "message"
            arrived = f"{some}{self.messages:,} {noun}" + ("" if self.messages == 1 else "s")
            return f"some records were skipped, cannot tell how many: {arrived} arrived in {where}"
        return ""


def _records(count: int) -> str:
    return "1 record was" if count == 1 else f"{count:,} records were"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
