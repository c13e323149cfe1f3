"""How dead letters are handed back: one file for each way, and none that publishes to a topic, a bus or a
stream, where others would see the event again. A new way is one file here and one line below.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.aws.session import Clients
from bot.aws.ways_back import lambda_async
from bot.domain.dead_letters.way_back import LambdaAsync, SourceQueue
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from bot.ports.dead_letter_queues import DeadLetterQueues


class AwsWaysBack:
    """Implements ports.WaysBack."""

    def __init__(self, clients: Clients, queues: DeadLetterQueues) -> None:
        self._ways: Mapping[type, Callable[[Sequence[Going]], Sent]] = {
            SourceQueue: lambda going: queues.send(going[0].way.to, [each.message for each in going]),
            LambdaAsync: lambda going: lambda_async.send(clients, going),
        }

    def send(self, going: Sequence[Going]) -> Sent:
        return self._ways[type(going[0].way)](going)
