"""How long what fails again takes to be back in its dead-letter queue, by the settings of where it goes."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.errors import BotError
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import as_arn
from bot.parsing.queue_arn import queue_of
from bot.ports.dead_letter_queues import DeadLetterQueues

# Of so many queues it is read.
MOST_READ = 5


def read_returns(queues: DeadLetterQueues, destinations: Sequence[str]) -> timedelta | None:
    """The visibility timeout times maxReceiveCount, of the slowest queue; None where one is not known.

    What a function takes asynchronously may wait for hours before Lambda gives up on it.
    """
    if len(destinations) > MOST_READ or not all(as_arn(each).service == "sqs" for each in destinations):
        return None
    try:
        facts = [queues.facts(queue_of(each)) for each in destinations]
    except BotError:
        return None
    lasts = [
        timedelta(seconds=each.visibility_seconds * each.max_receives)
        for each in facts
        if not isinstance(each, Missing)
    ]
    return max(lasts) if facts and len(lasts) == len(facts) else None
