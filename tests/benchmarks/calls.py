"""Requests to AWS and Slack for a new incident, a repeat, a duplicate and a click, counted at the wire.

The functions run as deployed; what one of them would cause by the stream or a queue is handed to the next.
Evidence is gathered apart and counted apart.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any, NamedTuple

from tests.benchmarks.claim import Claim, Workbench
from tests.contract.package.function_process import FunctionProcess, function_process
from tests.contract.package.loopback_services import Call, Services, loopback_services
from tests.contract.package.sample_events import (
    alarm_notification,
    click_body,
    environment,
    signed_click,
    sqs_event,
    stream_event,
)

WRITES = {f"dynamodb.{verb}" for verb in ("PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems")}
READS = {f"dynamodb.{verb}" for verb in ("GetItem", "BatchGetItem", "Query")}
FIRST, LATER = "2026-03-01T03:00:00.000+0000", "2026-03-01T03:01:00.000+0000"


class Counted(NamedTuple):
    reads: int
    writes: int
    messages: int
    posts: int
    edits: int

    def __str__(self) -> str:
        return (
            f"{self.reads} reads, {self.writes} writes, {self.messages} messages, "
            f"{self.posts} posts, {self.edits} edits"
        )


def counted(calls: Sequence[Call]) -> Counted:
    names = [call.name for call in calls]
    return Counted(
        reads=sum(name in READS for name in names),
        writes=sum(name in WRITES for name in names),
        messages=sum(name.startswith("sqs.SendMessage") for name in names),
        posts=names.count("slack.chat.postMessage"),
        edits=names.count("slack.chat.update"),
    )


def calls(bench: Workbench) -> list[Claim]:
    with loopback_services() as services, running(bench, services) as functions:
        stage = Stage(services, functions)
        stage.warm()
        new = stage.during(stage.new_incident)
        repeat = stage.during(lambda: stage.alarm(LATER))
        duplicate = stage.during(lambda: stage.alarm(LATER))
        click = stage.during(stage.click)
    return [
        within("a new incident, to its card", new, writes=3, posts=1),
        within("a repeat, at on_alarm", repeat, writes=1, posts=0),
        within("a duplicate", duplicate, writes=0, posts=0),
        Claim(what="calls for a click on Acknowledge, to its card", ours=str(counted(click))),
    ]


def within(what: str, made: Sequence[Call], *, writes: int, posts: int) -> Claim:
    """Where nothing is promised, one call too many counts as twice what is allowed."""
    found = counted(made)
    return Claim(
        what=f"calls for {what}",
        ours=str(found),
        peer=f"promised: {writes} writes, {posts} posts",
        ratio=max((found.writes + 1) / (writes + 1), (found.posts + 1) / (posts + 1)),
        limit=1.0,
    )


@contextmanager
def running(bench: Workbench, services: Services) -> Iterator[dict[str, FunctionProcess]]:
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(
                function_process(
                    bench.artefact,
                    f"bot.entrypoints.{name}.handler",
                    environment=environment(services.url),
                    log=bench.scratch / name,
                )
            )
            for name in ("on_alarm", "on_change", "on_slack", "on_command")
        }


class Stage:
    """The functions and what lies between them."""

    def __init__(self, services: Services, functions: dict[str, FunctionProcess]) -> None:
        self._services = services
        self._functions = functions

    def during(self, act: Callable[[], object]) -> list[Call]:
        before = len(self._services.calls)
        act()
        return self._services.calls[before:]

    def warm(self) -> None:
        """What a container does once, like reading its secrets, is not counted."""
        for name in self._functions:
            self._invoke(name, {"Records": []})

    def new_incident(self) -> None:
        self.alarm(FIRST)
        self.change()

    def alarm(self, at: str) -> None:
        self._invoke("on_alarm", sqs_event(alarm_notification(at=at)))

    def change(self) -> None:
        (pk,) = {item["pk"]["S"] for item in self._services.items.values() if item["sk"]["S"] == "INCIDENT"}
        self._invoke("on_change", stream_event(pk))

    def click(self) -> None:
        button = self._button("ack")
        self._invoke("on_slack", signed_click(click_body(button["action_id"], button["value"])))
        queued = self._last("sqs.SendMessage")["MessageBody"]
        self._invoke("on_command", sqs_event(json.loads(queued)))
        self.change()

    def _button(self, beginning: str) -> dict[str, Any]:
        """Of the posted card."""
        card = self._last("slack.chat.postMessage")
        found: dict[str, Any] = next(
            element
            for attachment in card["attachments"]
            for block in attachment["blocks"]
            for element in block.get("elements", [])
            if element.get("action_id", "").startswith(beginning)
        )
        return found

    def _last(self, name: str) -> dict[str, Any]:
        call = next(call for call in reversed(self._services.calls) if call.name == name)
        body: dict[str, Any] = json.loads(call.body)
        return body

    def _invoke(self, name: str, event: Any) -> None:
        answer = self._functions[name].api.invoke(event)
        if answer.fault or (answer.value or {}).get("batchItemFailures"):
            raise RuntimeError(f"{name} failed: {answer}\n{self._functions[name].log.read_text()}")
