"""Who is on call: people take turns, handed over at the same local time."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


class Rotation(NamedTuple):
    """`people` take turns of `length`, the first from `since`.

    A turn that begins at 09:00 does so in winter and in summer: days and weeks follow the calendar of
    `timezone`, so that a turn across a clock change is an hour shorter or longer. If a local time occurs
    twice, the first counts; if it is skipped, the turn begins that much later.
    """

    name: str
    people: tuple[str, ...]
    since: datetime
    length: timedelta
    timezone: str = "UTC"

    def on_call(self, now: datetime) -> str:
        return self.people[self._turn(now.astimezone(UTC)) % len(self.people)]

    def begins(self, turn: int) -> datetime:
        """When a turn begins; the first is 0."""
        zone = self._zone()
        first = self.since.astimezone(zone).replace(tzinfo=None)
        return (first + turn * self.length).replace(tzinfo=zone).astimezone(UTC)

    def _turn(self, now: datetime) -> int:
        zone = self._zone()
        passed = now.astimezone(zone).replace(tzinfo=None) - self.since.astimezone(zone).replace(tzinfo=None)
        turn = passed // self.length
        # Around a clock change, local time may be one turn ahead or behind.
        while self.begins(turn + 1) <= now:
            turn += 1
        while self.begins(turn) > now:
            turn -= 1
        return turn

    def _zone(self) -> "ZoneInfo":
        from zoneinfo import ZoneInfo  # noqa: PLC0415 - an alarm is taken in without time zones

        return ZoneInfo(self.timezone)
