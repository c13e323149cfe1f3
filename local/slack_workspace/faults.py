"""Switches that make the Web API fail as networks and Slack do; each counts the calls it strikes."""

import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from local.slack_workspace.limits import Limits, PostRate
from local.slack_workspace.timestamps import Clock
from local.slack_workspace.web_api.call import ApiCall


class FaultKind(StrEnum):
    """What the caller meets."""

    RATE_LIMITED = "rate_limited"
    """429 with `retry_after`, verbatim: also garbage; None leaves the header out."""
    STATUS = "status"
    """An HTTP status with a body that need not be JSON, or be there at all."""
    ERROR = "error"
    """200 with `ok: false` and any error name."""
    DROP = "drop"
    """The connection is closed without an answer."""
    SLOW = "slow"
    """The true answer, `seconds` late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`accepted` says whether the call takes effect before the fault strikes.

    `times` None means until cleared; `skip` calls pass first; `channel` narrows it to calls that name it.
    """

    kind: FaultKind
    method: str = "*"
    times: int | None = 1
    skip: int = 0
    channel: str | None = None
    accepted: bool = False
    retry_after: str | None = "30"
    status: int = 503
    body: str = ""
    content_type: str = "text/html; charset=utf-8"
    error: str = "internal_error"
    seconds: float = 0.0

    def concerns(self, call: ApiCall) -> bool:
        if self.method not in ("*", call.method):
            return False
        return self.channel is None or call.args.get("channel") == self.channel


def parse_fault(value: dict[str, Any]) -> Fault:
    """From the JSON of `POST /workspace/faults`; raises ValueError or TypeError on anything unknown."""
    return Fault(**{**value, "kind": FaultKind(value["kind"])})


class Faults:
    def __init__(self, clock: Clock) -> None:
        self._lock = threading.Lock()
        self._set: list[list[Any]] = []
        self.limits = Limits(clock)

    def set(self, *faults: Fault) -> None:
        """Add faults; the first one that concerns a call strikes it."""
        with self._lock:
            self._set += [[fault, fault.skip, fault.times] for fault in faults]

    def limit_posts(self, rate: PostRate | None) -> None:
        self.limits.post_rate = rate
        self.limits.forget()

    def clear(self) -> None:
        with self._lock:
            self._set.clear()
        self.limit_posts(None)

    def pending(self) -> Sequence[dict[str, Any]]:
        """What has not struck yet, as JSON."""
        with self._lock:
            return [asdict(fault) | {"skip": skip, "times": times} for fault, skip, times in self._set]

    def strike(self, call: ApiCall) -> Fault | None:
        with self._lock:
            struck = self._next_for(call)
        return struck or self._over_limit(call)

    def _next_for(self, call: ApiCall) -> Fault | None:
        for entry in self._set:
            fault, skip, times = entry
            if not fault.concerns(call):
                continue
            if skip:
                entry[1] -= 1
                continue
            if times is not None:
                entry[2] -= 1
            self._set = [kept for kept in self._set if kept[2] != 0]
            return fault  # type: ignore[no-any-return]  # entries are lists so that they can count down
        return None

    def _over_limit(self, call: ApiCall) -> Fault | None:
        wait = self.limits.wait(call)
        if wait is None:
            return None
        return Fault(kind=FaultKind.RATE_LIMITED, method=call.method, retry_after=str(wait))
