"""Which of a log's lines are errors, and which of those belong to a request or a message.

Lambda's own text for an unhandled error carries no request id. Its START, END and REPORT lines do, and a log
stream is written by one invocation at a time: what stands among the lines of a request is the request's.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bot.ports.telemetry import LoggedError

# The filter pattern is matched by words; what else it lets through is no error line.
_ERROR = re.compile(r"ERROR|errorType|Task timed out|Runtime exited")

_Spans = dict[tuple[str, str], tuple[datetime, datetime]]


class LogEvent(NamedTuple):
    at: datetime
    text: str
    stream: str


def log_event(event: Mapping[str, Any]) -> LogEvent:
    """One event of FilterLogEvents."""
    at = datetime.fromtimestamp(event["timestamp"] / 1000, UTC)
    return LogEvent(at, str(event["message"]), str(event.get("logStreamName", "")))


def told_about(events: Iterable[LogEvent], ids: Sequence[str]) -> tuple[LoggedError, ...]:
    """The error lines, oldest first, each with those of the ids that it belongs to."""
    known = sorted(events)
    spans = _spans(known, ids)
    return tuple(
        LoggedError(event.at, event.text, _ids_of(event, spans))
        for event in known
        if _ERROR.search(event.text)
    )


def _spans(events: Iterable[LogEvent], ids: Sequence[str]) -> _Spans:
    """From the first to the last line of a stream that names an id."""
    spans: _Spans = {}
    for event in events:
        for each in ids:
            if each in event.text:
                begins, _ = spans.get((event.stream, each), (event.at, event.at))
                spans[event.stream, each] = (begins, event.at)
    return spans


def _ids_of(event: LogEvent, spans: _Spans) -> tuple[str, ...]:
    return tuple(
        each
        for (stream, each), (begins, ends) in spans.items()
        if stream == event.stream and begins <= event.at <= ends
    )
