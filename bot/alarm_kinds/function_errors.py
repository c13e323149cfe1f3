"""Invocations of a function that failed: it raised, ran out of time or memory, or could not start."""

from bot.alarm_kinds.resources import FUNCTION, on_metric
from bot.domain.alarm.alarm_kind import NO_DEADLINE, Action, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.FUNCTION_ERRORS,
    what="failed invocations of a function",
    resources=on_metric(FUNCTION, "Errors"),
    noun=("failed invocation", "failed invocations"),
    counts=Count.ERRORS,
    probes=("function_health", "deployment", "consumer_errors", "failure_buckets", "last_time"),
    health="function_health",
    actions=frozenset({Action.INSPECT}),
    loses=False,
    stakes=(
        NO_DEADLINE,
        "events, messages and records are retried, then fail for good; synchronous callers got an error",
    ),
)
