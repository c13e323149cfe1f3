"""An owner's working hours: when they begin next, and whether a deadline allows waiting for that."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.domain.policy.policy import Hours

# The time a person needs from looking to the messages being safe.
MARGIN = timedelta(hours=2)


def work_begins(hours: "Hours | None", now: datetime) -> datetime | None:
    """When the owner next starts work, `now` while working; None without hours. Right over clock changes."""
    if hours is None:
        return None
    from zoneinfo import ZoneInfo  # noqa: PLC0415 - an alarm is taken in without time zones

    zone = ZoneInfo(hours.timezone)
    local = now.astimezone(zone)
    for ahead in range(8):
        midnight = (local + timedelta(days=ahead)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        begins = midnight.replace(hour=hours.begins // 60, minute=hours.begins % 60)
        ends = midnight + timedelta(minutes=hours.ends)
        if midnight.weekday() in hours.days and now < ends.astimezone(UTC):
            return max(begins.astimezone(UTC), now)
    return None


def leaves_time(deadline: datetime, begins: datetime | None) -> bool:
    """Whether starting when work begins is early enough."""
    return begins is not None and begins + MARGIN < deadline
