"""Ways back in memory."""

from collections.abc import Sequence

from bot.domain.dead_letters.way_back import LambdaAsync, SourceQueue
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from tests.fakes.dead_letter_queues import FakeDeadLetterQueues


class FakeWaysBack:
    """Queues take what goes back to them; `events` are what functions took, by the function's ARN.

    Faults: `refused` (the place -> the reason).
    """

    def __init__(self, queues: FakeDeadLetterQueues) -> None:
        self._queues = queues
        self.events: dict[str, list[str]] = {}
        self.refused: dict[str, str] = {}

    def send(self, going: Sequence[Going]) -> Sent:
        ids = [each.message.message_id for each in going]
        to = going[0].way.to
        if to in self.refused:
            return Sent(frozenset(), dict.fromkeys(ids, self.refused[to]))
        for each in going:
            match each.way:
                case SourceQueue(queue):
                    return self._queues.send(queue, [one.message for one in going])
                case LambdaAsync(function, payload):
                    self.events.setdefault(function, []).append(payload)
                case _:
                    raise AssertionError(each.way)
        return Sent(frozenset(ids), {})
