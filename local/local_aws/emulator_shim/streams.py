"""Kinesis: the metrics of every stream, by what came in, what the mappings have not read yet, and who reads.

The emulator refuses no record for throughput, so what was refused is always 0.
https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html
"""

import base64
import json
import time
from collections.abc import Callable, Mapping
from typing import Any

from .borrowed import CLOUDWATCH, KINESIS, LAMBDA, Json, borrow, in_every_scope

AGE = "GetRecords.IteratorAgeMilliseconds"
UNITS = {AGE: "Milliseconds", "IncomingBytes": "Bytes"}
OK = 200
SAMPLE_EVERY = 5.0  # seconds between two samples while nothing comes in and nobody is behind


def sample_streams(now: float) -> None:
    """Tell what came in since the last tick; what was told last is kept on the emulator's own record."""
    for stream in in_every_scope(borrow(KINESIS, "_streams")):
        records = [record for shard in stream["shards"].values() for record in shard["records"]]
        newest, told_at = stream.get("lastcall_told", (0.0, 0.0))
        fresh = [record for record in records if record["ApproximateArrivalTimestamp"] > newest]
        age = oldest_unread(stream, now)
        if not fresh and not age and now - told_at < SAMPLE_EVERY:
            continue
        tell(stream["StreamName"], incoming(fresh) | {AGE: age})
        newest = max((record["ApproximateArrivalTimestamp"] for record in fresh), default=newest)
        stream["lastcall_told"] = (newest, now)


def read_by_anybody(read: Callable[[Json], Any]) -> Callable[[Json], Any]:
    """GetRecords, whose metric is of every caller: the age of the last record that it was given."""

    def given(request: Json) -> Any:
        place = dict(borrow(KINESIS, "_shard_iterators").get(request.get("ShardIterator")) or {})
        status, headers, body = read(request)
        if place and status == OK:
            records = json.loads(body)["Records"]
            arrived = [float(each["ApproximateArrivalTimestamp"]) for each in records[-1:]]
            age = max(0.0, time.time() - arrived[0]) * 1000 if arrived else 0.0
            tell(place["stream"], {AGE: age})
        return status, headers, body

    return given


def incoming(fresh: list[Json]) -> dict[str, float]:
    return {
        "IncomingRecords": float(len(fresh)),
        "IncomingBytes": float(sum(len(base64.b64decode(each["Data"])) for each in fresh)),
        "WriteProvisionedThroughputExceeded": 0.0,
        "ReadProvisionedThroughputExceeded": 0.0,
    }


def oldest_unread(stream: Json, now: float) -> float:
    """Milliseconds since the oldest record arrived that a mapping has not got past; 0 when all were read."""
    unread = [
        shard["records"][place]["ApproximateArrivalTimestamp"]
        for mapping in borrow(LAMBDA, "_esms").values()
        if mapping["EventSourceArn"] == stream["StreamARN"]
        for name, shard in stream["shards"].items()
        if (place := position(mapping, name, shard)) < len(shard["records"])
    ]
    return max(0.0, (now - min(unread, default=now)) * 1000)


def position(mapping: Json, shard: str, content: Json) -> int:
    """How far a mapping has read; before its first pass, as far as where it is to begin."""
    positions: Mapping[str, int] = borrow(LAMBDA, "_kinesis_positions").get(mapping["UUID"]) or {}
    begins = 0 if mapping.get("StartingPosition") == "TRIM_HORIZON" else len(content["records"])
    return positions.get(shard, begins)


def tell(stream: str, values: Mapping[str, float]) -> None:
    for metric, value in values.items():
        borrow(CLOUDWATCH, "record_metric")(
            "AWS/Kinesis", metric, value, UNITS.get(metric, "Count"), {"StreamName": stream}
        )
