"""Send copies back to the queue that SQS moved the messages from, as they are."""

from collections.abc import Sequence

from bot.aws.session import Clients
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from bot.ports.dead_letter_queues import DeadLetterQueues


def send(_: Clients, queues: DeadLetterQueues, going: Sequence[Going]) -> Sent:
    return queues.send(going[0].way.to, [each.message for each in going])
