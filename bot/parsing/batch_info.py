"""`KinesisBatchInfo`, `DDBStreamBatchInfo` and others: where in a stream, or a topic, a failed batch lies.

    KafkaBatchInfo  {"batchSize", "eventSourceArn", "bootstrapServers", "payloadSize",
                     "recordsInfo": {"topic-partition": {"firstRecordOffset", "lastRecordOffset", ...}}}

https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html and
https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
https://docs.aws.amazon.com/lambda/latest/dg/kafka-on-failure.html
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.resource.arn import read_arn, stream_of
from bot.parsing.untrusted import get, text, time

_KNOWN = {"kinesisbatchinfo": "kinesis", "ddbstreambatchinfo": "dynamodb"}
_LONGEST_SEQUENCE = 128
_LARGEST_BATCH = 10_000
_MOST_PARTITIONS = 1_000


class BatchInfo(NamedTuple):
    """Where a batch lies.

    Attributes:
        pointer: None, with the reason, for what points where Lastcall cannot read.
        size: How many records the batch held, whatever it points to; 0 where that is not told.
    """

    pointer: StreamPointer | None
    why: str = ""
    stream: str = ""
    size: int = 0


def names_batch(document: Any) -> bool:
    """Whether the document names a batch, wherever that lies."""
    return bool(_names(document))


def _names(document: Any) -> list[str]:
    names = map(str, document) if isinstance(document, Mapping) else ()
    return [name for name in names if name.lower().endswith("batchinfo")]


def batch_info(document: Any) -> BatchInfo | None:
    """The batch's place; None when the document names no batch."""
    names = _names(document)
    name = next((each for each in names if each.lower() in _KNOWN), next(iter(names), None))
    if name is None:
        return None
    info = document[name]
    stream = text(get(info, "streamArn")) or text(get(info, "eventSourceArn"))
    if name.lower() not in _KNOWN:
        why = f"{text(name, 60)} points to a kind of source that Lastcall cannot read: find the records there"
        return BatchInfo(None, why, stream, _size(info))
    pointer = _pointer(info, _KNOWN[name.lower()])
    why = "" if pointer else f"the stream, the shard or a sequence number in {text(name, 60)} cannot be read"
    return BatchInfo(pointer, why, stream, _size(info))


def _pointer(info: Any, service: str) -> StreamPointer | None:
    stream = _stream(text(get(info, "streamArn")), service)
    shard = text(get(info, "shardId"), 255)
    start, end = (sequence_number(get(info, f"{each}SequenceNumber")) for each in ("start", "end"))
    if not (stream and shard and start and end) or int(start) > int(end):
        return None
    return StreamPointer(
        stream=stream,
        shard=shard,
        start=start,
        end=end,
        batch_size=_size(info),
        first_arrival=time(get(info, "approximateArrivalOfFirstRecord")),
    )


def _size(info: Any) -> int:
    """The batch's own count; of Kafka without one what lies between the offsets of each partition."""
    size = get(info, "batchSize")
    if type(size) is int and 0 < size <= _LARGEST_BATCH:
        return size
    partitions = get(info, "recordsInfo")
    ranges = list(partitions.values())[:_MOST_PARTITIONS] if isinstance(partitions, Mapping) else []
    counted = sum(_between(each) for each in ranges)
    return counted if 0 < counted <= _LARGEST_BATCH else 0


def _between(place: Any) -> int:
    first, last = (sequence_number(get(place, f"{each}RecordOffset")) for each in ("first", "last"))
    return int(last) - int(first) + 1 if first and last and int(last) >= int(first) else 0


def sequence_number(value: Any) -> str:
    """Decimal digits as they came; a float has lost some of them already and is none."""
    digits = str(value) if type(value) is int and 0 <= value < 10**_LONGEST_SEQUENCE else value
    if not isinstance(digits, str) or len(digits) > _LONGEST_SEQUENCE:
        return ""
    return digits if digits.isascii() and digits.isdigit() else ""


def _stream(given: str, service: str) -> str:
    """A Kinesis mapping with enhanced fan-out names its consumer: `stream/orders/consumer/name:created`."""
    arn = read_arn(given)
    if arn is None or arn.service != service:
        return ""
    return stream_of(given)
