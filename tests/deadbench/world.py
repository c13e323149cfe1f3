"""A world: what AWS would answer at one moment, as files that `aws ... --output json` could have printed."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, Literal, NamedTuple, cast

Json = dict[str, Any]
Path_ = Literal["sns", "eventbridge", "lambda"]
CLASSES = ("a", "b", "c", "d")


class About(NamedTuple):
    """Attributes:
    now: The moment at which everything stands still.
    path: How the alarm came.
    twin_of: The world that differs by a red herring only.
    """

    now: datetime
    account: str
    region: str
    path: Path_
    seed: int
    kind: str
    twin_of: str


class Denied(NamedTuple):
    """Attributes: resource is an ARN or `*`; answer is AccessDenied, Throttling or Timeout."""

    operation: str
    resource: str
    answer: str


class Line(NamedTuple):
    """A line of a log; times are milliseconds since 1970."""

    timestamp: int
    ingested: int
    stream: str
    message: str


class World:
    """A folder, read when something is asked of it.

    Raises:
        OSError: A file that every world has is missing.
        ValueError: A file is no JSON.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.name = folder.name

    @cached_property
    def about(self) -> About:
        said = self._json("world.json")
        return About(
            now=instant(said["now"]),
            account=said["account"],
            region=said["region"],
            path=said["path"],
            seed=said["seed"],
            kind=said["class"],
            twin_of=said.get("twin_of") or "",
        )

    @cached_property
    def alarm(self) -> Json:
        return cast("Json", self._json("alarm.json"))

    @cached_property
    def metrics(self) -> list[Json]:
        return cast("list[Json]", self._json("metrics.json", []))

    @cached_property
    def deployments(self) -> list[Json]:
        return cast("list[Json]", self._json("deployments.json", {"Events": []})["Events"])

    @cached_property
    def denied(self) -> tuple[Denied, ...]:
        return tuple(Denied(**each) for each in self._json("denied.json", []))

    def config(self, service: str, operation: str, name: str = "") -> Any:
        """The answer of a call as the CLI prints it; None where there is no such file."""
        path = f"config/{service}/{operation}"
        return self._json(f"{path}/{in_a_path(name)}.json" if name else f"{path}.json", None)

    def configured(self, service: str, operation: str) -> Iterator[tuple[str, Json]]:
        """(name, answer) of each resource that this call is answered for."""
        for file in sorted((self.folder / "config" / service / operation).glob("*.json")):
            yield file.stem.replace("__", "/"), json.loads(file.read_text())

    def log(self, group: str) -> list[Line] | None:
        """What has arrived by now; None where there is no such group."""
        file = self.folder / "logs" / f"{in_a_path(group)}.jsonl"
        if not file.exists():
            return None
        lines = [json.loads(each) for each in file.read_text().splitlines() if each]
        read = [
            Line(each["timestamp"], each["ingestionTime"], each["logStreamName"], each["message"])
            for each in lines
        ]
        return [each for each in read if each.ingested <= self.about.now.timestamp() * 1000]

    def messages(self, queue: str) -> list[Json]:
        return cast("list[Json]", self._json(f"messages/{in_a_path(queue)}.json", []))

    def shards(self, stream: str) -> dict[str, list[Json]]:
        """Records by shard."""
        folder = self.folder / "records" / in_a_path(stream)
        return {file.stem: json.loads(file.read_text()) for file in sorted(folder.glob("*.json"))}

    def object(self, bucket: str, key: str) -> bytes | None:
        file = self.folder / "config" / "s3" / bucket / key
        return file.read_bytes() if file.is_file() else None

    def objects(self, bucket: str) -> list[str] | None:
        """Keys; None where there is no such bucket."""
        folder = self.folder / "config" / "s3" / bucket
        if not folder.is_dir():
            return None
        return sorted(str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file())

    def _json(self, path: str, otherwise: Any = ...) -> Any:
        file = self.folder / path
        if otherwise is not ... and not file.exists():
            return otherwise
        return json.loads(file.read_text())


def in_a_path(name: str) -> str:
    return name.replace("/", "__")


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
