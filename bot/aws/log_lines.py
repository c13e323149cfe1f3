"""Which of a log's lines are failures, and which of those belong to a request or a message.

Lambda's own text for an unhandled error carries no request id. Its START, END and REPORT lines do, and a log
stream is written by one invocation at a time: everything between the lines of a request belongs to it.
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.log_lines.once import Logged, failures
from bot.domain.log_lines.reading import read_log_line
from bot.ports.telemetry import LoggedError

_Spans = dict[tuple[str, str], tuple[datetime, datetime]]


def log_event(event: Mapping[str, Any]) -> Logged:
    """One event of FilterLogEvents."""
    at, text = datetime.fromtimestamp(event["timestamp"] / 1000, UTC), str(event["message"])
    return Logged(at, str(event.get("logStreamName", "")), text, read_log_line(text))


def told_about(events: Iterable[Logged], ids: Sequence[str]) -> tuple[LoggedError, ...]:
    """The failures, each once, oldest first, each with the ids that it belongs to."""
    known = sorted(events, key=lambda each: each.at)
    spans = _spans(known, ids)
    return tuple(LoggedError(each.at, each.text, _ids_of(each, spans)) for each in failures(known))


def _spans(events: Iterable[Logged], ids: Sequence[str]) -> _Spans:
    """For each id, from the first to the last line of a stream that names it."""
    spans: _Spans = {}
    for event in events:
        for each in ids:
            if each in event.text:
                begins, _ = spans.get((event.stream, each), (event.at, event.at))
                spans[event.stream, each] = (begins, event.at)
    return spans


def _ids_of(event: Logged, spans: _Spans) -> tuple[str, ...]:
    return tuple(
        each
        for (stream, each), (begins, ends) in spans.items()
        if stream == event.stream and begins <= event.at <= ends
    )
