"""The incident table as it stands: a test that looks makes no call."""

import base64
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from bot.aws.cards import _card_of
from bot.aws.items import SHARD, read
from bot.aws.jobs import job_of
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import TimelineEntry
from bot.domain.lifecycle.card.projection import Card
from bot.domain.redrive.job import Job
from tests.scenario.harness.dynamodb import DynamoDb

Item = dict[str, Any]


class StoredItems:
    """Everything that stands in the table, as values."""

    def __init__(self, dynamodb: DynamoDb) -> None:
        self._dynamodb = dynamodb

    def items(self) -> Iterator[Item]:
        yield from list(self._dynamodb.items.values())

    def spoil(self, sk: str, spoilt: Item, resource: str = "orders-dlq") -> list[Item]:
        """Make a resource's items of this kind ones that nobody here can read; as they then stand."""
        found = [each for each in self._of_kind(sk) if each["pk"]["S"].endswith(f"/{resource}")]
        assert found, f"{resource} has no {sk}"
        written = [each | spoilt for each in found]
        for item in written:
            self._dynamodb.items[item["pk"]["S"], item["sk"]["S"]] = item
        return written

    def incidents(self) -> list[Incident]:
        return [read(Incident, item) for item in self._of_kind("INCIDENT")]

    def cards(self) -> dict[str, Card]:
        """By group."""
        return {item["pk"]["S"].removeprefix("GROUP#"): _card_of(item) for item in self._of_kind("CARD")}

    def jobs(self) -> list[Job]:
        return [job_of(item) for item in self._of_kind("JOB#")]

    def receipts(self, job: Job) -> list[str]:
        """Those that it claims, in order."""
        begins = f"RECEIPTS#{job.id}#"
        kept = {int(item["sk"]["S"].removeprefix(begins)): item for item in self._of_kind(begins)}
        lines: list[str] = []
        while len(lines) < job.receipts.length and (item := kept.get(len(lines) + 1)):
            lines += zlib.decompress(base64.b64decode(item["receipts"]["B"])).decode().splitlines()
        return lines[: job.receipts.length]

    def live_jobs(self) -> list[str]:
        return [item["job"]["S"] for item in self._of_kind("LIVE_JOB")]

    def clicks(self) -> int:
        return len(list(self._of_kind("CLICK")))

    def timeline(self, group: str) -> list[TimelineEntry]:
        """In order."""
        found = [item for item in self._of_kind("TIMELINE#") if item["pk"]["S"] == f"GROUP#{group}"]
        return [read(TimelineEntry, item) for item in sorted(found, key=lambda item: item["sk"]["S"])]

    def heartbeat(self) -> datetime | None:
        return next(
            (datetime.fromtimestamp(int(item["at"]["N"]) / 1000, UTC) for item in self._of_kind("HEARTBEAT")),
            None,
        )

    def due_at(self) -> datetime | None:
        """When the next incident or job falls due."""
        due = (item for item in self.items() if item.get("attention_shard") == {"S": SHARD})
        stamps = [int(item["attention_at"]["N"]) for item in due]
        return datetime.fromtimestamp(min(stamps) / 1000, UTC) if stamps else None

    def _of_kind(self, sk: str) -> Iterator[Item]:
        return (item for item in self.items() if item["sk"]["S"].startswith(sk))
