"""Make a notification: whom it mentions, why a target was not reached, and what to do if no one is left."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.domain.evidence.durations import lasting
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.notifications import (
    Notification,
    NotificationState,
    Reach,
    anybody,
    named,
    noticed_by_somebody,
    unreached_at,
)
from bot.domain.lifecycle.escalation.next_notification import DueNotification, mentions
from bot.domain.policy.policy import Policy, Route, Target, TargetKind

_CHANNEL = Target(TargetKind.CHANNEL)


class Notified(NamedTuple):
    """A step or reminder being made.

    Attributes:
        mentions: Whom the reply mentions.
        topics: The topics that accepted their page before it.
        not_reached: Who was not reached, or may not have been, and why, for the reply.
    """

    position: EscalationPosition
    mentions: tuple[Target, ...]
    topics: tuple[str, ...]
    not_reached: str


def notified(
    position: EscalationPosition,
    due: DueNotification,
    reach: Sequence[Reach],
    route: Route,
    policy: Policy,
    version: int,
    now: datetime,
) -> Notified:
    """Make the notification that is due; its pages were published before.

    Args:
        reach: What was found out about the targets; a target not in it counts as reached.
        version: The timeline version of the reply that mentions.
    """
    pages = {each.target: each for each in position.coming}
    found = {each.target: each for each in reach}
    notifications = tuple(
        pages.get(target) or _mention(target, found, position.made, route, policy, version, now)
        for target in due.targets
    )
    last = due.step + 1 >= len(route.escalation.steps)
    resort = last and not anybody(notifications) and not any(each.owed for each in notifications)
    if resort:
        notifications = _all_the_same(notifications, found, position.made, version, now)
    refused = [each for each in notifications if each.state is NotificationState.REFUSED]
    doubts = [each for each in notifications if each.owed and (each.why or each.page)]
    unreached = (
        *(f"not reached: {_refusal(each)}" for each in refused),
        *(f"{_word(each, resort=resort)}: {_refusal(each)}" for each in doubts),
    )
    who = [each.target for each in notifications if each.owed and not each.page]
    return Notified(
        _moved(position, due, notifications, route, now)._replace(wakes=_wakes(position, reach, now)),
        mentions(who, route, policy, now),
        tuple(each.target.value for each in notifications if each.page and each.reached),
        "; ".join(unreached),
    )


def unanswered(position: EscalationPosition, made: Notified, now: datetime, *, step: bool) -> str:
    """Why the next people, or the same ones again, are notified, if the last one reached someone.

    Args:
        position: Before this one.
        step: Whether it is a step, not a reminder.
    """
    before = [each for each in position.last if each.reached or each.owed]
    if not step or not position.steps or unreached_at(position.last) is not None:
        return ""
    names = list(dict.fromkeys(each.name for each in before))
    if position.last_at is None or not names or not all(names):
        silent = f": no one has answered for {lasting(now - position.since)}"
    else:
        silent = f": no answer from {' and '.join(names)} for {lasting(now - position.last_at)}"
    again = set(made.mentions) & {each.person for each in before}
    notifications = [each for each in made.position.last if each.person in again]
    return silent + "".join(f"; notifying {named(each.target, each.name)} again" for each in notifications)


def _mention(
    target: Target,
    found: dict[Target, Reach],
    number: int,
    route: Route,
    policy: Policy,
    version: int,
    now: datetime,
) -> Notification:
    if target.kind == TargetKind.TOPIC:
        # Not claimed yet: it is due, and published at the next run.
        return Notification(target, NotificationState.OWED, number, now, next_at=now)
    behind = next(iter(mentions([target], route, policy, now)), None)
    if behind is None:
        return Notification(target, NotificationState.REFUSED, number, now, _nobody(target))
    reach = found.get(target, Reach(target))
    notification = Notification(
        target, NotificationState.OWED, number, now, reach.why, person=behind, name=reach.name
    )
    if reach.reached is False:
        return notification._replace(state=NotificationState.REFUSED)
    return notification._replace(told_in=version)


def _all_the_same(
    notifications: tuple[Notification, ...],
    found: dict[Target, Reach],
    number: int,
    version: int,
    now: datetime,
) -> tuple[Notification, ...]:
    """No one is left to reach: people who only rest are notified anyway, and the channel with them."""
    anyway = tuple(
        each._replace(state=NotificationState.OWED, told_in=version)
        if (reach := found.get(each.target)) and (reach.rests or each.target == _CHANNEL)
        else each
        for each in notifications
    )
    if any(each.target == _CHANNEL for each in anyway):
        return anyway
    return (
        *anyway,
        Notification(_CHANNEL, NotificationState.OWED, number, now, "no one else is left", told_in=version),
    )


def _moved(
    position: EscalationPosition,
    due: DueNotification,
    notifications: tuple[Notification, ...],
    route: Route,
    now: datetime,
) -> EscalationPosition:
    """A later page to a topic replaces an earlier one that is still owed."""
    targets = {each.target for each in notifications if each.page}
    owed = (
        each for each in position.notifications
        if each.owed and each.number < position.made and not (each.page and each.target in targets)
    )  # fmt: skip
    step = due.step < len(route.escalation.steps)
    return position._replace(
        steps=position.steps + step,
        reminders=position.reminders + (not step),
        last_at=now,
        notifications=(*owed, *notifications),
        reached=position.reached or anybody(position.last),
    )


def _wakes(position: EscalationPosition, reach: Sequence[Reach], now: datetime) -> datetime | None:
    """When the first person wakes who only rested, in this one or an earlier one that reached no one else."""
    before = None if noticed_by_somebody(position.last) else position.wakes
    ends = (before, *(each.rests_until for each in reach))
    return min((at for at in ends if at is not None and at > now), default=None)


def _nobody(target: Target) -> str:
    match target.kind:
        case TargetKind.OWNER:
            return "the route has no owner"
        case TargetKind.ONCALL:
            return f"no one is on call for {target.value}"
        case _:
            return f"no way to notify {target.kind} {target.value}".strip()


def _refusal(notification: Notification) -> str:
    if not notification.page:
        return notification.why
    return (
        f"{named(notification.target)} ({notification.why})"
        if notification.why
        else named(notification.target)
    )


def _word(notification: Notification, *, resort: bool) -> str:
    if notification.page:
        return "not paged yet"
    return "notified anyway" if resort else "may not have been reached"
