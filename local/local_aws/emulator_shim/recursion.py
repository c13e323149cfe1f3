"""Lambda: turns of a loop are counted along the chain of requests, and a loop that nobody allowed is stopped.

The trace header that every invocation has names how often each function ran in its chain; botocore puts it on
every call, SQS keeps it with a message, and a mapping brings it back. The emulator counts calls of Invoke
alone. After 16 turns the next one is dropped unless the function says `RecursiveLoop: Allow`: its messages
come again and end in their failure queue. AWS says "about 16"; of a batch the longest chain counts here, and
the whole batch is dropped. A stream begins a chain of its own, as only SQS, SNS, S3 and Invoke are followed.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
"""

import contextvars
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from .borrowed import LAMBDA, Json, borrow
from .invocations import tell

MOST = 16
HEADER, ATTRIBUTE = "x-amzn-trace-id", "AWSTraceHeader"
_LINEAGE = "Lineage="
# Of the request that is being answered, and of the invocation that runs.
_inbound: contextvars.ContextVar[str] = contextvars.ContextVar("inbound", default="")
_own: contextvars.ContextVar[str] = contextvars.ContextVar("own", default="")

Handle = Callable[..., Awaitable[Any]]
Execute = Callable[..., Json]


def heeding_trace(handle: Handle) -> Handle:
    """A service that hands the caller's chain on."""

    async def handled(method: str, path: str, headers: Mapping[str, str], *rest: Any) -> Any:
        token = _inbound.set(unquote(headers.get(HEADER, "")))
        try:
            return await handle(method, path, headers, *rest)
        finally:
            _inbound.reset(token)

    return handled


def keeping_trace(build: Callable[[float, Json], Json]) -> Callable[[float, Json], Json]:
    """What SQS keeps of a sent message: the sender's own header, else that of the request."""

    def built(now: float, given: Json) -> Json:
        kept = build(now, given)
        return {ATTRIBUTE: _inbound.get(), **kept} if _inbound.get() else kept

    return built


def filling_in_trace(fill: Callable[[Json], None]) -> Callable[[Json], None]:
    """The same of a message that a topic delivers."""

    def filled(message: Json) -> None:
        delivered = "sys" not in message
        fill(message)
        if delivered and _inbound.get():
            message["sys"].setdefault(ATTRIBUTE, _inbound.get())

    return filled


def given_trace(own: Callable[..., str | None]) -> Callable[..., str | None]:
    """The header that a function finds in its environment: as on AWS it always has one."""

    def given(config: Json, inbound: str | None = None) -> str | None:
        return _own.get() or own(config, inbound)

    return given


def counted(execute: Execute) -> Execute:
    """The emulator's way to run an invocation, as one turn more of its chain; dropped after the sixteenth."""

    def executed(func: Json, config: Json, event: Any, *rest: Any) -> Json:
        turns = longest(headers_of(event))
        function = name_in_lineage(config["FunctionArn"])
        turns[function] = turns.get(function, 0) + 1
        if turns[function] > MOST and func.get("recursive_loop") != "Allow":
            tell(config["FunctionName"], {"RecursiveInvocationsDropped": 1.0})
            return dropped(config["FunctionArn"])
        token = _own.set(header(turns))
        try:
            return execute(func, config, event, *rest)
        finally:
            _own.reset(token)

    return executed


def headers_of(event: Any) -> list[str]:
    records = event.get("Records") if isinstance(event, dict) else None
    brought = [
        str(each.get("attributes", {}).get(ATTRIBUTE, ""))
        for each in records or ()
        if isinstance(each, dict) and each.get("eventSource") == "aws:sqs"
    ]
    return brought or [_inbound.get()]


def longest(headers: Iterable[str]) -> dict[str, int]:
    """How often each function ran before, by the longest of the chains."""
    turns: dict[str, int] = {}
    for lineage in map(lineage_of, headers):
        for function, count in lineage.items():
            turns[function] = max(count, turns.get(function, 0))
    return turns


def lineage_of(trace: str) -> dict[str, int]:
    """`Root=…;Lineage=function:turns|function:turns`"""
    part = next((each for each in trace.split(";") if each.startswith(_LINEAGE)), _LINEAGE)
    pairs = [each.rpartition(":") for each in part.removeprefix(_LINEAGE).split("|")]
    return {function: int(count) for function, _, count in pairs if count.isdigit()}


def header(turns: Mapping[str, int]) -> str:
    lineage = "|".join(f"{function}:{count}" for function, count in turns.items())
    root = f"1-{int(time.time()):08x}-{secrets.token_hex(12)}"
    return f"Root={root};Parent={secrets.token_hex(8)};Sampled=0;{_LINEAGE}{lineage}"


def name_in_lineage(arn: str) -> str:
    return hashlib.sha256(":".join(arn.split(":")[:7]).encode()).hexdigest()[:8]


def dropped(arn: str) -> Json:
    said = f"Lambda has detected your function being invoked in a recursive loop: {arn}"
    body = {"errorType": "RecursiveInvocationException", "errorMessage": said}
    return {"body": body, "error": True, "log": ""}


def allow_loops(function: str, props: Json) -> None:
    """What a template says of it, which the emulator leaves out."""
    borrow(LAMBDA, "_functions")[function]["recursive_loop"] = props.get("RecursiveLoop", "Terminate")
