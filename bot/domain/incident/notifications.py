"""What became of each notification: of one target of a step or a reminder, by its own way, without waiting
for the others.

              ┌─ DELIVERED   SNS took the page, or the mention stands in the thread before who would notice
    OWED ─────┼─ UNPROVEN    the mention stands there, and whether anybody notices could not be found out
              └─ REFUSED     nobody is reached this way, and trying again would not help

A notification that is refused, or owed for longer than WITHIN, counts as not reached. One that is
unproven holds the next step back for no longer than that step's ordinary time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from bot.domain.policy.policy import Target, TargetKind
from bot.domain.resource.arn import name_of

# Whoever was not reached after this long counts as not reached; a late notification is still delivered.
WITHIN = timedelta(seconds=60)


class NotificationState(StrEnum):
    """The words are stored; never rename one, only add."""

    OWED = "owed"
    DELIVERED = "delivered"
    UNPROVEN = "unproven"
    REFUSED = "refused"


class Notification(NamedTuple):
    """One target of one step or reminder.

    Attributes:
        target: As the policy names it.
        number: Of the step or reminder since the escalation began, counted together, from 0.
        at: When it fell due.
        why: The reason of a refusal; of an owed one what stands against it so far, or why nobody can tell
            whether it will be noticed.
        told_in: Of a mention: the timeline version whose reply mentions.
        tries: Of a page: how often it was published.
        unanswered: Of these, how many SNS may have taken without our knowing.
        next_at: Of an owed page: when it is published again.
        person: Of a mention: whom it mentions, the turn of a rotation resolved.
        name: Their name, as Slack told it; empty where it was not asked for.
    """

    target: Target
    state: NotificationState
    number: int
    at: datetime
    why: str = ""
    told_in: int = 0
    tries: int = 0
    unanswered: int = 0
    next_at: datetime | None = None
    person: Target | None = None
    name: str = ""

    @property
    def page(self) -> bool:
        return self.target.kind == TargetKind.TOPIC

    @property
    def owed(self) -> bool:
        return self.state is NotificationState.OWED

    @property
    def reached(self) -> bool:
        """Whether somebody was reached by it, or may have been."""
        return self.state in {NotificationState.DELIVERED, NotificationState.UNPROVEN}


class Reach(NamedTuple):
    """Whether a target would notice a mention now.

    Attributes:
        reached: None where it could not be found out.
        why: Why not, or why nobody knows.
        rests: Only rests: it will be noticed later.
        rests_until: When, where Slack says; of several the first.
        name: Of one person: what Slack calls them.
    """

    target: Target
    reached: bool | None = True
    why: str = ""
    rests: bool = False
    rests_until: datetime | None = None
    name: str = ""


def of_number(notifications: Sequence[Notification], number: int) -> tuple[Notification, ...]:
    return tuple(each for each in notifications if each.number == number)


def anybody(notifications: Sequence[Notification]) -> bool:
    """Whether somebody was reached, or may have been."""
    return any(each.reached for each in notifications)


def noticed_by_somebody(notifications: Sequence[Notification]) -> bool:
    """Whether it is known that somebody was reached."""
    return any(each.state is NotificationState.DELIVERED for each in notifications)


def unreached_at(notifications: Sequence[Notification]) -> datetime | None:
    """From when it is certain that nobody of them was reached; None while, or because, somebody may be."""
    if not notifications or anybody(notifications):
        return None
    return max(each.at + WITHIN if each.owed else each.at for each in notifications)


def confirmed_by_thread(
    notifications: Sequence[Notification], version: int, refused: Mapping[int, str] = MappingProxyType({})
) -> tuple[Notification, ...]:
    """The notifications, after a look at how far the thread was told: up to a version of the timeline.

    Args:
        refused: Versions that the channel took without the mention only, and what it said against it.
    """
    return tuple(
        _confirmed(each, refused) if each.owed and 0 < each.told_in <= version else each
        for each in notifications
    )


def _confirmed(notification: Notification, refused: Mapping[int, str]) -> Notification:
    if notification.told_in in refused:
        who, said = named(notification.target, notification.name), refused[notification.told_in]
        why = f"{who} (Slack refused the mention: {said})"
        return notification._replace(state=NotificationState.REFUSED, why=why)
    state = NotificationState.UNPROVEN if notification.why else NotificationState.DELIVERED
    return notification._replace(state=state)


def under_way(notifications: Sequence[Notification], now: datetime) -> tuple[Notification, ...]:
    """Those that are made and not yet known to be taken, for as long as that is no bad sign."""
    return tuple(each for each in notifications if each.owed and now < each.at + WITHIN)


def taken(notifications: Sequence[Notification], now: datetime) -> tuple[Notification, ...]:
    """The notifications as they stand if those under way are taken."""
    going = under_way(notifications, now)
    return tuple(
        each._replace(state=NotificationState.DELIVERED) if each in going else each for each in notifications
    )


def owed_since(notifications: Sequence[Notification]) -> datetime | None:
    """When the oldest that is not delivered fell due."""
    return min((each.at for each in notifications if each.owed), default=None)


def named(target: Target, name: str = "") -> str:
    """A target in words, with the name of whoever stands behind it where that is known; never a mention."""
    role = _role(target)
    if not name:
        return role
    return f"{name} ({role})" if target.kind in {TargetKind.OWNER, TargetKind.ONCALL} else name


def _role(target: Target) -> str:
    match target.kind:
        case TargetKind.OWNER:
            return "the owner"
        case TargetKind.ONCALL:
            return f"on call for {target.value}"
        case TargetKind.CHANNEL:
            return "the channel"
        case TargetKind.GROUP:
            return "a group"
        case TargetKind.TOPIC:
            return name_of(target.value)
        case _:
            return "a person"


def not_reached(notifications: Sequence[Notification], now: datetime) -> tuple[str, ...]:
    """Whom they have not reached and why, each in a few words."""
    return tuple(
        _told(each) for each in notifications
        if each.state is NotificationState.REFUSED or (each.owed and each.at + WITHIN <= now)
    )  # fmt: skip


def _told(notification: Notification) -> str:
    if notification.page:
        return f"{named(notification.target)} ({notification.why or 'no answer from SNS'})"
    if notification.owed:
        return f"{named(notification.target, notification.name)} (Slack has not accepted the mention)"
    return notification.why or named(notification.target, notification.name)
