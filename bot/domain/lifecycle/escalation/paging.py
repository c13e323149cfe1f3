"""Pages: the SNS topics of a step. They go out whatever Slack does.

    due ── claimed (written) ── published ─┬─ taken      delivered                      (written)
              ▲                            ├─ refused    not reached                    (written)
              │                            ├─ not taken  again soon, and later and later
              └──── not answered ──────────┘             once more, and then not again: it may have gone out

Claimed first: a process that dies in between leaves a page that counts as unanswered, so that no fault
publishes one more than twice.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.incident.change import Change, changed
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.notifications import Notification, NotificationState, named
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.backoff import backed_off
from bot.domain.lifecycle.escalation.next_notification import next_notification, next_notification_at, topics
from bot.domain.policy.policy import Route, Target, TargetKind

# Outlasts the publishing itself: a page claimed for longer was left by a process that died.
CLAIM = timedelta(seconds=20)
# After SNS said "not now": soon at first, so that the page goes out within its minute.
AGAIN, LONGEST_AGAIN = timedelta(seconds=5), timedelta(minutes=5)
# A page that may have gone out is published once more, and not again.
MOST_UNANSWERED = 2


class PageResult(StrEnum):
    """SNS's answer to a publish."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    NOT_NOW = "not now"
    UNANSWERED = "unanswered"


class PageAnswer(NamedTuple):
    taken: PageResult
    why: str = ""


class Claim(NamedTuple):
    """What is written before publishing, and what may be published then."""

    change: Change
    pages: tuple[Notification, ...]


def page_due(incident: Incident) -> datetime | None:
    """When the next owed page is published again; None if none is, or no one is to be notified."""
    position = incident.escalation
    if incident.status is not Status.OPEN or position is None or incident.left_in_peace:
        return None
    return min((each.next_at for each in position.notifications if each.owed and each.next_at), default=None)


def claim(incident: Incident, route: Route, now: datetime) -> Claim | None:
    """Every page that is due, counted as published once more; None if there is none."""
    position = incident.escalation
    if position is None:
        return None
    fresh = _fresh(incident, position, route, now)
    again = page_due(incident)
    if not fresh and (again is None or again > now):
        return None
    anew = {each.target for each in fresh}
    kept = tuple(
        each for each in position.notifications if not (each.page and each.owed and each.target in anew)
    )
    notifications = (*(_claimed(each, now) for each in kept), *fresh)
    pairs = zip(kept, notifications, strict=False)
    ended = tuple(after for before, after in pairs if before.owed and not after.owed)
    entries = (_told(each, late=each.number < position.made, now=now) for each in ended)
    moved = replace(
        incident, episode=replace(incident.episode, escalation=position._replace(notifications=notifications))
    )
    change = changed(moved, now, *entries, shown=bool(ended))
    return Claim(change, tuple(each for each in notifications if each.owed and each.next_at == now + CLAIM))


def _fresh(
    incident: Incident, position: EscalationPosition, route: Route, now: datetime
) -> tuple[Notification, ...]:
    at = next_notification_at(incident, route)
    if at is None or at > now:
        return ()
    out = {each.target for each in position.coming}
    return tuple(
        Notification(
            target, NotificationState.OWED, position.made, now, tries=1, unanswered=1, next_at=now + CLAIM
        )
        for topic in topics(next_notification(incident, route).targets)
        if (target := Target(TargetKind.TOPIC, topic)) not in out
    )


def _claimed(page: Notification, now: datetime) -> Notification:
    if not page.owed or page.next_at is None or page.next_at > now:
        return page
    if page.unanswered >= MOST_UNANSWERED:
        why = "SNS gave no answer, twice: it may have gone out"
        return page._replace(state=NotificationState.REFUSED, why=why, next_at=None)
    return page._replace(tries=page.tries + 1, unanswered=page.unanswered + 1, next_at=now + CLAIM)


def paged(incident: Incident, page: Notification, answer: PageAnswer, now: datetime) -> Change | None:
    """The outcome of a claimed page; None if it is no longer needed."""
    position = incident.escalation
    known = next((each for each in position.notifications if _same(each, page)), None) if position else None
    if position is None or known is None:
        return None
    settled = _settled(known, answer, now)
    notifications = tuple(settled if each == known else each for each in position.notifications)
    moved = replace(
        incident, episode=replace(incident.episode, escalation=position._replace(notifications=notifications))
    )
    if settled.owed:
        return changed(moved, now, shown=False)
    # An outcome before its step is shown with the step; one after it gets an entry of its own.
    late = page.number < position.made
    return changed(moved, now, _told(settled, late=late, now=now), shown=late)


def _same(next_notification: Notification, page: Notification) -> bool:
    """Whether it is that same page, still owed, however often others have published it meanwhile."""
    return next_notification.owed and (
        next_notification.target,
        next_notification.number,
        next_notification.at,
    ) == (page.target, page.number, page.at)


def _settled(page: Notification, answer: PageAnswer, now: datetime) -> Notification:
    match answer.taken:
        case PageResult.DELIVERED:
            return page._replace(state=NotificationState.DELIVERED, why="", unanswered=0, next_at=None)
        case PageResult.REFUSED:
            return page._replace(state=NotificationState.REFUSED, why=answer.why, next_at=None)
        case PageResult.NOT_NOW:
            wait = backed_off(AGAIN, page.tries - 1, LONGEST_AGAIN)
            return page._replace(why=answer.why, unanswered=page.unanswered - 1, next_at=now + wait)
        case PageResult.UNANSWERED:
            return page._replace(why=answer.why, next_at=now + AGAIN)


def _told(page: Notification, *, late: bool, now: datetime) -> TimelineEntry:
    name = named(page.target)
    if page.state is NotificationState.DELIVERED:
        return TimelineEntry(at=now, event=Event.PAGED, what=f"Page to {name} sent", thread=late)
    what = f"Page to {name} failed"
    return TimelineEntry(at=now, event=Event.NOT_PAGED, what=what, why=page.why, thread=late)
