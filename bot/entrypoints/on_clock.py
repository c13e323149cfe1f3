"""Every minute: find what is due and hand it on."""

from typing import Any

from bot import wiring

_clock, _find_due = wiring.for_on_clock()


def handler(_event: Any, _context: Any) -> dict[str, int]:
    return {"due": _find_due(_clock())}
