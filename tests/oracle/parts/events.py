"""Work that comes as events nobody waits for, which Lambda keeps until they pass, fail to the end or age.

Facts: a function that fails is tried again after one minute and after two; what is throttled is tried again
after a second and then ever more rarely, up to five minutes apart, for six hours; what fails to the end goes
to the failure destination, or is gone. AsyncEventAge has a datapoint at each attempt (Lambda developer guide,
"Asynchronous invocation", "Types of metrics").
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.oracle.functions import Began, Form, Function
from tests.oracle.parts.part import Part, Place, Work
from tests.scenario.harness.places import queue_arn

RETRY_WAITS = (timedelta(minutes=1), timedelta(minutes=2))
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(minutes=5)
KEPT = timedelta(hours=6)


@dataclass(slots=True)
class _Event:
    number: int
    form: Form
    at: datetime
    next_at: datetime
    failures: int = 0
    throttles: int = 0


class EventsPart(Part):
    """Attributes: limit is how many calls its function may make at once; None without a limit of its own."""

    def __init__(
        self,
        place: Place,
        name: str,
        function: Function,
        bodies: dict[Form, str],
        *,
        kept: bool,
        takes_time: timedelta = timedelta(0),
        limit: Callable[[], int | None] = lambda: None,
    ) -> None:
        dead = place.sqs.create(queue_arn(f"{name}-failures"), retention=timedelta(days=4)) if kept else None
        super().__init__(place, function, bodies, dead)
        self.limit = limit
        self.lost = 0
        self._takes_time = takes_time
        self._events: list[_Event] = []
        self._running: list[tuple[Began, _Event]] = []
        self._sent = 0

    def send(self, *forms: Form) -> None:
        now = self.place.clock()
        for form in forms:
            self._sent += 1
            self._events.append(_Event(self._sent, form, now, now))
            self.function.count("AsyncEventsReceived", 1)

    def send_the_dead_again(self) -> None:
        """As the shop's own people do: each event once more, and its record away."""
        if self.dead is None:
            return
        forms = [self.form_of(each.body) for each in self.dead.messages]
        self.dead.messages.clear()
        self.send(*forms)

    def work(self) -> None:
        now = self.place.clock()
        for each in [each for each in self._running if each[0].at + self._takes_time <= now]:
            self._running.remove(each)
            self._end(each[1], each[0])
        for event in sorted(self._events, key=lambda each: each.at):
            if event.next_at <= now:
                self._attempt(event, now)

    def _attempt(self, event: _Event, now: datetime) -> None:
        self.function.count("AsyncEventAge", (now - event.at).total_seconds() * 1000)
        if now - event.at >= KEPT:
            self._give_up(event, "EventAgeExceeded")
            return
        if (limit := self.limit()) is not None and len(self._running) >= limit:
            self.function.throttle()
            event.next_at = now + min(FIRST_WAIT * 2**event.throttles, LONGEST_WAIT)
            event.throttles += 1
            return
        self._events.remove(event)
        began = Began(now, self.function.code, len(self._running) + 1)
        if self._takes_time:
            self._running.append((began, event))
        else:
            self._end(event, began)

    def _end(self, event: _Event, began: Began) -> None:
        now = self.place.clock()
        if self.function.call([event.form], began):
            return
        if event.failures == len(RETRY_WAITS):
            self._give_up(event, "RetriesExhausted")
            return
        event.next_at = now + RETRY_WAITS[event.failures]
        event.failures += 1
        self._events.append(event)

    def _give_up(self, event: _Event, condition: str) -> None:
        if event in self._events:
            self._events.remove(event)
        self.function.count("AsyncEventsDropped", 1)
        if self.dead is None:
            self.lost += 1
            return
        record = {
            "version": "1.0",
            "timestamp": f"{self.place.clock():%Y-%m-%dT%H:%M:%S}.000Z",
            "requestContext": {
                "requestId": f"00000000-0000-4000-9000-{event.number:012}",
                "functionArn": f"{self.function.arn}:$LATEST",
                "condition": condition,
                "approximateInvokeCount": event.failures + 1,
            },
            "requestPayload": json.loads(self.bodies[event.form]) | {"number": event.number},
            "responseContext": {
                "statusCode": 200,
                "executedVersion": "$LATEST",
                "functionError": "Unhandled",
            },
            "responsePayload": {
                "errorMessage": self.function.error.partition(": ")[2],
                "errorType": self.function.error.partition(":")[0],
            },
        }
        self.dead.send(json.dumps(record))
        self.place.cloudwatch.put("AWS/SQS", "NumberOfMessagesSent", {"QueueName": self.dead.name}, 1)

    def waiting(self) -> tuple[Work, ...]:
        running = [event for _, event in self._running]
        return tuple(Work(each.form, each.at) for each in (*running, *self._events))

    def form_of(self, body: str) -> Form:
        sent = json.loads(body)["requestPayload"]
        sent.pop("number", None)
        return next(form for form, made in self.bodies.items() if json.loads(made) == sent)

    @property
    def reserved(self) -> int | None:
        return self.limit()
