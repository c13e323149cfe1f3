"""When an incident next needs somebody to look at it, and what is due when somebody does.

There is one due time per incident, computed from the whole of it by every write, never set on its own:
whoever dies is succeeded by the next tick of the clock.
"""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.incident.change import Change
from bot.domain.incident.follow_up import following, next_look
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import newest_of_each
from bot.domain.lifecycle.backoff import backed_off
from bot.domain.lifecycle.escalation.next_call import awake_at, call_due, question_due
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


class Due(NamedTuple):
    """When each thing falls due; None for what never will."""

    health: datetime | None
    call: datetime | None
    question: datetime | None
    snooze_end: datetime | None
    evidence: datetime | None
    clock: datetime | None
    card: datetime | None
    mitigation: datetime | None = None
    page: datetime | None = None
    growth: datetime | None = None
    resolution: datetime | None = None
    reread: datetime | None = None

    def by(self, now: datetime) -> frozenset[str]:
        """The names of what is due at `now`."""
        return frozenset(name for name, at in self._asdict().items() if at is not None and at <= now)


def due(incident: Incident, route: Route) -> Due:
    """Everything that will need attention.

    A resolved incident waits for its card to be confirmed, and what was changed for it in AWS is watched on.
    """
    watch = _mitigation(incident)
    if not incident.live:
        again = next_look(incident.follow_ups)
        woken, card = incident.snoozed_until, incident.card_check_at
        return Due(None, None, None, woken, None, None, card, watch, resolution=again)
    return Due(
        health=_health(incident),
        call=call_due(incident, route),
        question=question_due(incident, route),
        snooze_end=awake_at(incident, route),
        evidence=_evidence(incident),
        clock=_clock(incident, route),
        card=incident.card_check_at,
        mitigation=watch,
        page=page_due(incident),
        growth=growth_due(incident, route),
        reread=_reread(incident),
    )


def attention_at(incident: Incident, route: Route) -> datetime | None:
    """The one due time of an incident."""
    return min((at for at in due(incident, route) if at is not None), default=None)


def scheduled(change: Change, route: Route) -> Change:
    """The change with the looks that its story brings, and the due time that follows from it all: no write
    goes without.
    """
    followed = following(change.incident.follow_ups, change.entries)
    incident = change.incident
    if followed != incident.follow_ups:
        incident = replace(incident, episode=replace(incident.episode, follow_ups=followed))
    return change._replace(incident=replace(incident, attention_at=attention_at(incident, route)))


def may_seem_over(incident: Incident, now: datetime) -> bool:
    """Whether what is read now may end the calls although an alarm fires."""
    believed = _believed_at(incident)
    return incident.live and not incident.live_job and believed is not None and believed <= now


def _believed_at(incident: Incident) -> datetime | None:
    return incident.last_fired_at + OVERTAKEN if incident.last_fired_at else None


def _health(incident: Incident) -> datetime | None:
    if incident.live_job:
        return None  # an incident with a live job does not resolve
    if incident.recovering_since is None:
        return _seems_over(incident)
    return incident.healing.next_at if incident.healing else incident.recovering_since


def _seems_over(incident: Incident) -> datetime | None:
    """When the queue in which the last look found nothing is read again, to see whether that is all."""
    evidence, believed = incident.evidence, _believed_at(incident)
    if evidence is None or not evidence.seen_empty or believed is None or incident.evidence_wanted:
        return None
    return max(evidence.taken_at, believed, evidence.hidden_until or believed)


def _reread(incident: Incident) -> datetime | None:
    """When it is read between two looks: what was counted may have grown, what seemed done may be over."""
    evidence = incident.evidence
    if evidence is None or incident.evidence_wanted or incident.live_job or incident.recovering:
        return None
    if evidence.uncounted or evidence.standing is not None:
        last = max(evidence.taken_at, incident.reread_at or evidence.taken_at)
        if evidence.uncounted:
            return last + UNCOUNTED_AGAIN
        return last + COUNT_AGAIN if evidence.standing else None
    if evidence.behind:
        return max(evidence.taken_at, incident.reread_at or evidence.taken_at) + COUNT_AGAIN
    believed = _believed_at(incident)
    once = incident.reread_at is None or incident.reread_at < evidence.taken_at
    return max(evidence.taken_at, believed) if evidence.seen_done and believed and once else None


def _evidence(incident: Incident) -> datetime | None:
    if incident.evidence_wanted is not None:
        again = incident.evidence_wanted + backed_off(
            EVIDENCE_AGAIN, incident.evidence_asked, EVIDENCE_RARELY
        )
        turn = incident.look_has_turn_by
        return max(again, turn + EVIDENCE_AGAIN) if turn else again
    evidence = incident.evidence
    if evidence is None or incident.opened_at is None:
        return incident.opened_at
    age = evidence.taken_at - (incident.joined_at or incident.opened_at)
    twice_as_old = evidence.taken_at + min(max(age, LOOK_SOON), LOOK_AGAIN)
    after_an_act = next_look(incident.follow_ups)
    return min(twice_as_old, after_an_act) if after_an_act else twice_as_old


def _mitigation(incident: Incident) -> datetime | None:
    looks = (each.look_at for each in newest_of_each(incident.mitigations) if each.look_at)
    return min(looks, default=None)


def _clock(incident: Incident, route: Route) -> datetime | None:
    evidence = incident.evidence
    if evidence is None or incident.left_in_peace:
        return None
    return deadlines(evidence, route).next_word(incident.clock_said_at or evidence.taken_at)
