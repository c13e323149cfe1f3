"""A function at or near its concurrency limit."""

from bot.alarm_kinds.resources import FUNCTION, on_metric
from bot.domain.alarm.alarm_kind import NO_DEADLINE, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.FUNCTION_CONCURRENCY,
    what="concurrent executions of a function",
    resources=on_metric(FUNCTION, "ConcurrentExecutions"),
    noun=("concurrent execution", "concurrent executions"),
    counts=Count.CONCURRENCY,
    probes=("function_health", "pool", "event_sources", "last_time"),
    health="",
    loses=False,
    stakes=(
        NO_DEADLINE,
        "nothing is lost by this alone; at its limit the function is throttled",
    ),
)
