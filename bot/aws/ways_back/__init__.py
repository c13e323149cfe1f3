"""How dead letters are handed back: one file for each way, and none that publishes to a topic, a bus or a
stream, where others would see the event again. A new way is one file here and one line below.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.aws.session import Clients
from bot.aws.ways_back import lambda_async, rule_target, schedule_target, source_queue, subscription
from bot.domain.dead_letters.way_back import (
    LambdaAsync,
    RuleTarget,
    ScheduleTarget,
    SourceQueue,
    Subscription,
)
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from bot.ports.dead_letter_queues import DeadLetterQueues

Send = Callable[[Clients, DeadLetterQueues, Sequence[Going]], Sent]

_WAYS: Mapping[type, Send] = {
    SourceQueue: source_queue.send,
    LambdaAsync: lambda_async.send,
    Subscription: subscription.send,
    RuleTarget: rule_target.send,
    ScheduleTarget: schedule_target.send,
}


class AwsWaysBack:
    """Implements ports.WaysBack."""

    def __init__(self, clients: Clients, queues: DeadLetterQueues) -> None:
        self._clients = clients
        self._queues = queues

    def send(self, going: Sequence[Going]) -> Sent:
        return _WAYS[type(going[0].way)](self._clients, self._queues, going)
