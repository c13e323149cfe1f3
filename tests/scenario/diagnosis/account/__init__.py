"""An AWS account that a scenario describes, and that answers as AWS would.

worker, orders = aws.function("worker", Timeout=60), aws.queue("orders")
worker.polls(orders.arn, ScalingConfig={"MaximumConcurrency": 2})
worker.runs(at_once=2)
aws.waits(orders, 4_100, oldest=HOUR, growing=1.0)
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import Any

from bot.domain.incident.follow_up import FollowUp
from tests.fakes.clock import NOON, HandClock
from tests.scenario.diagnosis.account import logs
from tests.scenario.diagnosis.account.boundary import Boundary, Json, Operation, RefusedError
from tests.scenario.diagnosis.account.buckets import Buckets
from tests.scenario.diagnosis.account.functions import Function, Lambda
from tests.scenario.diagnosis.account.metrics import Metrics, growing, steady
from tests.scenario.diagnosis.account.streams import Stream, Streams
from tests.scenario.diagnosis.account.writers import Rules
from tests.scenario.harness.places import queue_arn
from tests.scenario.harness.sqs import Sqs, SqsError
from tests.scenario.harness.sqs_queue import Queue, Stored

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY = timedelta(days=1)
_ID = "00000000-0000-4000-8000-"
# At the end of a minute: whatever counts whole minutes up to now counts this one too.
NOW = NOON - SECOND

_QUEUES = (
    "GetQueueUrl",
    "GetQueueAttributes",
    "ListDeadLetterSourceQueues",
    "ReceiveMessage",
    "ChangeMessageVisibilityBatch",
)


class Account:
    """Attributes: faults are what AWS would never have been asked or have answered; there may be none.
    follow_ups are what Lastcall itself did before the look.
    """

    def __init__(self) -> None:
        self.clock = HandClock(NOW)
        self.follow_ups: tuple[FollowUp, ...] = ()
        self.metrics = Metrics(NOW)
        self.sqs = Sqs(self.clock)
        self.rules = Rules()
        self.buckets = Buckets()
        self._lambda = Lambda()
        self._streams = Streams()
        self._boundary = Boundary(dict(self._operations()))
        self.pool()

    # What a scenario says

    def function(self, name: str, **settings: Any) -> Function:
        made = Function(name, self.metrics, NOW, **settings)
        self._lambda.functions[name] = made
        return made

    def known(self, name: str) -> Function:
        return self._lambda.functions[name]

    @property
    def functions(self) -> tuple[Function, ...]:
        return tuple(self._lambda.functions.values())

    def stream(self, name: str, *, dynamodb: bool = False) -> Stream:
        made = Stream(name, self.metrics, NOW, dynamodb=dynamodb)
        self._streams.streams[made.arn] = made
        return made

    def known_stream(self, name: str) -> Stream:
        return next(each for each in self._streams.streams.values() if each.name == name)

    def queue(self, name: str, **how: Any) -> Queue:
        made = self.sqs.create(queue_arn(name), **how)
        self.uses(made)
        return made

    def uses(self, queue: Queue, *, sent: int = 600, received: int = 600, deleted: int = 600) -> None:
        """What passes through a queue each minute."""
        for name, count in (("Sent", sent), ("Received", received), ("Deleted", deleted)):
            self.of_queue(queue, f"NumberOfMessages{name}", steady(float(count)))

    def waits(self, queue: Queue, number: int, *, oldest: timedelta, growing_by: float = 0.0) -> None:
        """So many wait now, the oldest for so long; it grows by seconds of age per second."""
        queue.messages = [
            Stored(id=f"{n}", body="{}", sent_at=NOW - oldest, visible_at=NOW - oldest) for n in range(number)
        ]
        self.of_queue(queue, "ApproximateNumberOfMessagesVisible", steady(float(number)))
        self._hides_none(queue)
        age = growing(oldest / SECOND, _LAST_MINUTE, growing_by * 60)
        self.of_queue(queue, "ApproximateAgeOfOldestMessage", age)

    def dead_letters(self, queue: Queue, *bodies: str, source: Queue | None = None, **how: Any) -> None:
        """They failed half an hour ago; moved by SQS where a source is named, else written by a service.

        Args:
            how: Their `attributes`.
        """
        at = NOW - 30 * MINUTE
        moved = {"DeadLetterQueueSourceArn": source.arn} if source else {}
        if source:
            source.moves_to, source.max_receives = queue, 3
        for body in bodies:
            number = len(queue.messages) + 1
            message = Stored(
                id=f"{_ID}{number:012}", body=body, sent_at=at, visible_at=at, system=moved, **how
            )
            queue.messages.append(message)
        visible = steady(float(len(queue.messages)))
        self.of_queue(queue, "ApproximateNumberOfMessagesVisible", visible)
        self._hides_none(queue)

    def _hides_none(self, queue: Queue) -> None:
        self.of_queue(queue, "ApproximateNumberOfMessagesNotVisible", steady(0.0))
        self.of_queue(queue, "ApproximateNumberOfMessagesDelayed", steady(0.0))

    def of_queue(self, queue: Queue, name: str, line: Any) -> None:
        self.metrics.put("AWS/SQS", name, line, QueueName=queue.name)

    def pool(self, *, limit: int = 1000, claimed: int = 120) -> None:
        """The account's concurrency."""
        self._lambda.limit = limit
        self.metrics.put("AWS/Lambda", "ClaimedAccountConcurrency", steady(float(claimed)))

    def deny(self, *operations: str) -> None:
        self._boundary.deny(*operations)

    def delay(self, wait: Callable[[], object]) -> None:
        """Every answer waits for that first."""
        self._boundary.on_the_way = wait

    # How it answers

    @property
    def faults(self) -> list[str]:
        return self._boundary.faults

    def answering(self) -> AbstractContextManager[None]:
        return self._boundary.answering()

    def _operations(self) -> Iterator[tuple[str, Operation]]:
        yield "cloudwatch.GetMetricData", self.metrics.get_metric_data
        parts: tuple[Mapping[str, Operation], ...] = (
            self._lambda.operations(),
            self._streams.operations(),
            self.rules.operations(),
            self.buckets.operations(),
            logs.operations(lambda: list(self._lambda.functions.values())),
        )
        for part in parts:
            yield from part.items()
        # Our own table holds nothing: nobody has inspected anything.
        yield "dynamodb.GetItem", lambda _asked: {}
        for name in _QUEUES:
            yield f"sqs.{name}", self._by_sqs(name)

    def _by_sqs(self, name: str) -> Callable[[Json], Json]:
        def operation(asked: Json) -> Json:
            try:
                return self.sqs.answer(name, asked)
            except SqsError as error:
                raise RefusedError(error.query_code, str(error)) from error

        return operation


_LAST_MINUTE: datetime = NOON - MINUTE


def behind(age: timedelta, *, growing_by: float, times: int = 60) -> Any:
    """IteratorAge or AsyncEventAge, in milliseconds; it grows by seconds of age per second."""
    return growing(age / timedelta(milliseconds=1), _LAST_MINUTE, growing_by * 60_000, times)
