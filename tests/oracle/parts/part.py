"""What every part of the shop has: a function, work that waits for it, and a queue of what it gave up."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tests.oracle.cloudwatch import CloudWatch
from tests.oracle.functions import Code, Form, Function
from tests.scenario.harness.sqs import Sqs
from tests.scenario.harness.sqs_queue import Queue

_VISIBLE, _HIDDEN = "ApproximateNumberOfMessagesVisible", "ApproximateNumberOfMessagesNotVisible"
_DELAYED = "ApproximateNumberOfMessagesDelayed"


class Work(NamedTuple):
    """A piece of work, and since when it is there."""

    form: Form
    since: datetime


class Moment(NamedTuple):
    """What was true then.

    Attributes:
        dead: What the failure queue holds.
        waiting: What is still to be done, tried or not.
        reserved: How many calls at once its function may make; None without a limit of its own.
        blocked: Whether one piece of work holds up all behind it.
    """

    at: datetime
    dead: tuple[Form, ...]
    waiting: tuple[Work, ...]
    code: Code
    takes_all_dead: bool
    reserved: int | None = None
    blocked: bool = False

    def __str__(self) -> str:
        limit = "" if self.reserved is None else f", {self.reserved} at once"
        oldest = (
            f" since {min(self.waiting, key=lambda each: each.since).since:%H:%M:%S}" if self.waiting else ""
        )
        return (
            f"{len(self.dead)} dead, {len(self.waiting)} waiting{oldest}, {self.code.value}{limit}"
            f"{', blocked' if self.blocked else ''} ({self.at:%H:%M:%S})"
        )

    @property
    def would_pass(self) -> bool:
        """Whether every dead letter would have passed, had it been sent back then."""
        return self.takes_all_dead

    @property
    def oldest(self) -> timedelta:
        return max((self.at - each.since for each in self.waiting), default=timedelta(0))


class Place(NamedTuple):
    """Where a part lives: everything that it shares with the others."""

    clock: Callable[[], datetime]
    cloudwatch: CloudWatch
    sqs: Sqs


class Part:
    """Attributes:
    bodies: What a piece of work of each form looks like.
    dead: The queue of what was given up; None where that is lost.
    queues: All of its queues, which CloudWatch counts.
    moments: In order; one is noted every step.
    producing: How many pieces of the old form come with every step.
    """

    def __init__(
        self, place: Place, function: Function, bodies: Mapping[Form, str], dead: Queue | None
    ) -> None:
        self.place = place
        self.function = function
        self.bodies = bodies
        self.dead = dead
        self.queues: Sequence[Queue] = [dead] if dead else []
        self.moments: list[Moment] = []
        self.producing = 0

    def send(self, *forms: Form) -> None:
        raise NotImplementedError

    def work(self) -> None:
        """Whatever happens in one step of time."""
        raise NotImplementedError

    def waiting(self) -> tuple[Work, ...]:
        raise NotImplementedError

    def form_of(self, body: str) -> Form:
        """Of what stands in the failure queue."""
        raise NotImplementedError

    @property
    def reserved(self) -> int | None:
        return None

    @property
    def blocked(self) -> bool:
        return False

    def step(self) -> None:
        self.send(*[Form.OLD] * self.producing)
        self.work()
        self.moments.append(self.moment())
        for queue in self.queues:
            counts = zip((_VISIBLE, _HIDDEN, _DELAYED), queue.counts(), strict=True)
            for name, count in counts:
                self.place.cloudwatch.put("AWS/SQS", name, {"QueueName": queue.name}, count)

    def moment(self) -> Moment:
        dead = tuple(self.form_of(each.body) for each in self.dead.messages) if self.dead else ()
        return Moment(
            self.place.clock(),
            dead,
            self.waiting(),
            self.function.code,
            all(self.function.takes(form) for form in dead),
            self.reserved,
            self.blocked,
        )

    def moments_between(self, since: datetime, until: datetime) -> list[Moment]:
        """Those in between, the one that was before them, and now."""
        before: list[Moment] = []
        between: list[Moment] = []
        for each in reversed(self.moments):
            if each.at < since:
                before = [each]
                break
            if each.at <= until:
                between.append(each)
        now = [self.moment()] if since <= self.place.clock() <= until else []
        return [*before, *reversed(between), *now]
