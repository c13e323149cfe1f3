"""Find what is due and hand it to whoever does it. Decides and writes nothing."""

from datetime import datetime

from bot.ports.incidents import Incidents
from bot.ports.outbox import Outbox

# What a person presses shares the queue with the clock's work, and finds no more than this before it:
# OnCommand does ten at once, each in a fraction of a second.
A_SECOND = 20


class FindDue:
    """A second tick over the same item is harmless: its handler re-reads and finds nothing due."""

    def __init__(self, incidents: Incidents, outbox: Outbox) -> None:
        self._incidents = incidents
        self._outbox = outbox

    def __call__(self, now: datetime) -> int:
        """Returns how many items were due."""
        items = list(self._incidents.due(now))
        self._outbox.commands(
            [{"due": {"group": item.group}} for item in items if item.group and not item.job],
            a_second=A_SECOND,
        )
        for item in items:
            if item.line:
                self._outbox.card({"turn": {"line": item.line, "ticket": ""}})
            elif item.job:
                self._outbox.job({"job": {"group": item.group, "job": item.job}})
        return len(items)
