"""Signs what the workspace sends to the app, delivers it, and keeps every delivery for tests to replay."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from local.slack_workspace.door import (
    DEADLINE,
    FORM,
    Door,
    DoorClosedError,
    DoorRequest,
    DoorResponse,
    signed_request,
)
from local.slack_workspace.timestamps import Clock

TIMED_OUT = "Operation timed out. Apps need to respond within 3 seconds."


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """`status` is None where the app gave no answer in time; `failure` then says why."""

    at: datetime
    request: DoorRequest
    status: int | None
    answer: str = ""
    failure: str | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "headers": dict(self.request.headers),
            "body": self.request.body.decode(),
            "status": self.status,
            "answer": self.answer,
            "failure": self.failure,
        }


class Courier:
    def __init__(self, *, clock: Clock, signing_secret: str, door: Door | None) -> None:
        self.door = door
        self._clock = clock
        self._secret = signing_secret
        self._lock = threading.Lock()
        self._deliveries: list[Delivery] = []

    @property
    def deliveries(self) -> Sequence[Delivery]:
        with self._lock:
            return list(self._deliveries)

    def sign_with(self, secret: str) -> None:
        """As after the app's signing secret was rotated, or as somebody signs who does not know it."""
        self._secret = secret

    def deliver(
        self, body: bytes, *, content_type: str = FORM, headers: Mapping[str, str] | None = None
    ) -> DoorResponse:
        """Raise DoorClosedError where the app does not answer within three seconds."""
        timestamp = int(self._clock().timestamp())
        request = signed_request(
            secret=self._secret, timestamp=timestamp, body=body, content_type=content_type
        )
        return self.send(replace(request, headers={**request.headers, **(headers or {})}))

    def send(self, request: DoorRequest) -> DoorResponse:
        """Send a request as it is, signature and timestamp included: also one that was sent before."""
        began = self._clock()
        try:
            response = self._send(request, began)
        except DoorClosedError as closed:
            self._log(Delivery(at=began, request=request, status=None, failure=str(closed)))
            raise
        answer = response.body.decode(errors="replace")
        self._log(Delivery(at=began, request=request, status=response.status, answer=answer))
        return response

    def _send(self, request: DoorRequest, began: datetime) -> DoorResponse:
        if self.door is None:
            raise DoorClosedError("the workspace knows no Function URL: set function_url")
        response = self.door(request)
        if self._clock() - began > DEADLINE:
            raise DoorClosedError("answered after three seconds")
        return response

    def _log(self, delivery: Delivery) -> None:
        with self._lock:
            self._deliveries.append(delivery)
