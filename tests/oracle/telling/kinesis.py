"""A stream's records, to whoever reads them: and every read leaves its age among the stream's metrics."""

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tests.oracle.parts.stream import SHARD, Record, StreamPart
from tests.oracle.world import World

Json = dict[str, Any]
Answer = tuple[int, str]


def answers(world: World) -> Mapping[str, Callable[[str, bytes], Answer]]:
    return {
        "kinesis.ListShards": lambda _url, _body: (200, json.dumps({"Shards": [{"ShardId": SHARD}]})),
        "kinesis.GetShardIterator": lambda _url, body: _iterator(world, json.loads(body)),
        "kinesis.GetRecords": lambda _url, body: _records(world, json.loads(body)),
    }


def _iterator(world: World, asked: Json) -> Answer:
    """Its text is the number of the record it stands at."""
    stream, kind = _stream(world, asked["StreamARN"]), asked["ShardIteratorType"]
    if kind == "AT_TIMESTAMP":
        at = datetime.fromtimestamp(asked["Timestamp"], UTC)
        place = next((each.number for each in stream.records if each.at >= at), len(stream.records))
    else:
        wanted = int(asked["StartingSequenceNumber"])
        found = [each.number for each in stream.records if int(each.sequence) == wanted]
        if not found:
            return 400, json.dumps(
                {"__type": "InvalidArgumentException", "message": "StartingSequenceNumber is invalid"}
            )
        place = found[0] + (kind == "AFTER_SEQUENCE_NUMBER")
    return 200, json.dumps({"ShardIterator": f"{asked['StreamARN']}#{place}"})


def _records(world: World, asked: Json) -> Answer:
    arn, _, place = asked["ShardIterator"].rpartition("#")
    stream = _stream(world, arn)
    found = stream.records[int(place) : int(place) + asked["Limit"]]
    stream.polled(found)
    next_place = int(place) + len(found)
    return 200, json.dumps(
        {
            "Records": [_told(stream, each) for each in found],
            "NextShardIterator": f"{arn}#{next_place}",
            "MillisBehindLatest": _behind(world, stream.records[next_place:]),
        }
    )


def _told(stream: StreamPart, record: Record) -> Json:
    return {
        "SequenceNumber": record.sequence,
        "ApproximateArrivalTimestamp": record.at.timestamp(),
        "Data": base64.b64encode(stream.bodies[record.form].encode()).decode(),
        "PartitionKey": f"click-{record.number}",
    }


def _behind(world: World, left: Sequence[Record]) -> int:
    return int((world.h.clock() - left[0].at).total_seconds() * 1000) if left else 0


def _stream(world: World, arn: str) -> StreamPart:
    return next(part for part in world.parts.values() if isinstance(part, StreamPart) and part.arn == arn)
