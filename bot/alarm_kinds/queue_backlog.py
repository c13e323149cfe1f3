"""Messages that wait in a work queue: how many, or how old the oldest is.

Takes what `dead_letters` did not; that comes first and says how to tell the two apart.
"""

from bot.alarm_kinds.resources import QUEUE, on_metric
from bot.domain.alarm.alarm_kind import NEAR_DEADLINE, Action, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.QUEUE_BACKLOG,
    what="messages waiting in a source queue: their number or age",
    resources=on_metric(
        QUEUE,
        "ApproximateNumberOfMessagesVisible",
        "ApproximateNumberOfMessagesNotVisible",
        "ApproximateNumberOfMessagesDelayed",
        "ApproximateAgeOfOldestMessage",
    ),
    noun=("message waiting", "messages waiting"),
    counts=Count.LAG,
    probes=(
        "queue_role",
        "queue_lag",
        "event_sources",
        "function_health",
        "pool",
        "deployment",
        "consumer_errors",
        "last_time",
    ),
    health="queue_lag",
    actions=frozenset({Action.INSPECT}),
    loses=True,
    stakes=(
        NEAR_DEADLINE,
        "a message is deleted when the queue's retention ends, four days unless it was changed",
    ),
)
