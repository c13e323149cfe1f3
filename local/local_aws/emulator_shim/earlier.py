"""Kinesis and Lambda: records that came a while ago and were tried in vain ever since.

A trend of minutes takes minutes, and a story has none to spare. PutRecords with the header `x-local-aws-ago`
puts records that arrived so many seconds ago; when a mapping first fails on one, what the tries since then
would have told CloudWatch is told. Whoever sends no such header has the present only.
"""

import contextvars
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from typing import Any

from .borrowed import CLOUDWATCH, KINESIS, Json, borrow

HEADER = "x-local-aws-ago"
EVERY = 15.0  # seconds between two of the tries that are told
_ago: contextvars.ContextVar[float] = contextvars.ContextVar("ago", default=0.0)

Handle = Callable[..., Awaitable[Any]]
Put = Callable[[Json], Any]


def heeding_header(handle: Handle) -> Handle:
    async def handled(method: str, path: str, headers: Mapping[str, str], *rest: Any) -> Any:
        token = _ago.set(float(headers.get(HEADER, 0.0)))
        try:
            return await handle(method, path, headers, *rest)
        finally:
            _ago.reset(token)

    return handled


def put_earlier(put: Put) -> Put:
    """The emulator's action, with the records it has put moved back to when they arrived."""

    def done(request: Json) -> Any:
        known = {id(record) for record in every_record()}
        answer = put(request)
        if _ago.get():
            for record in every_record():
                if id(record) not in known:
                    record["ApproximateArrivalTimestamp"] -= _ago.get()
                    record["lastcall_untold"] = True
        return answer

    return done


def every_record() -> Iterable[Json]:
    streams = borrow(KINESIS, "_streams").values()
    return (
        record for stream in streams for shard in stream["shards"].values() for record in shard["records"]
    )


def tell_the_past(function: str, piece: Sequence[Json], duration: float) -> None:
    """What was told of the tries at these records since they arrived; once."""
    first = next(
        (each for each in every_record() if each["SequenceNumber"] == piece[0]["kinesis"]["sequenceNumber"]),
        {},
    )
    if not first.pop("lastcall_untold", False):
        return
    arrived = at = float(first["ApproximateArrivalTimestamp"])
    while at < time.time():
        told = {"Invocations": 1.0, "Errors": 1.0, "Throttles": 0.0, "Duration": duration}
        for metric, value in {**told, "IteratorAge": (at - arrived) * 1000}.items():
            put_point(function, metric, value, at)
        at += EVERY


def put_point(function: str, metric: str, value: float, at: float) -> None:
    dimensions = {"FunctionName": function}
    borrow(CLOUDWATCH, "record_metric")("AWS/Lambda", metric, value, "None", dimensions)
    key = ("AWS/Lambda", metric, borrow(CLOUDWATCH, "_dims_key")(dimensions))
    borrow(CLOUDWATCH, "_metrics")[key][-1]["Timestamp"] = at
