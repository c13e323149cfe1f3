"""The way into the Web API: the log of every call, the faults, the answer as HTTP would carry it."""

import json
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from local.slack_workspace import web_api
from local.slack_workspace.faults import Fault, FaultKind, Faults
from local.slack_workspace.web_api.call import ApiCall
from local.slack_workspace.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`delay` is in seconds; `dropped` means that the caller gets no answer at all."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    delay: float = 0.0
    dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedCall:
    """`answer` is what the workspace decided (None: it was never asked); `fault` what the caller met."""

    at: datetime
    method: str
    args: Mapping[str, Any]
    answer: Mapping[str, Any] | None
    fault: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "at": self.at.isoformat(),
            "method": self.method,
            "args": dict(self.args),
            "answer": self.answer,
            "fault": self.fault,
        }


class Gateway:
    def __init__(self, workspace: Workspace, *, bot_token: str, faults: Faults) -> None:
        self.faults = faults
        self._workspace = workspace
        self._bot_token = bot_token
        self._lock = threading.Lock()
        self._calls: list[LoggedCall] = []
        self.page_url = ""

    @property
    def calls(self) -> Sequence[LoggedCall]:
        with self._lock:
            return list(self._calls)

    def call(self, call: ApiCall) -> Answer:
        fault = self.faults.strike(call)
        performed = fault is None or fault.accepted or fault.kind is FaultKind.SLOW
        answer = self._answer(call) if performed else None
        logged = LoggedCall(
            at=self._workspace.clock(),
            method=call.method,
            args=call.args,
            answer=answer,
            fault=fault.kind.value if fault else None,
        )
        with self._lock:
            self._calls.append(logged)
        return self._struck(fault, answer) if fault else self._as_json(answer or {})

    def _answer(self, call: ApiCall) -> dict[str, Any]:
        answer = web_api.answer(self._workspace, call, bot_token=self._bot_token)
        for address in ("permalink", "upload_url"):
            if address in answer:
                answer[address] = self.page_url + answer[address]
        return answer

    def _struck(self, fault: Fault, answer: dict[str, Any] | None) -> Answer:
        match fault.kind:
            case FaultKind.RATE_LIMITED:
                retry_after = {} if fault.retry_after is None else {"Retry-After": fault.retry_after}
                return self._as_json({"ok": False, "error": "ratelimited"}, status=429, headers=retry_after)
            case FaultKind.STATUS:
                headers = {"Content-Type": fault.content_type}
                return Answer(status=fault.status, headers=headers, body=fault.body.encode())
            case FaultKind.ERROR:
                return self._as_json({"ok": False, "error": fault.error})
            case FaultKind.DROP:
                return Answer(status=0, headers={}, body=b"", dropped=True)
            case FaultKind.SLOW:
                return self._as_json(answer or {}, delay=fault.seconds)

    def _as_json(
        self,
        answer: Mapping[str, Any],
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        delay: float = 0.0,
    ) -> Answer:
        scopes = ",".join(sorted(self._workspace.scopes))
        return Answer(
            status=status,
            headers={
                "Content-Type": "application/json; charset=utf-8",
                "X-OAuth-Scopes": scopes,
                **(headers or {}),
            },
            body=json.dumps(answer).encode(),
            delay=delay,
        )
