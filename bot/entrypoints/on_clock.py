"""Every minute: find what is due and hand it on, and say what is owed to people: neither needs Slack."""

from datetime import datetime
from typing import Any

from bot.entrypoints import metric_line, started
from bot.wiring.on_clock import ClockWiring, wired
from bot.wiring.runtime import lambda_runtime


class OnClock:
    def __init__(self, wired: ClockWiring) -> None:
        self._wired = wired

    def __call__(self, _event: Any, _context: Any) -> dict[str, int]:
        now = self._wired.clock()
        due = self._wired.find_due(now)
        owing = self._wired.incidents.owing()
        owed = {"OldestNotDelivered": _age(owing.since, now), "CardsRefused": float(owing.refused)}
        metric_line.put(self._wired.stack, now, owed)
        return {"due": due}


def _age(since: datetime | None, now: datetime) -> float:
    """In seconds; 0 where nothing is owed, so that an alarm hears that it is over."""
    return max((now - since).total_seconds(), 0.0) if since else 0.0


handler = started(OnClock(wired(lambda_runtime())))
