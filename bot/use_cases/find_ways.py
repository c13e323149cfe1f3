"""Which way each message goes back: read from the message, held against its writer's configuration."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.domain.dead_letters.dead_letter import Origin, ReceivedMessage
from bot.domain.dead_letters.way_back import NoWayBack, WayBack
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.redrive.route import as_promised, by_sqs, claims, confirmed, where_to
from bot.parsing.dead_letters import read_dead_letter
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.feeders import Feeders, Writers


class FindWays:
    """Of one slice of a redrive: what configuration says to a claim is asked once.

    Args:
        promised: The places that the preview named.
    """

    def __init__(self, feeders: Feeders, queue: str, promised: Collection[str]) -> None:
        self._feeders = feeders
        self._queue = queue
        self._promised = promised
        self._answers: dict[Origin, Writers | Missing] = {}

    def __call__(
        self, received: Sequence[ReceivedMessage], sources: Sequence[str], sent_before: datetime
    ) -> Mapping[str, WayBack]:
        """By message id. Raises Transient when a writer's configuration cannot be read right now."""
        return {
            each.message_id: by_sqs(each, sent_before, sources) or self._of_writer(each) for each in received
        }

    def _of_writer(self, message: ReceivedMessage) -> WayBack:
        letter = read_dead_letter(message)
        if isinstance(letter.way_back, NoWayBack):
            return letter.way_back
        if letter.origin not in self._answers:
            self._answers[letter.origin] = self._feeders.confirm(self._queue, letter.origin)
        answer = self._answers[letter.origin]
        if isinstance(answer, Missing):
            return confirmed(letter.way_back, answer)
        return as_promised(confirmed(letter.way_back, answer.named, answer.why), self._promised)


def destinations(incident: Incident, queues: DeadLetterQueues, feeders: Feeders) -> tuple[str, ...] | Missing:
    """Where messages of a queue may go back to, read now: its sources, and writers that a look confirmed."""
    sources = queues.sources(incident.resource)
    if isinstance(sources, Missing):
        return sources
    asked = [feeders.confirm(incident.resource.arn, each) for each in claims(incident.evidence)]
    places = [where_to(each.named) for each in asked if not isinstance(each, Missing)]
    found = tuple(dict.fromkeys((*sources, *filter(None, places))))
    unread = next((each for each in asked if isinstance(each, Missing)), None)
    return found if found or unread is None else unread
