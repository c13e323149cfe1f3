"""CloudWatch Logs: failures as Lambda writes them, and whose events are filtered, by patterns of any term.

Lambda writes a function's unhandled exception as one event, `[ERROR] KeyError: 'fullname'` and the trace
below it; the emulator writes each line of the trace as an event of its own. Patterns:
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
Groups of the Infrequent Access class take no FilterLogEvents; the answer is the one recorded in
https://github.com/aws/karpenter-provider-aws/pull/9567.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from .borrowed import LOGS, Json, borrow

Append = Callable[[Any, Sequence[Json]], None]
Matches = Callable[[str], bool]

TRACE = "Traceback (most recent call last):"
# What the emulator runs a function with, and where it unpacks its code.
_OWN_FRAME = re.compile(r'^  File "[^"]*/_worker\.py".*\n(?:    .*\n)*', re.MULTILINE)
_OWN_PLACE = re.compile(r'(?<=")[^"]*/ministack-lambda-[^/"]+/code(?=/)')
_MODULE = re.compile(r"^(?:\w+\.)+(?=\w+(?::|$))")
_TERM = re.compile(r'([?-]?)(?:"([^"]*)"|(\S+))')


def as_lambda_writes(append: Append) -> Append:
    """The emulator's writer of an invocation's lines, with the lines of a trace as one event."""

    def appended(stream: Any, events: Sequence[Json]) -> None:
        append(stream, folded(events))

    return appended


def folded(events: Iterable[Json]) -> list[Json]:
    """The events with each trace in one, headed by the exception."""
    written: list[Json] = []
    trace: list[Json] = []
    for event in events:
        ends = str(event["message"]).startswith("END RequestId")
        if trace and ends:
            written.append(_as_one(trace))
            trace = []
        if trace or str(event["message"]).startswith(TRACE):
            trace.append(event)
        else:
            written.append(event)
    return [*written, _as_one(trace)] if trace else written


def _as_one(trace: Sequence[Json]) -> Json:
    lines = as_in_lambda("\n".join(str(event["message"]) for event in trace)).split("\n")
    exception = next((line for line in reversed(lines) if line and not line.startswith(" ")), lines[-1])
    return {**trace[0], "message": "\n".join((f"[ERROR] {_MODULE.sub('', exception)}", *lines))}


def as_in_lambda(trace: str) -> str:
    """A trace without what is the emulator's own: its frame, and its folders."""
    return _OWN_PLACE.sub("/var/task", _OWN_FRAME.sub("", trace))


def of_standard_class(filter_events: Callable[[Json], Any]) -> Callable[[Json], Any]:
    """FilterLogEvents, refused for groups of the cheaper class."""

    def filtered(request: Json) -> Any:
        name = request.get("logGroupName")
        group = borrow(LOGS, "_log_groups").get(name) or {}
        kept_as = group.get("logGroupClass", "STANDARD")
        if kept_as == "STANDARD":
            return filter_events(request)
        said = f"The log group {name} is of log-group-class {kept_as}. "
        said += "FilterLogEvents is not supported for this log class."
        return borrow(LOGS, "error_response_json")("InvalidOperationException", said, 400)

    return filtered


def pattern(own: Callable[[str], Matches]) -> Callable[[str], Matches]:
    """The emulator's patterns, and those of the form `?this ?"or that"`, of which any term may match."""

    def compiled(raw: str) -> Matches:
        terms = [(sign, phrase or word) for sign, phrase, word in _TERM.findall(raw or "")]
        if not terms or any(sign != "?" for sign, _ in terms):
            return own(raw)
        return lambda message: any(term in message for _, term in terms)

    return compiled
