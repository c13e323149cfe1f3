"""What lies between the functions: event sources on the queues, the table's stream, Lambda's own retries.

Sizes and times of the queues and of their mappings are read from template.yaml.
"""

import itertools
import json
import logging
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from tests.fakes import HandClock
from tests.scenario.harness.functions import Functions
from tests.scenario.harness.places import REGION, queue_arn
from tests.scenario.harness.sqs import Sqs
from tests.scenario.harness.sqs_queue import Queue, Stored
from tests.scenario.harness.turns import ATTRIBUTE, MOST, one_more, traced
from tests.scenario.harness.wire import ProcessDied
from tests.unit.template.stack import WORK_QUEUES, arn_of, properties

log = logging.getLogger("harness")

Json = dict[str, Any]
STREAM_BATCH = 25
STREAM_ATTEMPTS = 20
# Lambda invokes asynchronously three times, after one and after two minutes.
ASYNC_WAITS = (timedelta(minutes=1), timedelta(minutes=2))
# More rounds than any story needs: what is not quiet by then never is.
ROUNDS = 2_000


class Failure(NamedTuple):
    """An invocation that failed, or a record of one: the function and what it said."""

    function: str
    why: str


class Waiting(NamedTuple):
    """Something that comes again by itself."""

    due_at: datetime
    attempts: int
    payload: Any


def own_queues(sqs: Sqs) -> None:
    """Our queues and their failure queues, as the template makes them."""
    for name in WORK_QUEUES:
        made = properties(name)
        lost = sqs.create(queue_arn(f"{name}DeadLetters"), retention=timedelta(days=14))
        sqs.create(
            queue_arn(name),
            visibility=timedelta(seconds=made["VisibilityTimeout"]),
            retention=timedelta(seconds=made["MessageRetentionPeriod"]),
            moves_to=lost,
            max_receives=made["RedrivePolicy"]["maxReceiveCount"],
        )
    sqs.create(queue_arn("OnChangeDeadLetters"), retention=timedelta(days=14))
    sqs.create(queue_arn("OnAlarmDeadLetters"), retention=timedelta(days=14))


def _batch_size(queue: str, function: str) -> int:
    events = properties(function)["Events"].values()
    (size,) = (
        event["Properties"]["BatchSize"]
        for event in events
        if event["Properties"].get("Queue") == arn_of(queue)
    )
    return int(size)


def _places(queue: str, function: str) -> int:
    """How many invocations its mapping makes at once, where no concurrency is reserved."""
    events = properties(function)["Events"].values()
    (most,) = (
        event["Properties"]["ScalingConfig"]["MaximumConcurrency"]
        for event in events
        if event["Properties"].get("Queue") == arn_of(queue)
    )
    return int(most["Fn::If"][2] if isinstance(most, dict) else most)


class Pump:
    """What happens, one after the other; only an invocation that hangs keeps its place while time passes.

    Attributes:
        places: How many invocations the mapping of a queue makes at once, by the queue.
        failures: Everything that went wrong in an invocation, for the test to account for.
    """

    def __init__(self, clock: HandClock, sqs: Sqs, functions: Functions) -> None:
        self._clock = clock
        self._sqs = sqs
        self._functions = functions
        self._sources = [
            (queue, _function_name(function), _batch_size(queue, function))
            for queue, function in WORK_QUEUES.items()
        ]
        self._stream: list[tuple[str, Json]] = []
        self._stream_again: Waiting | None = None
        self._asynchronous: list[Waiting] = []
        self._numbers = itertools.count(1)
        self._held: dict[str, list[datetime]] = {queue: [] for queue in WORK_QUEUES}
        self.places = {queue: _places(queue, function) for queue, function in WORK_QUEUES.items()}
        self.failures: list[Failure] = []

    def changed(self, pk: str, sk: str) -> None:
        """A key was written: the stream's filter lets three kinds of it through."""
        if sk in ("INCIDENT", "HEARTBEAT") or sk.startswith("JOB#"):
            number = f"{next(self._numbers):021}"
            record = {
                "eventID": number,
                "eventName": "MODIFY",
                "eventSource": "aws:dynamodb",
                "awsRegion": REGION,
                "dynamodb": {
                    "Keys": {"pk": {"S": pk}, "sk": {"S": sk}},
                    "SequenceNumber": number,
                    "StreamViewType": "KEYS_ONLY",
                },
            }
            self._stream.append((number, record))

    def run(self) -> None:
        """Deliver until nothing is left that could be delivered now."""
        for _ in range(ROUNDS):
            if not self.step():
                return
        raise AssertionError("it never becomes quiet")

    def step(self) -> bool:
        """Deliver one batch of whatever waits; False when nothing does."""
        queues = (self._from_queue(*source) for source in self._sources)
        return self._from_stream() or any(queues) or self._retried()

    def invoke_directly(self, event: Json) -> None:
        """As CloudWatch does: Lambda keeps the event and tries again when the function fails."""
        self._asynchronous.append(Waiting(self._clock(), 0, event))
        self.run()

    def next_due(self) -> datetime | None:
        """When something that waits may be delivered."""
        times = [self._sqs.queue(queue).next_visible() for queue, _, _ in self._sources]
        times += [waiting.due_at for waiting in self._asynchronous]
        times += [self._stream_again.due_at] if self._stream_again else []
        times += [until for queue in self._held for until in self._holding(queue)]
        return min((at for at in times if at is not None), default=None)

    def _holding(self, queue: str) -> list[datetime]:
        """Until when invocations of its mapping hold a place."""
        self._held[queue] = [until for until in self._held[queue] if until > self._clock()]
        return self._held[queue]

    def _from_queue(self, queue: str, function: str, size: int) -> bool:
        source = self._sqs.queue(queue)
        full = len(self._holding(queue)) >= self.places[queue]
        batch = [] if full or self._functions.is_paused(function) else source.receive(size)
        if not batch:
            return False
        turns = one_more(function, [each.system.get(ATTRIBUTE, "") for each in batch])
        event = {"Records": [_record(source, each) for each in batch]}
        failed = self._invoked(function, event, turns) if self._may_turn(function, turns) else None
        if self._functions.hung:
            self._held[queue].append(self._clock() + _timeout(function))
        for message in batch:
            if failed is not None and message.id not in failed:
                source.delete(message.receipt)
        return True

    def _may_turn(self, function: str, turns: dict[str, int]) -> bool:
        """What Lambda drops comes again with its messages, and is dropped again."""
        if turns[function] <= MOST or properties(_logical_id(function)).get("RecursiveLoop") == "Allow":
            return True
        self.failures.append(Failure(function, "stopped in a recursive loop"))
        return False

    def _from_stream(self) -> bool:
        again = self._stream_again
        if (
            not self._stream
            or self._functions.is_paused("on_change")
            or (again and again.due_at > self._clock())
        ):
            return False
        batch = self._stream[:STREAM_BATCH]
        failed = self._invoked("on_change", {"Records": [record for _, record in batch]})
        if failed == frozenset():
            self._stream, self._stream_again = self._stream[len(batch) :], None
            return True
        # Everything from the first failed record on comes again; Lambda waits a little longer each time.
        first = 0 if failed is None else min(n for n, (number, _) in enumerate(batch) if number in failed)
        self._stream = self._stream[first:]
        attempts = (again.attempts if again and first == 0 else 0) + 1
        if attempts >= STREAM_ATTEMPTS:
            _, lost = self._stream.pop(0)
            self._sqs.queue("OnChangeDeadLetters").send(json.dumps(lost))
            attempts = 0
        wait = _timeout("on_change") if self._functions.hung else timedelta(seconds=1)
        self._stream_again = Waiting(self._clock() + wait, attempts, None)
        return True

    def _retried(self) -> bool:
        due = [waiting for waiting in self._asynchronous if waiting.due_at <= self._clock()]
        for waiting in due:
            self._asynchronous.remove(waiting)
            if self._invoked("on_alarm", waiting.payload) is not None:
                continue
            if waiting.attempts < len(ASYNC_WAITS):
                at = self._clock() + ASYNC_WAITS[waiting.attempts]
                self._asynchronous.append(Waiting(at, waiting.attempts + 1, waiting.payload))
            else:
                self._sqs.queue("OnAlarmDeadLetters").send(json.dumps(waiting.payload))
        return bool(due)

    def _invoked(
        self, function: str, event: Json, turns: dict[str, int] | None = None
    ) -> frozenset[str] | None:
        """The ids that come again; None when the invocation as a whole failed."""
        try:
            with traced(turns or one_more(function, [])):
                answer = self._functions.invoke(function, event)
        except ProcessDied:
            return None
        except Exception as fault:  # Lambda retries whatever it was
            log.warning("%s raised", function, exc_info=True)
            self.failures.append(Failure(function, repr(fault)))
            return None
        failed = frozenset(each["itemIdentifier"] for each in answer["batchItemFailures"])
        self.failures.extend(Failure(function, "a record failed") for _ in failed)
        return failed


def _timeout(function: str) -> timedelta:
    return timedelta(seconds=properties(_logical_id(function))["Timeout"])


def _function_name(logical_id: str) -> str:
    """OnAlarm is on_alarm."""
    return "on_" + logical_id.removeprefix("On").lower()


def _logical_id(function: str) -> str:
    """on_alarm is OnAlarm."""
    return "".join(part.capitalize() for part in function.split("_"))


def _record(queue: Queue, message: Stored) -> Json:
    return {
        "messageId": message.id,
        "receiptHandle": message.receipt,
        "body": message.body,
        "attributes": queue.system_attributes(message),
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": queue.arn,
        "awsRegion": REGION,
    }
