"""What stream pointers lead to, by time alone: when records arrived, how long their stream keeps them.

Reading an old record publishes its age as the stream's GetRecords.IteratorAgeMilliseconds, "the age of the
last record in all GetRecords calls made against a Kinesis stream" (developer guide): it rings the team's
alarms and looks like a consumer that is far behind. So no look reads records by itself.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.loss_clock import LossClock, pointer_clock
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import as_arn, name_of
from bot.probes.run.probe import ProbeContext

# A sample's pointers lead into one stream, unless the queue is shared by many.
MOST_STREAMS = 3
_DYNAMODB_KEEPS = timedelta(hours=24)
# Reading a younger record looks like a consumer that keeps up.
_NOTICED = timedelta(minutes=1)


class Times(NamedTuple):
    """Attributes: ends is when a pointer's first record expires; keeps is each stream's retention."""

    ends: Mapping[StreamPointer, datetime]
    keeps: Mapping[str, timedelta | Missing]

    def lost(self, now: datetime) -> frozenset[StreamPointer]:
        return frozenset(pointer for pointer, end in self.ends.items() if end <= now)

    @property
    def why_unknown(self) -> Missing:
        unread = (each for each in self.keeps.values() if isinstance(each, Missing))
        return next(unread, Missing("the pointers do not tell when their records arrived"))

    def clock(self, lost: frozenset[StreamPointer]) -> LossClock | None:
        """For the records still there; once all are gone, from when the first of them expired."""
        ends = {pointer: end for pointer, end in self.ends.items() if pointer not in lost} or self.ends
        if not ends:
            return None
        first, end = min(ends.items(), key=lambda each: each[1])
        arrived = first.first_arrival
        return pointer_clock(first_arrival=arrived, retention=end - arrived) if arrived else None


def times_of(context: ProbeContext, pointers: Sequence[StreamPointer]) -> Times:
    streams = tuple(dict.fromkeys(each.stream for each in pointers))[:MOST_STREAMS]
    keeps = {stream: _retention(context, stream) for stream in streams}
    ends = {
        each: each.first_arrival + kept
        for each in pointers
        if each.first_arrival and isinstance(kept := keeps.get(each.stream), timedelta)
    }
    return Times(ends, keeps)


def own_trace(stream: str, arrived: datetime, now: datetime) -> str:
    """What reading a record of that age leaves in the stream's metric; DynamoDB streams have none."""
    age = now - arrived
    if as_arn(stream).service != "kinesis" or age < _NOTICED:
        return ""
    return (
        f"this look makes GetRecords.IteratorAgeMilliseconds of {name_of(stream)} show up to "
        f"{lasting(age)} around {now:%H:%M} UTC; an alarm on it may fire"
    )


def _retention(context: ProbeContext, stream: str) -> timedelta | Missing:
    if as_arn(stream).service == "dynamodb":
        return _DYNAMODB_KEEPS
    facts = context.streams.facts(stream)
    return facts if isinstance(facts, Missing) else facts.retention
