"""A dead letter: what it is, who gave up on it, and its one way back."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from bot.domain.dead_letters.dead_letter import DeadLetter, ReceivedMessage, StatedCause
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.dead_letters.way_back import (
    LambdaAsync,
    NoWayBack,
    PipeTarget,
    RuleTarget,
    ScheduleTarget,
    SourceQueue,
    StreamRecords,
    Subscription,
    Way,
    how,
)
from bot.domain.evidence.error_shape import error_shape
from bot.domain.policy.policy import Redaction, Route
from bot.explain.explanation import Explanation, rows
from bot.probes.parts.decoded_message import DecodedMessage, shown

# The words of the way back, for programs.
_WAYS: dict[type[Way], str] = {
    SourceQueue: "source_queue",
    LambdaAsync: "lambda_async",
    Subscription: "subscription",
    RuleTarget: "target",
    StreamRecords: "stream_records",
    ScheduleTarget: "schedule_target",
    PipeTarget: "pipe",
}
_UNTOLD = "only the queue's configuration tells which"


class _Shown(NamedTuple):
    """As a route with `samples = "redacted"` shows it."""

    redaction: Redaction
    route: Route = Route(name="", channel="", samples="redacted")


def explain_letter(message: ReceivedMessage, letter: DeadLetter, rules: Redaction) -> Explanation:
    seen = shown(_Shown(rules), DecodedMessage(message, letter))
    attributes = "\n".join(f"{name}: {value}" for name, value in (seen.attributes or {}).items())
    body = "\n".join(part for part in (seen.body, attributes) if part)
    shape = error_shape(letter.failure.line, rules) if letter.failure.line else ""
    told = {
        "what": "dead_letter",
        "format": letter.format,
        "origin": letter.origin.arn or None,
        "cause": letter.cause.code or None,
        "records": letter.records,
        "error_shape": shape or None,
        "way_back": _way_back(letter),
        "shown": body,
        "why": _why(letter),
    }
    lines = rows(
        ("dead letter", _format(letter)),
        ("origin", _origin(letter)),
        ("cause", _cause(letter.cause)),
        ("error", shape),
        ("records", _records(letter)),
        ("payload", _payload(letter)),
        ("way back", _way_line(letter)),
        ("why", _why(letter)),
    )
    return Explanation(told, (*lines, *_indented("shown", body)))


def _indented(name: str, text: str) -> Iterable[str]:
    for number, line in enumerate(text.splitlines()):
        yield f"{'' if number else name:<11} {line}"


def _way_back(letter: DeadLetter) -> dict[str, Any] | None:
    if isinstance(letter.way_back, NoWayBack):
        return None
    way = letter.way_back
    told = {"by": _WAYS[type(way)], "to": way.to or None, "how": how(way)}
    return told | {"claimed": letter.origin.claimed}


def _why(letter: DeadLetter) -> str:
    if isinstance(letter.way_back, NoWayBack):
        return f"No way back: {letter.way_back.why}."
    if not letter.origin.claimed:
        return "SQS itself says where it came from."
    return "Only the message says so, and anyone can write that: the queue's configuration must confirm it."


def _format(letter: DeadLetter) -> str:
    return letter.format if letter.via == "queue" else f"{letter.format}, through a {letter.via}"


def _origin(letter: DeadLetter) -> str:
    kind, arn, through, claimed = letter.origin
    if not kind:
        return "unknown"
    named = f"{kind} {arn}" if arn else f"a {kind}; {_UNTOLD}"
    passed = f", by way of {through}" if through else ""
    return f"{named}{passed}{' (claimed)' if claimed else ''}"


def _cause(cause: StatedCause) -> str:
    times = {None: "", 1: ", tried once"}
    tried = times.get(cause.attempts, f", tried {cause.attempts} times")
    return f"{cause.code}{f', {cause.limit}' if cause.limit else ''}{tried}" if cause.code else ""


def _records(letter: DeadLetter) -> str:
    return f"1 message = {letter.records} record{'' if letter.records == 1 else 's'}{_place(letter.pointer)}"


def _place(pointer: StreamPointer | None) -> str:
    if pointer is None:
        return ""
    reach = pointer.start if pointer.start == pointer.end else f"{pointer.start} to {pointer.end}"
    return f" of {pointer.shard}, {reach}"


def _payload(letter: DeadLetter) -> str:
    payload = letter.payload
    if not payload.encoding:
        return "not in the message"
    inside = f" in {' in '.join(reversed(payload.wrappings))}" if payload.wrappings else ""
    return f"{payload.encoding}, {payload.size:,} bytes{inside}"


def _way_line(letter: DeadLetter) -> str:
    if isinstance(letter.way_back, NoWayBack):
        return "none"
    to = letter.way_back.to or _UNTOLD
    return f"{how(letter.way_back)}: {to}"
