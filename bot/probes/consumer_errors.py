"""Why it fails: what the consumers of the source queues log, and whether they still do.

SQS attaches no reason to a dead letter, so the consumers' logs are the only witness.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.error_shape import shapes
from bot.domain.evidence import ErrorShape, Evidence, Failing, Missing
from bot.ports import LoggedError
from bot.probes.probe import Finding, Probe, ProbeContext, attempt

# "Still failing" is about the last quarter of an hour; why it began is a little before the alarm.
WINDOW = timedelta(minutes=15)
FURTHEST_BACK = timedelta(hours=1)
# A look must end in seconds: of more queues and functions the first ones speak.
MOST_SOURCES = 10
MOST_FUNCTIONS = 5
MOST_SHAPES = 5


def look(context: ProbeContext) -> Finding:
    functions = _functions(context)
    if isinstance(functions, Missing):
        return missing(functions)
    since = _since(context)
    logs = [_errors(context, function, since) for function in functions[:MOST_FUNCTIONS]]
    unread = [log for log in logs if isinstance(log, Missing)]
    lines = sorted(line for log in logs if not isinstance(log, Missing) for line in log)
    if unread and not lines:
        # Nothing seen in some logs and no look into the others is not "no errors".
        return missing(unread[0])
    return _found(_shapes(context, lines), _failing(lines, context.now))


def missing(why: Missing) -> Finding:
    return _found(why, why)


PROBE = Probe("consumer_errors", look, missing)


def _found(seen: tuple[ErrorShape, ...] | Missing, failing: Failing | Missing) -> Finding:
    def add(evidence: Evidence) -> Evidence:
        return replace(evidence, shapes=seen, failing=failing)

    return Finding(add)


def _functions(context: ProbeContext) -> Sequence[str] | Missing:
    """The functions that consume the queues which use this one as their dead-letter queue."""
    name = context.resource.name
    sources = attempt(lambda: context.queues.sources(context.resource))
    if isinstance(sources, Missing):
        return sources
    if not sources:
        return Missing(f"who fails cannot be told: no queue has {name} as its dead-letter queue")
    answers = [_consumers(context, source) for source in sources[:MOST_SOURCES]]
    unread = [answer for answer in answers if isinstance(answer, Missing)]
    known = [answer for answer in answers if not isinstance(answer, Missing)]
    functions = dict.fromkeys(function for answer in known for function in answer)
    if not functions:
        return unread[0] if unread else Missing(f"no Lambda function consumes the queues that feed {name}")
    return list(functions)


def _consumers(context: ProbeContext, source: str) -> tuple[str, ...] | Missing:
    return attempt(lambda: context.telemetry.consumers(source))


def _errors(context: ProbeContext, function: str, since: datetime) -> tuple[LoggedError, ...] | Missing:
    return attempt(lambda: context.telemetry.errors(function, since, context.now))


def _since(context: ProbeContext) -> datetime:
    opened_at = context.opened_at or context.now
    return min(context.now - WINDOW, max(opened_at - WINDOW, context.now - FURTHEST_BACK))


def _shapes(context: ProbeContext, lines: Sequence[LoggedError]) -> tuple[ErrorShape, ...]:
    return shapes((line.text for line in lines), context.redaction)[:MOST_SHAPES]


def _failing(lines: Sequence[LoggedError], now: datetime) -> Failing:
    lately = [line for line in lines if line.at >= now - WINDOW]
    return Failing(len(lately), WINDOW, lines[-1].at if lines else None)
