"""Hand messages over to one queue or one function, as what gave up on them would have."""

from collections.abc import Callable, Sequence

from bot.aws.session import Clients
from bot.aws.ways_back.invoking import EVENT, Invoking
from bot.aws.ways_back.one_by_one import Not, OneByOne
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from bot.domain.resource.arn import as_arn
from bot.ports.dead_letter_queues import DeadLetterQueues

_TAKEN = 202


class Endpoint:
    """Attributes: arn is that of a queue or a function."""

    def __init__(self, clients: Clients, queues: DeadLetterQueues, arn: str) -> None:
        self._clients = clients
        self._queues = queues
        self.arn = arn

    def take(self, going: Sequence[Going], made: Callable[[Going], ReceivedMessage]) -> Sent:
        """Args: made is the message as the endpoint is to get it; a function gets its body as the event."""
        if as_arn(self.arn).service == "sqs":
            return self._queues.send(self.arn, [made(each) for each in going])
        invoking = Invoking(self._clients, self.arn)

        def hand(each: Going) -> Not | None:
            answer = invoking.ask(EVENT, made(each).body, each.message)
            return None if answer["StatusCode"] == _TAKEN else Not()

        return OneByOne(invoking.action, self.arn, hand).send(going)


def refused(going: Sequence[Going], why: str) -> Sent:
    return Sent(frozenset(), {each.message.message_id: why for each in going})
