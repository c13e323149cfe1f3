"""Asynchronous events that wait for a function in Lambda's internal queue."""

from bot.alarm_kinds.resources import FUNCTION, on_metric
from bot.domain.alarm.alarm_kind import NEAR_DEADLINE, Action, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.ASYNC_EVENT_AGE,
    what="asynchronous events that wait for a function",
    resources=on_metric(FUNCTION, "AsyncEventAge"),
    noun=("event waiting", "events waiting"),
    counts=Count.LAG,
    probes=(
        "async_lag",
        "function_health",
        "pool",
        "deployment",
        "consumer_errors",
        "failure_buckets",
        "last_time",
    ),
    health="async_lag",
    actions=frozenset({Action.INSPECT}),
    loses=True,
    stakes=(
        NEAR_DEADLINE,
        "an event is dropped six hours after it was sent, sooner where the function's settings say so",
    ),
)
