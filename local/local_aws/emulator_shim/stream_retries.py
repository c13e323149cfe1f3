"""Lambda's mappings of Kinesis streams: finite retries, age, bisecting, and the records of what was given up.

The emulator tries a failing batch for ever, whatever its mapping says. What differs here: a mapping reads its
shards one after the other, splits anew at each try, and a function's partial failures are not heeded.
https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
"""

import json
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from .async_invocations import request_id
from .borrowed import LAMBDA, Json, borrow
from .destinations import deliver
from .earlier import tell_the_past

Execute = Callable[[Json, Any], Json]
_here = threading.local()


def polling(poll: Callable[[], bool]) -> Callable[[], bool]:
    """The emulator's pass over all mappings: what runs meanwhile in this thread is a mapping's batch."""

    def polled() -> bool:
        _here.polling = True
        try:
            return poll()
        finally:
            _here.polling = False

    return polled


def retried(execute: Execute) -> Execute:
    """The emulator's invocation, with a mapping's batch delivered as its mapping says."""

    def executed(func: Json, event: Any) -> Json:
        mapping = mapping_of(func, event) if getattr(_here, "polling", False) else None
        if mapping is None:
            return execute(func, event)
        return deliver_batch(mapping, event["Records"], lambda records: execute(func, {"Records": records}))

    return executed


def mapping_of(func: Json, event: Json) -> Json | None:
    name = (func.get("config") or func)["FunctionName"]
    source = event["Records"][0].get("eventSourceARN")
    for mapping in borrow(LAMBDA, "_esms").values():
        if mapping["FunctionName"] == name and mapping["EventSourceArn"] == source:
            return cast("Json", mapping)
    return None


def deliver_batch(mapping: Json, records: Sequence[Json], invoke: Callable[[Sequence[Json]], Json]) -> Json:
    """Piece by piece, up to a failure that is to be tried again: that piece is the next batch's beginning."""
    pieces, done = [records], 0
    while pieces:
        piece = pieces.pop(0)
        result = invoke(piece)
        failed, half = bool(result.get("error")), len(piece) // 2
        if failed and half and mapping.get("BisectBatchOnFunctionError") and not result.get("throttle"):
            pieces[:0] = [piece[:half], piece[half:]]
            continue
        condition = given_up(mapping, piece, result) if failed else None
        if failed and condition is None:
            advance(mapping, piece, done)
            return result
        if condition:
            point_to(mapping, piece, condition, result)
        done += len(piece)
    return {"body": None}


def given_up(mapping: Json, piece: Sequence[Json], result: Json) -> str | None:
    """Why these records are tried no more; None to try again. Throttles count as no try."""
    most, oldest = mapping.get("MaximumRecordAgeInSeconds"), arrival(piece[0])
    if most is not None and int(most) >= 0 and time.time() - oldest > int(most):
        return "RecordAgeExceeded"
    if result.get("throttle"):
        return None
    tell_the_past(mapping["FunctionName"], piece, float(result.get("lastcall_duration", 0.0)))
    tries = count_try(mapping, piece)
    retries = mapping.get("MaximumRetryAttempts")
    exhausted = retries is not None and 0 <= int(retries) < tries
    return "RetryAttemptsExhausted" if exhausted else None


def count_try(mapping: Json, piece: Sequence[Json]) -> int:
    """How often exactly these records have failed now; only the newest of a shard are remembered."""
    tries = mapping.setdefault("lastcall_tries", {})
    records, before = tries.get(shard(piece), ("", 0))
    now = f"{sequence(piece[0])}-{sequence(piece[-1])}"
    tries[shard(piece)] = (now, before + 1 if records == now else 1)
    return int(tries[shard(piece)][1])


def advance(mapping: Json, piece: Sequence[Json], done: int) -> None:
    borrow(LAMBDA, "_kinesis_positions")[mapping["UUID"]][shard(piece)] += done


def point_to(mapping: Json, piece: Sequence[Json], condition: str, result: Json) -> None:
    """The record of a batch that was given up: it names the records and does not hold them."""
    target = ((mapping.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    tries = mapping.get("lastcall_tries", {}).get(shard(piece), ("", 1))[1]
    context = {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"}
    pointer = {
        "requestContext": {
            "requestId": request_id(result),
            "functionArn": mapping["FunctionArn"],
            "condition": condition,
            "approximateInvokeCount": tries,
        },
        **({"responseContext": context} if condition == "RetryAttemptsExhausted" else {}),
        "version": "1.0",
        "timestamp": stamp(time.time()),
        "KinesisBatchInfo": {
            "shardId": shard(piece),
            "startSequenceNumber": sequence(piece[0]),
            "endSequenceNumber": sequence(piece[-1]),
            "approximateArrivalOfFirstRecord": stamp(arrival(piece[0])),
            "approximateArrivalOfLastRecord": stamp(arrival(piece[-1])),
            "batchSize": len(piece),
            "streamArn": mapping["EventSourceArn"],
        },
    }
    if target:
        deliver(target, json.dumps(pointer))


def shard(piece: Sequence[Json]) -> str:
    return str(piece[0]["eventID"].partition(":")[0])


def sequence(record: Json) -> str:
    return str(record["kinesis"]["sequenceNumber"])


def arrival(record: Json) -> float:
    return float(record["kinesis"]["approximateArrivalTimestamp"])


def stamp(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"
