"""The whole of Lastcall, to be told a story and asked how it ends."""

import base64
import json
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from types import TracebackType
from typing import Any, Self

from bot.aws.session import Clients
from bot.domain.errors import BotError
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import TimelineEntry
from bot.domain.policy.policy import Policy
from bot.settings import Settings
from local.slack_workspace import DoorRequest, DoorResponse
from local.slack_workspace.door import DoorClosedError
from tests.fakes import HandClock
from tests.scenario.harness.alarms import Told
from tests.scenario.harness.aws import Aws
from tests.scenario.harness.dynamodb import DynamoDb
from tests.scenario.harness.functions import Functions
from tests.scenario.harness.places import POLICY, SETTINGS, queue_arn
from tests.scenario.harness.pump import Failure, Pump, own_queues
from tests.scenario.harness.services import Services
from tests.scenario.harness.slack import Slack
from tests.scenario.harness.snapshot import Snapshot
from tests.scenario.harness.sqs import Sqs
from tests.scenario.harness.sqs_queue import Queue
from tests.scenario.harness.table import StoredItems
from tests.scenario.harness.wire import Call, ProcessDied, Wire
from tests.unit.template.stack import properties

MINUTE = timedelta(minutes=1)


class Harness:
    """Enter it to begin, leave it to end: what failed or was refused and nobody asked for fails the test.

    Args:
        side_by_side: Probes run in threads, as in Lambda; else one after the other.
    """

    def __init__(
        self,
        policy: Policy = POLICY,
        *,
        strict: bool = True,
        settings: Settings = SETTINGS,
        side_by_side: bool = False,
        clients: Clients | None = None,
    ) -> None:
        self.clock = HandClock()
        self.wire = Wire()
        self.sqs = Sqs(self.clock)
        self.services = Services()
        self.dynamodb = DynamoDb(properties("IncidentTable"), self.clock)
        self.table = StoredItems(self.dynamodb)
        self.functions = Functions(
            self.clock, self.wire, policy, settings, clients, side_by_side=side_by_side
        )
        own_queues(self.sqs)
        self.queues = Pump(self.clock, self.sqs, self.functions)
        self.slack = Slack(self.clock, self.wire, self._knock, self.pump)
        self.aws = Aws(self.wire, self.dynamodb, self.sqs, self.services, self.queues.changed, self.clock)
        self._strict = strict
        self.originals: list[tuple[str, str]] = []
        self._stack = ExitStack()
        self._next_tick = self.clock() + MINUTE

    def __enter__(self) -> Self:
        self._stack.enter_context(self.aws.answering())
        self._stack.enter_context(self.slack.server.answering())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()
        if kind is None and self._strict:
            assert self.queues.failures == []
            assert self.slack.refusals() == []

    # What happens

    def deliver(self, *told: Told | dict[str, Any] | str) -> None:
        """Alarms, or anything else, arrive in AlarmQueue, and everything behind it happens."""
        self.enqueue(*told)
        self.pump()

    def enqueue(self, *told: Told | dict[str, Any] | str) -> None:
        """They arrive and nobody has looked yet."""
        for each in told:
            body = each.by_topic if isinstance(each, Told) else each
            self.sqs.queue("AlarmQueue").send(body if isinstance(body, str) else json.dumps(body))

    def invoke_directly(self, event: dict[str, Any]) -> None:
        """CloudWatch invokes on_alarm itself."""
        self.queues.invoke_directly(event)

    def dead_letters(
        self,
        dlq: str,
        *bodies: str,
        source: str = "",
        retention: timedelta = timedelta(days=14),
        **how: Any,
    ) -> Queue:
        """Messages that failed: sent to the source queue, and moved by SQS into its dead-letter queue."""
        name = source or dlq.removesuffix("-dlq")
        lost = self.sqs.create(queue_arn(dlq), retention=retention)
        queue = self.sqs.create(queue_arn(name), moves_to=lost, max_receives=1)
        for body in bodies:
            queue.send(body, **how)
        queue.receive(10, timedelta(0))
        while queue.messages:
            queue.receive(10, timedelta(0))
        self.originals += lost.contents()
        return lost

    def empty(self, dlq: str = "orders-dlq") -> None:
        """Somebody took care of what stood there."""
        self.sqs.queue(dlq).messages.clear()
        self.originals.clear()

    def pump(self) -> None:
        """Everything that can happen now, happens."""
        self.queues.run()

    def fast_forward(self, *, ticking: bool = True, **passed: float) -> None:
        """Time passes as it would: delayed messages arrive, and every minute the clock looks what is due.

        Args:
            ticking: Without it nobody looks what is due, as when on_clock fails for that long.
        """
        end = self.clock() + timedelta(**passed)
        self.pump()
        while (at := self._next_moment(ticking=ticking)) is not None and at <= end:
            self.clock.now = max(at, self.clock.now)
            if ticking and self.clock.now >= self._next_tick:
                self.tick()
            self.pump()
        self.clock.now = max(end, self.clock.now)
        self._next_tick = max(self._next_tick, end + MINUTE) if not ticking else self._next_tick

    def tick(self) -> None:
        """EventBridge invokes on_clock, and everything that is due happens."""
        while self._next_tick <= self.clock():
            self._next_tick += MINUTE
        self._run("on_clock", {})
        self.pump()

    def _next_moment(self, *, ticking: bool) -> Any:
        """Ticks that would find nothing due are left out: they do nothing."""
        moments = [self.queues.next_due()]
        due_at = self.table.due_at() if ticking else None
        if due_at is not None:
            missed = max(due_at - self._next_tick, timedelta(0))
            moments.append(self._next_tick + -(-missed // MINUTE) * MINUTE)
        return min((at for at in moments if at is not None), default=None)

    def _run(self, function: str, event: Any) -> None:
        try:
            self.functions.invoke(function, event)
        except ProcessDied:
            return
        except BotError as fault:
            # Nobody calls again: the next minute does.
            self.queues.failures.append(Failure(function, str(fault)))

    def _knock(self, request: DoorRequest) -> DoorResponse:
        """Slack knocks at the Function URL."""
        try:
            result = self.functions.invoke("on_slack", _function_url_event(request))
        except ProcessDied:
            raise DoorClosedError("the process died") from None
        return DoorResponse.from_function_url_result(result)

    def meanwhile(self, function: str, call: str, act: Callable[[], object]) -> None:
        """Once, just before a function's call goes out, something else happens; it is on its way already."""

        def choose(made: Call) -> None:
            if (made.by, str(made)) == (function, call):
                self.wire.unharmed()
                with self.wire.aside():
                    act()

        self.wire.meet(choose)

    def snapshot(self) -> Snapshot:
        """This moment, to come back to."""
        return Snapshot(self)

    # How it ends

    def forgive_failures(self) -> None:
        """The invocations that failed were meant to."""
        self.queues.failures.clear()

    def incident(self, name: str = "orders-dlq") -> Incident:
        """The incident of a queue, or the only one with that title."""
        found = [
            each for each in self.table.incidents() if name in (each.resource.name, each.title, each.group)
        ]
        assert len(found) == 1, f"{len(found)} incidents are called {name!r}"
        return found[0]

    def story(self, name: str = "orders-dlq") -> list[TimelineEntry]:
        return self.table.timeline(self.incident(name).group)

    def calls_of(self, act: Callable[[], object]) -> dict[str, list[str]]:
        """Every request that an act causes, in order, by the function that made it."""
        before = len(self.wire.calls)
        act()
        made: dict[str, list[str]] = {}
        for call in self.wire.calls[before:]:
            made.setdefault(call.by, []).append(str(call))
        return made

    def calls(self, name: str) -> list[Call]:
        return [call for call in self.wire.calls if call.name == name]


def _function_url_event(request: DoorRequest) -> dict[str, Any]:
    """Lambda hands over a body that is no text as base64."""
    try:
        return request.as_function_url_event()
    except UnicodeDecodeError:
        event = replace(request, body=b"").as_function_url_event()
        return event | {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}
