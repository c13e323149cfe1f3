"""An app whose answers are scripted, and the clock it lives by."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

from local.slack_workspace import ALL_SCOPES, DoorRequest, DoorResponse
from local.slack_workspace.manifest import Manifest

EVERYTHING = Manifest(ALL_SCOPES, commands=("/lastcall",), home_tab=True, messages_tab=True)


class MovableClock:
    def __init__(self) -> None:
        self.now = datetime(2030, 3, 1, 2, 58, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class App:
    """Answers 200 with nothing until told otherwise; `reply` sees every request."""

    requests: list[DoorRequest] = field(default_factory=list)
    reply: Callable[[DoorRequest], DoorResponse] = lambda _: DoorResponse(status=200)

    def __call__(self, request: DoorRequest) -> DoorResponse:
        self.requests.append(request)
        return self.reply(request)

    def answers(self, status: int = 200, value: Any = None) -> None:
        body = b"" if value is None else json.dumps(value).encode()
        headers = {"content-type": "application/json"}
        self.reply = lambda _: DoorResponse(status=status, body=body, headers=headers)

    @property
    def payload(self) -> dict[str, Any]:
        """The last interaction's payload."""
        found: dict[str, Any] = json.loads(self.form["payload"])
        return found

    @property
    def form(self) -> dict[str, str]:
        parsed = parse_qs(self.requests[-1].body.decode(), keep_blank_values=True)
        return {name: values[0] for name, values in parsed.items()}

    @property
    def event(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.requests[-1].body)
        return found


def answer_after(clock: MovableClock, seconds: float) -> Callable[[DoorRequest], DoorResponse]:
    def reply(_: DoorRequest) -> DoorResponse:
        clock.advance(seconds=seconds)
        return DoorResponse(status=200)

    return reply
