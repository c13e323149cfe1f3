"""Lastcall's own queues."""

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.aws.errors import Client, asking
from bot.domain.errors import Transient

_SEND = "sqs:SendMessage"
# SQS takes ten messages at a time and holds a delayed one for at most 15 minutes.
_BATCH = 10
_LONGEST_DELAY = timedelta(minutes=15)
# Spread commands are all sent before the clock's next tick, which would send them again.
_SPREAD = 50


class SqsOutbox:
    """Implements ports.Outbox. A function that never sends to a queue leaves its URL empty."""

    def __init__(self, client: Client, *, commands: str = "", jobs: str = "", cards: str = "") -> None:
        self._client = client
        self._commands = commands
        self._jobs = jobs
        self._cards = cards

    def command(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None:
        self._send(self._commands, document, delay)

    def commands(self, documents: Sequence[Mapping[str, object]], *, a_second: int) -> None:
        entries = [
            {"Id": str(n), "MessageBody": json.dumps(each), "DelaySeconds": min(n // a_second, _SPREAD)}
            for n, each in enumerate(documents)
        ]
        for start in range(0, len(entries), _BATCH):
            self._send_batch(self._commands, entries[start : start + _BATCH])

    def job(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None:
        self._send(self._jobs, document, delay)

    def card(self, document: Mapping[str, object], delay: timedelta = timedelta(0)) -> None:
        self._send(self._cards, document, delay)

    def _send(self, url: str, document: Mapping[str, object], delay: timedelta) -> None:
        with asking(_SEND, url):
            self._client.send_message(
                QueueUrl=url, MessageBody=json.dumps(document), DelaySeconds=_seconds(delay)
            )

    def _send_batch(self, url: str, entries: Sequence[Mapping[str, object]]) -> None:
        with asking(_SEND, url):
            answer = self._client.send_message_batch(QueueUrl=url, Entries=entries)
        # Status 200 means nothing: each entry has its own answer.
        refused = answer.get("Failed", [])
        if refused:
            raise Transient(f"{len(refused)} of {len(entries)} messages not sent: {refused[0].get('Code')}")


def _seconds(delay: timedelta) -> int:
    bounded = min(max(delay, timedelta(0)), _LONGEST_DELAY)
    return -int(-bounded.total_seconds() // 1)  # rounded up: never before its time
