"""Every minute: find what is due and hand it on."""

from typing import Any

from bot.wiring.on_clock import Clockwork, wired
from bot.wiring.world import lambda_world


class OnClock:
    def __init__(self, wired: Clockwork) -> None:
        self._wired = wired

    def __call__(self, _event: Any, _context: Any) -> dict[str, int]:
        return {"due": self._wired.find_due(self._wired.clock())}


handler = OnClock(wired(lambda_world()))
