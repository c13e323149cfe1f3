"""What re-reading the live resource does to an incident: the proof behind an alarm's OK, or instead of one.

    claimed by every alarm's OK ──┐                    ┌─ stays healthy ──► resolved
                                  ├─► read and healthy ┤
    nothing stands there any more ┘   (notifying ends) └─ not any more ───► it goes on, or begins anew

Many alarms have no OK action, and one whose data went missing says nothing: so what Lastcall itself reads to
be empty ends the notifications as an OK does. Only such an incident has to stay so for longer before it
resolves.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import Change, changed
from bot.domain.incident.episode import Recovery, Resolution
from bot.domain.incident.follow_up import redrive_of, resolution_followed
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.escalation.next_notification import after_peace
from bot.domain.lifecycle.left_behind import in_force
from bot.domain.lifecycle.next_due import may_seem_over
from bot.domain.lifecycle.question import question
from bot.domain.lifecycle.resolution import health_words, resolution_of
from bot.domain.lifecycle.timer_action import Advanced
from bot.domain.policy.policy import Route
from bot.domain.urgency.lateness_clock import METRICS_LATE

# A resource that is not healthy although its alarms are OK is read again after this long.
READ_AGAIN = timedelta(minutes=1)
# What no alarm says to be over is read ever more rarely, but at least so often.
READ_RARELY = timedelta(minutes=15)
# An alarm that tells its OK has told it by then: metrics are minutes late, not an hour.
UNSAID = timedelta(hours=1)
# A count that is so many times as large or as small is another one.
ANOTHER = 2
# Work that waits for less is not behind.
LEAST = timedelta(minutes=1)
# Evidence of this age is what people are told by; before that the resource is read anew.
FRESH = timedelta(minutes=1)


def worth_reading_first(incident: Incident, now: datetime) -> bool:
    """Whether what people are about to be told of was last looked at a while ago, and may be over."""
    if incident.recovering or not may_seem_over(incident, now):
        return False
    return incident.evidence is None or now - incident.evidence.taken_at >= FRESH


def seems_over(incident: Incident, health: Health, now: datetime) -> Change | None:
    """The incident whose resource was just read empty although no alarm says so; None where it is not."""
    begun = _begun(incident, health, now)
    return changed(begun, now) if begun else None


def reread(incident: Incident, health: Health, route: Route, now: datetime) -> Advanced:
    """What a reading between two looks leads to: it seems over, or another number is worth a look."""
    counted = incident.evidence.counted if incident.evidence else None
    if isinstance(health, Healthy) and health.empty:
        return heal(incident, health, route, now)
    depth = health.depth if isinstance(health, Unhealthy) else None
    if depth is not None and incident.evidence and incident.evidence.uncounted:
        return Advanced(replace(incident, evidence_wanted=now), shown=False)
    if counted and depth is not None and _another(counted, depth):
        return Advanced(replace(incident, evidence_wanted=now), shown=False)
    return Advanced(incident, shown=False)


def reread_lag(incident: Incident, found: Lag | Missing, now: datetime) -> Incident:
    """Another look is wanted where work waits in other numbers, or far longer or shorter than before."""
    before = incident.evidence.lag if incident.evidence else None
    if isinstance(found, Missing):
        return incident
    if isinstance(before, Lag):
        counts = (before.waiting, found.waiting) if before.exact and found.exact else (None, None)
        ages = (_seconds(before), _seconds(found))
        if not any(_another(*each) for each in (counts, ages)):
            return incident
    return replace(incident, evidence_wanted=now)


def _seconds(lag: Lag) -> float | None:
    """Ages below a minute are all the same, and so is none: nothing to speak of is late."""
    return max(lag.age.total_seconds(), LEAST.total_seconds()) if lag.age is not None else None


def _another(before: float | None, now: float | None) -> bool:
    if before is None or now is None:
        return before is not now and (now or 0) > LEAST.total_seconds()
    return not before < ANOTHER * now < ANOTHER**2 * before and before != now


def heal(incident: Incident, health: Health, route: Route, now: datetime) -> Advanced:
    """What the reading leads to, what is told of it, and whether the card shows it."""
    if not incident.recovering:
        # What else was read, the last look saw otherwise: it looks again.
        begun = _begun(incident, health, now)
        return Advanced(begun or replace(incident, evidence_wanted=now), shown=begun is not None)
    if isinstance(health, Unhealthy):
        return _unsaid(incident, health, now) or _not_healed(incident, health, route, now)
    if hidden_until := _hidden_until(incident, now):
        # Our own sampling hides messages: an empty queue proves nothing until they are visible again.
        return Advanced(_with_recovery(incident, Recovery(None, hidden_until)), shown=False)
    before = incident.recovery
    since = (before.healthy_since if before else None) or now
    if isinstance(health, Missing):
        if before and _believed_once_more(incident, before, since, route, now):
            again = before._replace(next_at=now + READ_AGAIN, unproven=before.unproven or incident.firing)
            return Advanced(_with_recovery(incident, again), shown=False)
        if incident.muted or incident.firing:
            # Neither a proof nor an alarm's word speaks for it.
            return _not_healed(incident, Unhealthy(health.reason), route, now)
    ends = since + (UNSAID if incident.firing else route.settle)
    if now < ends:
        recovery = Recovery(since, _next_read(incident, since, ends, now), health_words(health))
        recovery = recovery._replace(unproven=isinstance(health, Missing))
        return Advanced(
            _with_recovery(incident, recovery), shown=before is None or before.said != recovery.said
        )
    found = resolution_of(health, incident.evidence, now)
    unsaid = ["its alarm has not said OK"] if incident.firing else []
    note = "; ".join((found.note, *unsaid, *in_force(incident)))
    entry = TimelineEntry(at=now, event=Event.RESOLVED, what=f"Resolved: {note}", why=found.how, thread=True)
    return Advanced(resolved(incident, found._replace(note=note)), (entry,))


def resolved(incident: Incident, resolution: Resolution) -> Incident:
    """End the episode; nothing its alarms have said so far opens another."""
    alarms = {key: alarm._replace(closed_through=alarm.at) for key, alarm in incident.alarms.items()}
    claimed = not resolution.by.user and not incident.firing
    follow_ups = () if claimed else resolution_followed(incident.follow_ups, resolution.at, resolution.by)
    return replace(
        incident,
        alarms=alarms,
        evidence_wanted=None,
        episode=replace(
            incident.episode,
            follow_ups=follow_ups,
            resolution=resolution,
            escalation=None,
            recovering_since=None,
            recovery=None,
        ),
    )


def _begun(incident: Incident, health: Health, now: datetime) -> Incident | None:
    if not isinstance(health, Healthy) or not health.empty or not may_seem_over(incident, now):
        return None
    if _hidden_until(incident, now):
        return None
    recovery = Recovery(now, now + READ_AGAIN, health_words(health))
    # What the card counts is older than this reading.
    return replace(
        incident,
        evidence_wanted=now,
        episode=replace(incident.episode, recovering_since=now, recovery=recovery),
    )


def _hidden_until(incident: Incident, now: datetime) -> datetime | None:
    until = incident.evidence.hidden_until if incident.evidence else None
    return until if until and now < until else None


def _next_read(incident: Incident, since: datetime, ends: datetime, now: datetime) -> datetime:
    """Behind an alarm's word once more, at the end; without one also before, to see it fill again."""
    if not incident.firing:
        return ends
    return min(ends, now + min(max(now - since, READ_AGAIN), READ_RARELY))


def _believed_once_more(
    incident: Incident, before: Recovery, since: datetime, route: Route, now: datetime
) -> bool:
    """It was healthy when last seen: one read that failed does not turn the proof into a claim."""
    if before.healthy_since is None or before.unproven:
        return False
    return incident.firing or now - since < 2 * route.settle


def _unsaid(incident: Incident, health: Unhealthy, now: datetime) -> Advanced | None:
    """What was not counted just now may be of before the alarm's OK: so soon after it nobody is told."""
    before, since = incident.recovery, incident.recovering_since or now
    if incident.firing or health.depth is not None or now - since >= METRICS_LATE:
        return None
    seemed_well = before is not None and before.healthy_since is not None
    said = before.said if before and not seemed_well else ""
    return Advanced(_with_recovery(incident, Recovery(None, now + READ_AGAIN, said)), shown=seemed_well)


def _not_healed(incident: Incident, health: Unhealthy, route: Route, now: datetime) -> Advanced:
    if incident.firing:
        return _not_over(incident, health, route, now)
    said = incident.recovery.said if incident.recovery else ""
    healed = _with_recovery(incident, Recovery(None, now + READ_AGAIN, health.what))
    if said == health.what:
        return Advanced(healed, shown=False)
    told = f"{incident.claim}, but {health.what}"
    return Advanced(healed, (TimelineEntry(at=now, event=Event.NOT_RECOVERED, what=told, thread=True),))


def _not_over(incident: Incident, health: Unhealthy, route: Route, now: datetime) -> Advanced:
    """No alarm tells that it began again: whoever holds it is asked, else it escalates on, or anew."""
    since, acknowledgement = incident.recovering_since or now, incident.acknowledgement
    told = f"It seemed over, but {health.what}"
    goes_on = replace(
        incident,
        evidence_wanted=now,
        episode=replace(
            incident.episode,
            recovering_since=None,
            recovery=None,
            notified_count=None,
            escalation=after_peace(incident.escalation, since, route.settle, now),
        ),
    )
    if acknowledgement is None or incident.snoozed(now) or now - since < route.settle:
        # What a redrive sent back is looked for, and told, by itself.
        redrive = redrive_of(incident.follow_ups)
        thread = redrive is None or not redrive.looks
        return Advanced(
            goes_on, (TimelineEntry(at=now, event=Event.NOT_RECOVERED, what=told, thread=thread),)
        )
    asked = replace(goes_on.episode, acknowledgement=acknowledgement._replace(asked_at=now))
    return Advanced(replace(goes_on, episode=asked), (question(acknowledgement, told, now),))


def _with_recovery(incident: Incident, recovery: Recovery) -> Incident:
    return replace(incident, episode=replace(incident.episode, recovery=recovery))
