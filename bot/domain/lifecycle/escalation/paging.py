"""Pages: the SNS topics of a call. They go out by themselves, whatever Slack does.

    due ── claimed (written) ── published ─┬─ taken      delivered                      (written)
              ▲                            ├─ refused    not reached                    (written)
              │                            ├─ not taken  again soon, and later and later
              └──── not answered ──────────┘             once more, and then not again: it may have gone out

Claimed first: whoever dies in between leaves a page that counts as unanswered, so that no fault makes one be
published more often than twice.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.incident.calls import Called, CallState, named
from bot.domain.incident.change import Change, changed
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.backoff import backed_off
from bot.domain.lifecycle.escalation.next_call import call, call_due, topics
from bot.domain.policy.policy import Route, Target, TargetKind

# Outlasts the publishing itself: a page that is claimed for longer was left by somebody who died.
CLAIM = timedelta(seconds=20)
# After SNS said "not now": soon at first, so that it goes out within its minute.
AGAIN, LONGEST_AGAIN = timedelta(seconds=5), timedelta(minutes=5)
# A page that may have gone out is published once more, and no oftener.
MOST_UNANSWERED = 2


class PageResult(StrEnum):
    """What SNS made of a publish."""

    DELIVERED = "delivered"
    REFUSED = "refused"
    NOT_NOW = "not now"
    UNANSWERED = "unanswered"


class PageAnswer(NamedTuple):
    taken: PageResult
    why: str = ""


class Claim(NamedTuple):
    """What is written before anything is published, and what may be published then."""

    change: Change
    pages: tuple[Called, ...]


def page_due(incident: Incident) -> datetime | None:
    """When the next owed page is published again; None when none is, or nobody is to be called."""
    position = incident.escalation
    if incident.status is not Status.OPEN or position is None or incident.left_in_peace:
        return None
    return min((each.next_at for each in position.calls if each.owed and each.next_at), default=None)


def claim(incident: Incident, route: Route, now: datetime) -> Claim | None:
    """Every page whose time has come, as published once more; None when there is none."""
    position = incident.escalation
    if position is None:
        return None
    fresh = _fresh(incident, position, route, now)
    again = page_due(incident)
    if not fresh and (again is None or again > now):
        return None
    anew = {each.target for each in fresh}
    kept = tuple(each for each in position.calls if not (each.page and each.owed and each.target in anew))
    calls = (*(_claimed(each, now) for each in kept), *fresh)
    pairs = zip(kept, calls, strict=False)
    given_up = tuple(after for before, after in pairs if before.owed and not after.owed)
    entries = (_told(each, late=each.call < position.made, now=now) for each in given_up)
    moved = replace(incident, episode=replace(incident.episode, escalation=position._replace(calls=calls)))
    change = changed(moved, now, *entries, shown=bool(given_up))
    return Claim(change, tuple(each for each in calls if each.owed and each.next_at == now + CLAIM))


def _fresh(
    incident: Incident, position: EscalationPosition, route: Route, now: datetime
) -> tuple[Called, ...]:
    at = call_due(incident, route)
    if at is None or at > now:
        return ()
    out = {each.target for each in position.coming}
    return tuple(
        Called(target, CallState.OWED, position.made, now, tries=1, unanswered=1, next_at=now + CLAIM)
        for topic in topics(call(incident, route).targets)
        if (target := Target(TargetKind.TOPIC, topic)) not in out
    )


def _claimed(page: Called, now: datetime) -> Called:
    if not page.owed or page.next_at is None or page.next_at > now:
        return page
    if page.unanswered >= MOST_UNANSWERED:
        why = "SNS gave no answer, twice: it may have gone out"
        return page._replace(state=CallState.REFUSED, why=why, next_at=None)
    return page._replace(tries=page.tries + 1, unanswered=page.unanswered + 1, next_at=now + CLAIM)


def paged(incident: Incident, page: Called, answer: PageAnswer, now: datetime) -> Change | None:
    """What became of a page that was claimed; None when nobody waits for that any more."""
    position = incident.escalation
    known = next((each for each in position.calls if _same(each, page)), None) if position else None
    if position is None or known is None:
        return None
    settled = _settled(known, answer, now)
    calls = tuple(settled if each == known else each for each in position.calls)
    moved = replace(incident, episode=replace(incident.episode, escalation=position._replace(calls=calls)))
    if settled.owed:
        return changed(moved, now, shown=False)
    # What comes before its call is told with the call; what comes after it speaks for itself.
    late = page.call < position.made
    return changed(moved, now, _told(settled, late=late, now=now), shown=late)


def _same(call: Called, page: Called) -> bool:
    """Whether it is that very page, still owed, however often others have published it meanwhile."""
    return call.owed and (call.target, call.call, call.at) == (page.target, page.call, page.at)


def _settled(page: Called, answer: PageAnswer, now: datetime) -> Called:
    match answer.taken:
        case PageResult.DELIVERED:
            return page._replace(state=CallState.DELIVERED, why="", unanswered=0, next_at=None)
        case PageResult.REFUSED:
            return page._replace(state=CallState.REFUSED, why=answer.why, next_at=None)
        case PageResult.NOT_NOW:
            wait = backed_off(AGAIN, page.tries - 1, LONGEST_AGAIN)
            return page._replace(why=answer.why, unanswered=page.unanswered - 1, next_at=now + wait)
        case PageResult.UNANSWERED:
            return page._replace(why=answer.why, next_at=now + AGAIN)


def _told(page: Called, *, late: bool, now: datetime) -> TimelineEntry:
    name = named(page.target)
    if page.state is CallState.DELIVERED:
        return TimelineEntry(at=now, event=Event.PAGED, what=f"Page to {name} sent", thread=late)
    what = f"Page to {name} failed"
    return TimelineEntry(at=now, event=Event.NOT_PAGED, what=what, why=page.why, thread=late)
