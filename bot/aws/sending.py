"""Send copies of messages, and know of each one what became of it.

    batch ─► answered ──┬─ Successful ─► accepted
                        ├─ Failed, our fault ─► refused
                        └─ Failed, theirs ─► again, then left for the next time
          ─► refused as a whole ─► one by one, so that one unfit message does not keep the others back
          ─► throttled or never sent ─► again, then left for the next time
          ─► not answered ─► unanswered: never again by itself, it may have been accepted

botocore's own retries are off for this client: it would send an unanswered batch again.

To a FIFO queue a batch holds one message of each group, and a group ends at its first that was not accepted:
SQS answers for each entry of a batch by itself (API reference, SendMessageBatch), and what it takes behind
one that it refuses has overtaken it.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot.aws.errors import AWS_ERRORS, Client, fault, refuses_for_good, unanswered, unchanging
from bot.aws.messages import batches, entry
from bot.aws.waits import doubled
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.dead_letters.fifo_order import after, firsts
from bot.domain.errors import Transient
from bot.domain.redrive.sqs_answers import Sent

# SQS: ten messages and 1 MiB a batch, attributes included.
MOST = 10
MOST_BYTES = 1024 * 1024

_ACTION = "sqs:SendMessage"
_TRIES = 3
_FIRST_WAIT = 0.1

Batch = Sequence[ReceivedMessage]


class Sending:
    """One send to one queue; afterwards `sent` says what became of every message."""

    def __init__(self, client: Client, url: str, arn: str, sleep: Callable[[float], None]) -> None:
        self._client = client
        self._url = url
        self._arn = arn
        self._sleep = sleep
        self._accepted: set[str] = set()
        self._refused: dict[str, str] = {}
        self._unanswered: set[str] = set()
        self._later: dict[str, str] = {}
        self._copies: dict[str, str] = {}
        self._held_up: Exception | None = None

    def send(self, messages: Batch) -> Sent:
        """Raises Transient when nothing at all could be sent, so that the caller comes back later."""
        waiting = messages
        while waiting:
            turn = firsts(waiting) if self._fifo else waiting
            for batch in batches(turn, MOST, MOST_BYTES):
                self._send(batch)
            waiting = after(waiting, self._accepted) if self._fifo else ()
        settled = self._accepted or self._refused or self._unanswered or self._later
        if self._held_up and not settled:
            raise fault(self._held_up, _ACTION, self._arn) from self._held_up
        return Sent(
            frozenset(self._accepted), dict(self._refused), frozenset(self._unanswered), dict(self._later),
            dict(self._copies),
        )  # fmt: skip

    @property
    def _fifo(self) -> bool:
        return self._arn.endswith(".fifo")

    def _send(self, batch: Batch) -> None:
        for attempt in range(_TRIES):
            last = attempt == _TRIES - 1
            try:
                answer = self._client.send_message_batch(QueueUrl=self._url, Entries=self._entries(batch))
            except AWS_ERRORS as error:
                if not self._may_try_again(error, batch):
                    return
                self._held_up = error
            else:
                batch = self._read(answer, batch, last=last)
                if not batch:
                    return
            if not last:
                self._sleep(doubled(_FIRST_WAIT, attempt))

    def _entries(self, batch: Batch) -> list[dict[str, Any]]:
        return [entry(message, str(n), fifo=self._fifo) for n, message in enumerate(batch)]

    def _may_try_again(self, error: Exception, batch: Batch) -> bool:
        """Settle a batch that failed as a whole; True when nothing of it was sent and it may pass."""
        if unanswered(error):
            self._unanswered.update(message.message_id for message in batch)
            return False
        why = fault(error, _ACTION, self._arn)
        if isinstance(why, Transient):
            return True
        if len(batch) > 1 and not unchanging(error):
            for message in batch:
                self._send([message])
            return False
        self._refused.update({message.message_id: str(why) for message in batch})
        return False

    def _read(self, answer: dict[str, Any], batch: Batch, *, last: bool) -> Batch:
        """Settle what the answer settles; returns the messages that may be tried again."""
        by_id = {str(n): message for n, message in enumerate(batch)}
        again = []
        for done in answer.get("Successful", []):
            message = by_id.pop(done["Id"])
            self._accepted.add(message.message_id)
            self._copies[message.message_id] = str(done.get("MessageId", ""))
        for failed in answer.get("Failed", []):
            message = by_id.pop(failed["Id"])
            if refuses_for_good(failed):
                self._refused[message.message_id] = _reason(failed)
            elif last:
                self._later[message.message_id] = _reason(failed)
            else:
                again.append(message)
        # What the answer does not speak of may have been accepted.
        self._unanswered.update(message.message_id for message in by_id.values())
        return again


def _reason(failed: dict[str, Any]) -> str:
    return f"{failed.get('Code', 'refused')} {failed.get('Message', '')}".strip()
