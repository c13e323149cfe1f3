"""Lastcall's own queues as lists."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from bot.domain.errors import Transient


class Sent(NamedTuple):
    """One message as it was sent."""

    document: Mapping[str, Any]
    delay: timedelta


class FakeOutbox:
    """Read `sent_commands`, `sent_jobs` and `sent_cards`; set `down` to make every send fail."""

    def __init__(self) -> None:
        self.sent_commands: list[Sent] = []
        self.sent_jobs: list[Sent] = []
        self.sent_cards: list[Sent] = []
        self.down = False

    def command(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None:
        self._send(self.sent_commands, document, delay)

    def commands(self, documents: Sequence[Mapping[str, object]], *, a_second: int) -> None:
        for n, document in enumerate(documents):
            self.command(document, timedelta(seconds=n // a_second))

    def job(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None:
        self._send(self.sent_jobs, document, delay)

    def card(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None:
        self._send(self.sent_cards, document, delay)

    def _send(self, queue: list[Sent], document: Mapping[str, object], delay: timedelta) -> None:
        if self.down:
            raise Transient("the queue is down")
        queue.append(Sent(document, delay))
