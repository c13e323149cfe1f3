"""The state of a harness at one moment, to go back to as often as wanted: a sweep prepares its story once.

What is never changed in place (logged calls, messages, views) is shared between the copies.
"""

import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.scenario.harness.harness import Harness


class Snapshot:
    def __init__(self, h: "Harness") -> None:
        self._h = h
        self._saved = self._copy([getattr(holder, name) for holder, name in _places(h)])

    def restore(self) -> None:
        """Everything is as it was, and every process starts anew."""
        h = self._h
        for (holder, name), value in zip(_places(h), self._copy(self._saved), strict=True):
            setattr(holder, name, value)
        h.functions.restart()
        h.wire.forget()

    def _copy(self, state: list[Any]) -> list[Any]:
        shared = {id(each): each for each in (self._h.clock, *_shared(self._h))}
        copied: list[Any] = copy.deepcopy(state, shared)
        return copied


def _places(h: "Harness") -> Iterator[tuple[Any, str]]:
    yield h.clock, "now"
    yield from ((h.sqs, name) for name in ("_queues", "story"))
    yield from ((h.services, name) for name in vars(h.services))
    yield from ((h.queues, name) for name in ("_stream", "_stream_again", "_asynchronous", "failures"))
    workspace = (
        "users",
        "channels",
        "timestamps",
        "messages",
        "views",
        "triggers",
        "response_urls",
        "uploads",
        "warnings",
    )
    yield from ((h.slack.workspace, name) for name in workspace)
    yield h.slack.gateway, "_calls"
    yield h.slack.faults.limits, "_taken"
    yield from ((h.aws.quotas, name) for name in ("most", "refused", "_second", "_asked"))
    yield h.slack.courier, "_deliveries"
    yield from ((h, name) for name in ("originals", "_next_tick"))
    yield from ((h.dynamodb, name) for name in ("items", "tokens"))


def _shared(h: "Harness") -> Iterator[Any]:
    yield from h.slack.gateway.calls
    yield from h.slack.courier.deliveries
    yield from h.sqs.story
    workspace = h.slack.workspace
    for channel in workspace.channels:
        yield from workspace.messages.in_channel(channel)
    for user in workspace.users:
        yield from workspace.views.stack_of(user)
        yield from workspace.messages.ephemerals_of(user)
