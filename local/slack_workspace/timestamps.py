"""Slack's message timestamps: `seconds.microseconds`, unique in a workspace and therefore usable as ids."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
_MICRO = 1_000_000


def micros(moment: datetime) -> int:
    return int(moment.timestamp()) * _MICRO + moment.microsecond


def as_ts(count: int) -> str:
    return f"{count // _MICRO}.{count % _MICRO:06d}"


class Timestamps:
    """Rises with every call, also while the clock stands still."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> str:
        self._last = max(micros(self._clock()), self._last + 1)
        return as_ts(self._last)
