"""AWS's answers, cached for a while in this container, so that not every incident asks again."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Generic, TypeVar

T = TypeVar("T")


class CachedFor(Generic[T]):
    """Caches one kind of answer, never a fault. Two threads may ask at once: both answers are good."""

    def __init__(self, lasting: timedelta, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._lasting = lasting.total_seconds()
        self._monotonic = monotonic
        self._kept: dict[tuple[str, ...], tuple[float, T]] = {}

    def get(self, key: tuple[str, ...], ask: Callable[[], T]) -> T:
        kept = self._kept.get(key)
        if kept is None or self._monotonic() - kept[0] > self._lasting:
            kept = self._kept[key] = (self._monotonic(), ask())
        return kept[1]
