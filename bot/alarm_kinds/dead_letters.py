"""Messages in a dead-letter queue.

No metric says whether a queue is one. It is, checked in this order, if
1. its name says so: `orders-dlq`, `orders_error`, `orders.failed`, not `deadline-orders`;
2. the alarm's name mentions dead letters, as when `orders-dlq-not-empty` watches `orders-aside`;
3. the alarm allows hardly a single message: a queue with consumers is seldom watched so.
Any other counts as a work queue (`queue_backlog`). Both are a guess from names until evidence, which reads
who uses the queue as its dead-letter queue, corrects it; the incident's group is the same either way.
"""

from bot.alarm_kinds.resources import QUEUE, resources_on_metric
from bot.alarm_kinds.resources.queue_names import dead, holds_dead_letters
from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.alarm.alarm_kind import Action, AlarmKind, Count, KindName
from bot.domain.resource.grouping import Resource

# NumberOfMessagesSent does not count what SQS itself moves here, yet many teams alarm on it.
_COUNTS = ("ApproximateNumberOfMessagesVisible", "NumberOfMessagesSent", "NumberOfMessagesReceived")
_OTHERS = (
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "ApproximateAgeOfOldestMessage",
)
_HARDLY_ANY = 1


def _queues(transition: AlarmTransition) -> tuple[Resource, ...]:
    queues = resources_on_metric(transition, QUEUE, *_COUNTS, *_OTHERS)
    if told := tuple(queue for queue in queues if holds_dead_letters(queue.name)):
        return told
    if queues and dead(transition.name):
        return queues
    return resources_on_metric(transition, QUEUE, *_COUNTS) if _allows_hardly_any(transition) else ()


def _allows_hardly_any(transition: AlarmTransition) -> bool:
    """One metric only: the threshold of metric math may be a ratio."""
    threshold, alone = transition.threshold, len(transition.metrics) == 1
    too_few = transition.comparison.startswith("Less")
    return threshold is not None and threshold <= _HARDLY_ANY and alone and not too_few


KIND = AlarmKind(
    name=KindName.DEAD_LETTERS,
    what="messages in a dead-letter queue: their number or age",
    resources=_queues,
    noun=("dead letter", "dead letters"),
    counts=Count.DEPTH,
    probes=("dead_letter_queue", "last_time"),
    health="dead_letter_queue",
    actions=frozenset({Action.INSPECT, Action.REDRIVE}),
    loses=True,
)
