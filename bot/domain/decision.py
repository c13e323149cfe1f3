"""The second line of every card: can it wait, until when must somebody act, what is already lost."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.domain.clocks import LossClock
from bot.domain.incident import Incident
from bot.domain.policy import Hours, Route

# Time a person needs between looking and the messages being safe.
MARGIN = timedelta(hours=2)


class Urgency(StrEnum):
    CAN_WAIT = "can_wait"
    ACT_BEFORE = "act_before"
    BEING_LOST = "being_lost"
    UNKNOWN = "unknown"


class Decision(NamedTuple):
    """Attributes: at is the time in the sentence: wait until, or act before."""

    urgency: Urgency
    at: datetime | None
    first_loss: datetime | None
    why: str


def decide(incident: Incident, route: Route, now: datetime) -> Decision:
    """The decision of a live incident, from the loss clock and the owner's working hours."""
    evidence = incident.evidence
    clock = evidence.loss if evidence else None
    if not isinstance(clock, LossClock):
        return Decision(Urgency.UNKNOWN, None, None, clock.reason if clock else "no loss clock yet")
    first_loss = clock.ahead(now).first_loss
    if first_loss is None:
        why = "by the queue's retention, losses are possible from now on" if clock.not_before else clock.how
        return Decision(Urgency.UNKNOWN, None, None, why)
    if first_loss <= now:
        return Decision(Urgency.BEING_LOST, first_loss, first_loss, clock.how)
    begins = work_begins(route.hours, now)
    if begins is not None and begins + MARGIN < first_loss:
        return Decision(Urgency.CAN_WAIT, begins, first_loss, clock.how)
    return Decision(Urgency.ACT_BEFORE, first_loss, first_loss, clock.how)


def work_begins(hours: Hours | None, now: datetime) -> datetime | None:
    """When the owner next starts work, `now` while working; None without hours. Right over clock changes."""
    if hours is None:
        return None
    zone = ZoneInfo(hours.timezone)
    local = now.astimezone(zone)
    for ahead in range(8):
        midnight = (local + timedelta(days=ahead)).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        begins = midnight.replace(hour=hours.begins // 60, minute=hours.begins % 60)
        ends = midnight + timedelta(minutes=hours.ends)
        if midnight.weekday() in hours.days and now < ends.astimezone(UTC):
            return max(begins.astimezone(UTC), now)
    return None


_PRESETS = (("30 min", 30), ("1 h", 60), ("4 h", 240))


class Preset(NamedTuple):
    """One choice of the Snooze menu."""

    label: str
    until: datetime


def snooze_presets(incident: Incident, route: Route, now: datetime, *, loses: bool) -> tuple[Preset, ...]:
    """The snoozes offered, longest safe one first: it ends before the first loss with time to act.

    Args:
        loses: What stands here is lost one day; while nobody knows when, only the shortest is safe.
    """
    begins = work_begins(route.hours, now)
    choices = [Preset(label, now + timedelta(minutes=minutes)) for label, minutes in _PRESETS]
    if begins is not None and begins > now:
        choices.append(Preset("until work begins", begins))
    first_loss = incident.evidence.first_loss if incident.evidence else None
    if first_loss is None and loses:
        return tuple(choices[:1])
    safe = [choice for choice in choices if first_loss is None or choice.until + MARGIN <= first_loss]
    return tuple(sorted(safe, key=lambda choice: choice.until, reverse=True)) or tuple(choices[:1])
