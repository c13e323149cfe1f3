"""The timers of an incident: when each is due, and so when somebody next has to look at it.

There is one due time per incident, computed from the whole of it by every write, never set on its own:
whoever dies is succeeded by the next tick of the clock. Every write needs these lines, also the first one of
an alarm; what a timer does, and wants read before, is loaded where it is done (`timers`).
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from enum import Enum, unique
from typing import NamedTuple

from bot.domain.incident.change import Change
from bot.domain.incident.follow_up import following, next_look
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import newest_of_each
from bot.domain.lifecycle.backoff import backed_off
from bot.domain.lifecycle.escalation.next_notification import awake_at, next_notification_at, question_due
from bot.domain.lifecycle.escalation.paging import page_due
from bot.domain.policy.policy import Route
from bot.domain.urgency.deadlines import deadlines
from bot.domain.urgency.growth import growth_due

# Evidence that did not arrive by then is asked for again.
EVIDENCE_AGAIN = timedelta(seconds=60)
# In a crowd it has its turn after many minutes: asking each minute would cost more than all the looks.
EVIDENCE_RARELY = timedelta(minutes=15)
# An alarm fires at its first datapoint and what is behind it goes on: counts grow, causes get their numbers.
# So the next look comes when the incident is twice as old as at the last one, within these bounds.
LOOK_SOON, LOOK_AGAIN = timedelta(minutes=1), timedelta(hours=6)
# Between two looks what stands in a queue is counted, and how far work is behind, which costs two reads.
COUNT_AGAIN = timedelta(minutes=15)
# Where the look could not read it, growth would be told hours later.
UNCOUNTED_AGAIN = timedelta(minutes=5)
# An ALARM younger than this may know more than a count of SQS, which is approximate for a minute or longer
# (SQS API reference, GetQueueAttributes); an older one is overtaken by what is read since.
OVERTAKEN = timedelta(minutes=5)


def may_seem_over(incident: Incident, now: datetime) -> bool:
    """Whether what is read now may end the notifications although an alarm fires."""
    believed = _believed_at(incident)
    return incident.live and not incident.live_job and believed is not None and believed <= now


def _believed_at(incident: Incident) -> datetime | None:
    return incident.last_fired_at + OVERTAKEN if incident.last_fired_at else None


def _health_check(incident: Incident, _route: Route) -> datetime | None:
    if incident.live_job:
        return None  # an incident with a live job does not resolve
    if incident.recovering_since is None:
        return _seems_over(incident)
    return incident.recovery.next_at if incident.recovery else incident.recovering_since


def _seems_over(incident: Incident) -> datetime | None:
    """When the queue in which the last look found nothing is read again, to see whether that is all."""
    evidence, believed = incident.evidence, _believed_at(incident)
    if evidence is None or not evidence.seen_empty or believed is None or incident.evidence_wanted:
        return None
    return max(evidence.taken_at, believed, evidence.hidden_until or believed)


def _recount(incident: Incident, _route: Route) -> datetime | None:
    """When it is read between two looks: what was counted may have grown, what seemed done may be over."""
    evidence = incident.evidence
    if evidence is None or incident.evidence_wanted or incident.live_job or incident.recovering:
        return None
    if evidence.uncounted or evidence.depth_total is not None:
        last = max(evidence.taken_at, incident.reread_at or evidence.taken_at)
        if evidence.uncounted:
            return last + UNCOUNTED_AGAIN
        return last + COUNT_AGAIN if evidence.depth_total else None
    if evidence.behind:
        return max(evidence.taken_at, incident.reread_at or evidence.taken_at) + COUNT_AGAIN
    believed = _believed_at(incident)
    once = incident.reread_at is None or incident.reread_at < evidence.taken_at
    return max(evidence.taken_at, believed) if evidence.seen_done and believed and once else None


def _evidence_retry(incident: Incident, _route: Route) -> datetime | None:
    wanted, turn = incident.evidence_wanted, incident.look_has_turn_by
    if wanted is None:
        return None
    again = wanted + backed_off(EVIDENCE_AGAIN, incident.evidence_asked, EVIDENCE_RARELY)
    return max(again, turn + EVIDENCE_AGAIN) if turn else again


def _evidence_refresh(incident: Incident, _route: Route) -> datetime | None:
    if incident.evidence_wanted is not None:
        return None
    evidence = incident.evidence
    if evidence is None or incident.opened_at is None:
        return incident.opened_at
    age = evidence.taken_at - (incident.last_joined_at or incident.opened_at)
    twice_as_old = evidence.taken_at + min(max(age, LOOK_SOON), LOOK_AGAIN)
    after_an_act = next_look(incident.follow_ups)
    return min(twice_as_old, after_an_act) if after_an_act else twice_as_old


def _mitigation_check(incident: Incident, _route: Route) -> datetime | None:
    looks = (each.look_at for each in newest_of_each(incident.mitigations) if each.look_at)
    return min(looks, default=None)


def _clock_warning(incident: Incident, route: Route) -> datetime | None:
    evidence = incident.evidence
    if evidence is None or incident.left_in_peace:
        return None
    return deadlines(evidence, route).next_word(incident.clock_notified_at or evidence.taken_at)


def _card_check(incident: Incident, _route: Route) -> datetime | None:
    return incident.card_check_at


def _page(incident: Incident, _route: Route) -> datetime | None:
    return page_due(incident)


def _snooze_resolved(incident: Incident, _route: Route) -> datetime | None:
    return incident.snoozed_until


def _resolution_check(incident: Incident, _route: Route) -> datetime | None:
    return next_look(incident.follow_ups)


def _never(_incident: Incident, _route: Route) -> None:
    return None


class Due(NamedTuple):
    """When a timer is due, None for not at all: while the incident is open, and once it is resolved."""

    live: Callable[[Incident, Route], datetime | None]
    resolved: Callable[[Incident, Route], datetime | None] = _never


@unique
class Timer(Enum):
    """Whatever falls due on an incident, in the order in which it is done.

    What one does is in the file of its name, in `timers`. A resolved incident waits for its card to be
    confirmed, and what was changed for it in AWS is watched on.
    """

    CARD_CHECK = Due(_card_check, resolved=_card_check)
    MITIGATION_CHECK = Due(_mitigation_check, resolved=_mitigation_check)
    GROWTH = Due(growth_due)
    SNOOZE = Due(awake_at, resolved=_snooze_resolved)
    RESOLUTION_CHECK = Due(_never, resolved=_resolution_check)
    HEALTH_CHECK = Due(_health_check)
    RECOUNT = Due(_recount)
    STILL_ON_IT = Due(question_due)
    ESCALATION = Due(next_notification_at)
    PAGE = Due(_page)
    EVIDENCE_RETRY = Due(_evidence_retry)
    EVIDENCE_REFRESH = Due(_evidence_refresh)
    CLOCK_WARNING = Due(_clock_warning)

    def at(self, incident: Incident, route: Route) -> datetime | None:
        """When it is due."""
        due = self.value
        return due.live(incident, route) if incident.live else due.resolved(incident, route)

    def is_due(self, incident: Incident, route: Route, now: datetime) -> bool:
        at = self.at(incident, route)
        return at is not None and at <= now


def due_now(incident: Incident, route: Route, now: datetime) -> tuple[Timer, ...]:
    return tuple(timer for timer in Timer if timer.is_due(incident, route, now))


def attention_at(incident: Incident, route: Route) -> datetime | None:
    """The one due time of an incident."""
    times = (timer.at(incident, route) for timer in Timer)
    return min((at for at in times if at is not None), default=None)


def scheduled(change: Change, route: Route) -> Change:
    """The change with the looks that its story brings, and the due time that follows from it all: no write
    goes without.
    """
    followed = following(change.incident.follow_ups, change.entries)
    incident = change.incident
    if followed != incident.follow_ups:
        incident = replace(incident, episode=replace(incident.episode, follow_ups=followed))
    return change._replace(incident=replace(incident, attention_at=attention_at(incident, route)))
