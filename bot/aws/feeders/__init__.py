"""What really writes to a dead-letter queue: the configuration of the origin that a message claims.

Anyone who may send to a queue can write a body or an attribute; only the writer's owner can make its
configuration name the queue. A new kind of writer is one function here and one line in `_KINDS`.
"""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.aws.cached_for import CachedFor
from bot.aws.feeders import functions, mappings, subscriptions, targets
from bot.aws.feeders.place import ListedFunctions, QueueSite
from bot.aws.pages import Pages
from bot.aws.refusals import refused_as_missing
from bot.aws.session import Clients
from bot.domain.dead_letters.dead_letter import Origin, OriginKind
from bot.domain.evidence.missing import Missing
from bot.parsing.queue_arn import queue_of
from bot.ports.feeders import Writers

# A page holds fifty functions, and is one of the 15 requests a second of Lambda's control plane.
LISTED_FOR = timedelta(minutes=3)

_KINDS: Mapping[str, Callable[[QueueSite, Origin], Writers]] = {
    OriginKind.UNKNOWN: lambda place, _claim: subscriptions.of_raw_message(place),
    OriginKind.QUEUE: lambda _place, claim: _told_by_sqs(claim),
    OriginKind.FUNCTION: functions.of_event,
    OriginKind.SUBSCRIPTION: subscriptions.of_envelope,
    OriginKind.TARGET: targets.of_rule,
    OriginKind.SCHEDULE: targets.of_schedule,
    OriginKind.STREAM: mappings.of_stream,
    OriginKind.PIPE: mappings.of_pipe,
}


class AwsFeeders:
    """Implements ports.Feeders."""

    def __init__(self, clients: Clients, sleep: Callable[[float], None] = time.sleep) -> None:
        self._clients = clients
        self._pages = Pages(sleep)
        self._functions = CachedFor[ListedFunctions](LISTED_FOR)

    def confirm(self, queue: str, claim: Origin) -> Writers | Missing:
        def ask() -> Writers:
            place = QueueSite(self._clients, queue_of(queue), self._pages, self._functions)
            ask = _KINDS.get(claim.kind)
            return (
                ask(place, claim)
                if ask
                else Writers((), f"Lastcall does not read what configuration says of a {claim.kind}")
            )

        return refused_as_missing(ask)


def _told_by_sqs(claim: Origin) -> Writers:
    """Only SQS can write DeadLetterQueueSourceArn."""
    return Writers((claim._replace(claimed=False),))
