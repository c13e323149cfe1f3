"""Delete messages, or make them visible, by receipt handle; each entry of a batch has its own answer.

Repeating either is harmless, so unanswered requests are repeated.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from bot.aws.errors import AWS_ERRORS, fault, refuses_for_good
from bot.aws.waits import doubled
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.errors import Permanent
from bot.domain.redrive.sqs_answers import Undeleted

# SQS takes ten entries at a time.
_MOST = 10
_TRIES = 3
_FIRST_WAIT = 0.1

# The time to hold the message is over: it is visible again, or gone.
EXPIRED = "its receipt handle has expired"
_EXPIRED_CODES = frozenset(
    {
        "AWS.SimpleQueueService.MessageNotInflight",
        "InvalidParameterValue",  # "... The receipt handle has expired."
        "MessageNotInflight",
        "ReceiptHandleIsInvalid",
    }
)


class _Answer(NamedTuple):
    """Why an entry failed; whether it could ever succeed; whether to retry now, with the same handle."""

    why: str
    for_good: bool
    again: bool


Ask = Callable[[list[dict[str, Any]]], Mapping[str, Any]]


class ByHandle:
    """One kind of request, sent in batches until every entry is settled or patience ends."""

    def __init__(self, ask: Ask, action: str, queue: str, sleep: Callable[[float], None]) -> None:
        """`ask` makes the request for entries of `Id` and `ReceiptHandle`."""
        self._ask = ask
        self._action = action
        self._queue = queue
        self._sleep = sleep

    def settle(self, messages: Sequence[ReceivedMessage]) -> Mapping[str, Undeleted]:
        """Returns the message ids that failed, with the reason. Raises no AWS error."""
        unsettled: dict[str, Undeleted] = {}
        for start in range(0, len(messages), _MOST):
            unsettled.update(self._batch(messages[start : start + _MOST]))
        return unsettled

    def _batch(self, messages: Sequence[ReceivedMessage]) -> dict[str, Undeleted]:
        settled: dict[str, Undeleted] = {}
        passing: dict[str, Undeleted] = {}
        for attempt in range(_TRIES):
            answered = self._once(messages)
            settled |= {
                each: Undeleted(why, good) for each, (why, good, again) in answered.items() if not again
            }
            passing = {each: Undeleted(why) for each, (why, _, again) in answered.items() if again}
            messages = [message for message in messages if message.message_id in passing]
            if not messages:
                break
            if attempt < _TRIES - 1:
                self._sleep(doubled(_FIRST_WAIT, attempt))
        return settled | passing

    def _once(self, messages: Sequence[ReceivedMessage]) -> dict[str, _Answer]:
        try:
            answer = self._ask(
                [{"Id": str(n), "ReceiptHandle": each.receipt} for n, each in enumerate(messages)]
            )
        except AWS_ERRORS as error:
            why = fault(error, self._action, self._queue)
            for_good = isinstance(why, Permanent)
            return {each.message_id: _Answer(str(why), for_good, not for_good) for each in messages}
        failed = {each["Id"]: _reason(each) for each in answer.get("Failed", [])}
        done = {each["Id"] for each in answer.get("Successful", [])}
        unspoken = _Answer("SQS did not say what became of it", for_good=False, again=True)
        return {
            message.message_id: failed.get(str(n), unspoken)
            for n, message in enumerate(messages)
            if str(n) not in done
        }


def _reason(failed: Mapping[str, Any]) -> _Answer:
    code = str(failed.get("Code", "refused"))
    if code in _EXPIRED_CODES:
        return _Answer(EXPIRED, for_good=False, again=False)
    for_good = refuses_for_good(failed)
    return _Answer(f"{code} {failed.get('Message', '')}".strip(), for_good, not for_good)
