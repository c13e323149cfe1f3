"""A shop that runs: orders are sent, a consumer takes them, what fails too often ends as a dead letter.

It knows what is true at every moment. What AWS tells of it comes from tests.oracle.telling, as late as AWS's.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ACCOUNT, REGION, queue_arn
from tests.scenario.harness.sqs_queue import Stored

SOURCE, DLQ, FUNCTION = "orders", "orders-dlq", "orders-worker"
FUNCTION_ARN = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{FUNCTION}"
ALARM = Alarm(DLQ)
STEP = timedelta(seconds=10)
VISIBILITY, MAX_RECEIVES = timedelta(seconds=30), 3
LONG_AGO = timedelta(days=30)


class Form(StrEnum):
    """What an order looks like: its producer changed a name one day."""

    OLD = '{"id": 7, "customer": {"fullname": "Ada Lovelace"}}'
    NEW = '{"id": 8, "customer": {"firstname": "Ada", "lastname": "Lovelace"}}'


class Code(StrEnum):
    """What stands in the consumer: all of it is deployed, none of it changes by itself.

    A silent one reports what failed item by item, and logs nothing.
    """

    BUGGY = "fails with the new form"
    SILENT = "fails with the new form and says so only to SQS"
    FIXED = "takes both"
    WORSE = "fails with both"


class Try(NamedTuple):
    """One message in the consumer's hands."""

    at: datetime
    form: Form
    message: str
    passed: bool
    said: bool


class Moment(NamedTuple):
    """What was true then: the forms of the dead letters, of what waits in the source, and the code."""

    at: datetime
    dead: tuple[Form, ...]
    waiting: tuple[Form, ...]
    code: Code

    def __str__(self) -> str:
        return f"{len(self.dead)} dead, {len(self.waiting)} waiting, {self.code.value} ({self.at:%H:%M:%S})"

    @property
    def would_pass(self) -> bool:
        """Whether every dead letter would have passed, had it been sent back then."""
        return all(takes(self.code, form) for form in self.dead)


class World:
    """Attributes:
    tries, deployments, moments: In order; a moment is noted every step.
    depths: What CloudWatch counts of each queue: visible, in flight, delayed.
    """

    def __init__(self, h: Harness, code: Code = Code.BUGGY) -> None:
        self.h = h
        self.code = code
        self.dead = h.sqs.create(queue_arn(DLQ), retention=timedelta(days=4))
        self.source = h.sqs.create(
            queue_arn(SOURCE), visibility=VISIBILITY, moves_to=self.dead, max_receives=MAX_RECEIVES
        )
        self.tries: list[Try] = []
        self.deployments: list[datetime] = [h.clock() - LONG_AGO]
        self.depths: list[tuple[datetime, str, tuple[int, int, int]]] = []
        self.moments: list[Moment] = []
        self.alarm = "OK"
        self.evaluated = h.clock()

    # What happens

    def send(self, *forms: Form) -> None:
        for form in forms:
            self.source.send(form.value)

    def deploy(self, code: Code) -> None:
        self.code = code
        self.deployments.append(self.h.clock())

    def purge(self) -> None:
        self.dead.messages.clear()

    def run(self, duration: timedelta, after_each: Callable[[], None]) -> None:
        """Time passes, and everybody does their work; somebody looks after each step."""
        end = self.h.clock() + duration
        while self.h.clock() < end:
            self.consume()
            self.look()
            self.h.fast_forward(seconds=STEP.total_seconds())
            after_each()

    def consume(self) -> None:
        for message in self.source.receive(10):
            self._handle(message)
        # SQS moves what was received too often when somebody asks again.
        self.source.receive(0)

    def _handle(self, message: Stored) -> None:
        form = Form(message.body)
        passed = takes(self.code, form)
        said = not passed and self.code is not Code.SILENT
        self.tries.append(Try(self.h.clock(), form, message.id, passed, said))
        if passed:
            self.source.delete(message.receipt)

    def look(self) -> None:
        """CloudWatch counts, and once a minute looks at its alarm."""
        now = self.h.clock()
        self.moments.append(self.moment())
        for queue in (self.source, self.dead):
            self.depths.append((now, queue.name, queue.counts()))
        if now - self.evaluated < timedelta(minutes=1):
            return
        self.evaluated = now
        state = "ALARM" if self.dead.messages else "OK"
        if state != self.alarm:
            self.alarm = state
            self.h.enqueue(ALARM.fires(now) if state == "ALARM" else ALARM.recovers(now))

    # What is true

    def moment(self) -> Moment:
        dead, waiting = (
            tuple(Form(each.body) for each in queue.messages) for queue in (self.dead, self.source)
        )
        return Moment(self.h.clock(), dead, waiting, self.code)

    def moments_between(self, since: datetime, until: datetime) -> list[Moment]:
        """Those in between, the one that was before them, and now."""
        before = [each for each in self.moments if each.at < since][-1:]
        between = [each for each in self.moments if since <= each.at <= until]
        now = [self.moment()] if since <= self.h.clock() <= until else []
        return [*before, *between, *now]

    def failed_between(self, since: datetime, until: datetime) -> bool:
        return any(not each.passed and since <= each.at <= until for each in self.tries)


def takes(code: Code, form: Form) -> bool:
    match code:
        case Code.FIXED:
            return True
        case Code.WORSE:
            return False
        case _:
            return form is Form.OLD
