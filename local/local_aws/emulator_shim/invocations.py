"""Lambda: what each invocation tells CloudWatch, and how a failed one answers.

The emulator counts no invocation by a mapping, counts asynchronous ones before they ran, and answers every
failure with one error type and no trace. The metrics and when they are told are those of
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

import re
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from .borrowed import CLOUDWATCH, LAMBDA, Json, borrow
from .logs import TRACE, as_in_lambda

Execute = Callable[..., Json]
Acquire = Callable[[Json, Json], tuple[str | None, str | None]]

# Besides the function's own, these are told for all functions of the account together.
ACCOUNT_WIDE = ("Invocations", "Errors", "Throttles", "Duration", "ConcurrentExecutions")
UNITS = {"Duration": "Milliseconds", "IteratorAge": "Milliseconds", "AsyncEventAge": "Milliseconds"}
ARRIVAL = {
    "aws:kinesis": ("kinesis", "approximateArrivalTimestamp"),
    "aws:dynamodb": ("dynamodb", "ApproximateCreationDateTime"),
}
_FRAME = re.compile(r"^  File .*\n(?:    .*\n?)*", re.MULTILINE)
_EXCEPTION = re.compile(r"(?:[\w.]*\.)?(\w+)(?:: (.*))?", re.DOTALL)
_UNTOLD = "Runtime.HandlerError"
_here = threading.local()


def tell(function: str, values: Mapping[str, float]) -> None:
    """Record metrics of a function, and those that are also the account's."""
    for metric, value in values.items():
        scopes = [{"FunctionName": function}, *([{}] if metric in ACCOUNT_WIDE else [])]
        for dimensions in scopes:
            borrow(CLOUDWATCH, "record_metric")(
                "AWS/Lambda", metric, value, UNITS.get(metric, "Count"), dimensions
            )


def told(execute: Execute) -> Execute:
    """The emulator's way to run an invocation that got its concurrency, with its metrics told."""

    def executed(func: Json, config: Json, event: Any, request_id: str, started: float) -> Json:
        name = config.get("FunctionName", "unknown")
        tell_concurrency(name, config)
        if (age := iterator_age(event, time.time())) is not None:
            tell(name, {"IteratorAge": age})
        began, _here.starting = time.monotonic(), 0.0
        result = execute(func, config, event, request_id, started)
        took = (time.monotonic() - began - _here.starting) * 1000
        failed = float(bool(result.get("error")))
        tell(name, {"Invocations": 1.0, "Errors": failed, "Throttles": 0.0, "Duration": took})
        return as_lambda_answers({**result, "lastcall_duration": took}, request_id)

    return executed


def start_timed(spawn: Callable[..., None]) -> Callable[..., None]:
    """The emulator's start of an execution environment, timed: it is no part of an invocation's duration."""

    def spawned(worker: Any, *how: Any, **named: Any) -> None:
        began = time.monotonic()
        try:
            spawn(worker, *how, **named)
        finally:
            _here.starting = getattr(_here, "starting", 0.0) + time.monotonic() - began

    return spawned


def throttles_told(acquire: Acquire) -> Acquire:
    """The emulator's way to take concurrency, with a refusal told; a throttled call is no invocation."""

    def acquired(func: Json, config: Json) -> tuple[str | None, str | None]:
        slot, limit = acquire(func, config)
        if slot is None:
            tell(config.get("FunctionName", "unknown"), {"Throttles": 1.0})
        return slot, limit

    return acquired


def tell_concurrency(name: str, config: Json) -> None:
    total, by_function = borrow(LAMBDA, "executions_in_flight")()
    own = by_function.get(borrow(LAMBDA, "_inflight_key")(config), 1)
    record = borrow(CLOUDWATCH, "record_metric")
    record("AWS/Lambda", "ConcurrentExecutions", float(own), "Count", {"FunctionName": name})
    record("AWS/Lambda", "ConcurrentExecutions", float(total), "Count", {})
    record("AWS/Lambda", "ClaimedAccountConcurrency", float(claimed(by_function)), "Count", {})


def claimed(by_function: Mapping[str, int]) -> int:
    """What is reserved, used or not, and what functions without a reservation use."""
    reserved = {
        borrow(LAMBDA, "_inflight_key")(record["config"]): int(record["concurrency"])
        for record in borrow(LAMBDA, "_functions").values()
        if record.get("concurrency") is not None
    }
    return sum(reserved.values()) + sum(count for key, count in by_function.items() if key not in reserved)


def iterator_age(event: Any, now: float) -> float | None:
    """Milliseconds between the last record's arrival in its stream and its being sent to the function."""
    records = event.get("Records") if isinstance(event, dict) else None
    last = records[-1] if records and isinstance(records[-1], dict) else {}
    if last.get("eventSource") not in ARRIVAL:
        return None
    part, key = ARRIVAL[last["eventSource"]]
    arrived = last.get(part, {}).get(key)
    return None if arrived is None else max(0.0, (now - float(arrived)) * 1000)


def as_lambda_answers(result: Json, request_id: str) -> Json:
    """An unhandled exception by its own name, with its trace; and under which request id it ran."""
    body = result.get("body")
    answered = {**result, "lastcall_request_id": request_id}
    if result.get("error") and isinstance(body, dict) and body.get("errorType") == _UNTOLD:
        answered["body"] = {
            **error_of(as_in_lambda(str(result.get("log", ""))), body),
            "requestId": request_id,
        }
    return answered


def error_of(log: str, body: Json) -> Json:
    """Type, message and stack of the exception that ends a log; as the emulator told it where none does."""
    _, _, trace = log.rpartition(f"{TRACE}\n")
    frames = _FRAME.findall(trace)
    raised = (
        _EXCEPTION.fullmatch(trace[trace.rfind(frames[-1]) + len(frames[-1]) :].strip()) if frames else None
    )
    if raised is None:
        return body
    return {"errorMessage": raised[2] or "", "errorType": raised[1], "stackTrace": frames}
