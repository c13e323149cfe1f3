"""Asynchronous events that Lambda gave up on.

The metric counts them whether or not a dead-letter queue or an on-failure destination took them, so dropped
is not yet lost (Lambda developer guide, "Types of metrics").
"""

from bot.alarm_kinds.resources import FUNCTION, on_metric
from bot.domain.alarm.alarm_kind import PERHAPS_LOST, Action, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.ASYNC_EVENTS_DROPPED,
    what="asynchronous events that Lambda dropped",
    resources=on_metric(FUNCTION, "AsyncEventsDropped"),
    noun=("dropped event", "dropped events"),
    counts=Count.DROPPED,
    probes=(
        "losses",
        "obstacles_of_failures",
        "function_health",
        "pool",
        "consumer_errors",
        "failure_buckets",
        "last_time",
    ),
    health="",
    actions=frozenset({Action.INSPECT}),
    loses=False,
    stakes=(
        PERHAPS_LOST,
        "a dropped event is kept only by an on-failure destination or dead-letter queue of the function",
    ),
)
