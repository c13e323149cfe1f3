"""Messages in a dead-letter queue: an alarm on how many an SQS queue holds."""

from bot.domain.alarm import AlarmTransition
from bot.domain.alarm_kind import Action, AlarmKind
from bot.domain.grouping import Resource

# NumberOfMessagesSent does not count what SQS itself moves here, yet many teams alarm on it.
_DEPTH_METRICS = frozenset(
    {
        "ApproximateNumberOfMessagesVisible",
        "ApproximateNumberOfMessagesNotVisible",
        "NumberOfMessagesSent",
        "NumberOfMessagesReceived",
    }
)


def _queue(transition: AlarmTransition) -> Resource | None:
    for metric in transition.metrics:
        queue = metric.dimensions.get("QueueName")
        if metric.namespace == "AWS/SQS" and metric.name in _DEPTH_METRICS and queue:
            return Resource("queue", queue, transition.account, transition.region)
    return None


KIND = AlarmKind(
    name="dead_letters",
    what="messages in a dead-letter queue (SQS depth)",
    resource=_queue,
    noun=("dead letter", "dead letters"),
    probes=("dead_letter_queue", "consumer_errors"),
    health="dead_letter_queue",
    actions=frozenset({Action.INSPECT, Action.REDRIVE}),
    loses=True,
)
