"""Invocations of a function that Lambda refused because there was no concurrency left for them."""

from bot.alarm_kinds.resources import FUNCTION, on_metric
from bot.domain.alarm.alarm_kind import NO_DEADLINE, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.FUNCTION_THROTTLES,
    what="throttled invocations of a function",
    resources=on_metric(FUNCTION, "Throttles"),
    noun=("throttled invocation", "throttled invocations"),
    counts=Count.THROTTLES,
    probes=("function_health", "pool", "event_sources", "last_time"),
    health="pool",
    loses=False,
    stakes=(
        NO_DEADLINE,
        "synchronous callers got an error; events, messages and records are retried and run late",
    ),
)
