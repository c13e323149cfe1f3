"""What a person does about an incident: each act is a change, or a refusal in one line.

A second identical press is no error: it is told what already stands.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.answers import Refused
from bot.domain.change import Change, changed
from bot.domain.deadlines import deadlines
from bot.domain.durations import lasting
from bot.domain.episode import Acknowledgement, EscalationPosition, Resolution
from bot.domain.evidence import Health, Healthy, Unhealthy
from bot.domain.growth import told_amount
from bot.domain.healing import resolved
from bot.domain.incident import Incident
from bot.domain.left_behind import left_behind
from bot.domain.policy import Route, Target
from bot.domain.timeline import By, Event, TimelineEntry

# Offered to whoever asked for what somebody else has.
TAKE_OVER = "take_over"
_ENDED = "This incident is resolved. Its card has been brought up to date."


def acknowledge(incident: Incident, by: By, now: datetime) -> Change | Refused:
    """Take it on; the first responder stays, and the same person confirms to be still on it."""
    if not incident.live:
        return Refused(_ENDED)
    held = incident.acknowledgement
    if held and held.by.user != by.user:
        if held.asked_at is not None:
            return take_over(incident, by, now)
        first = f"{held.by.name} acknowledged {incident.name} ({incident.id}) {_ago(held.at, now)}"
        return Refused(f"{first} and has it.", instead=TAKE_OVER)
    if held and held.asked_at is None:
        return Refused(f"You have already acknowledged {incident.name} ({incident.id}).")
    taken = Acknowledgement(by, held.at if held else now, now)
    what = f"{by.name} is still on it" if held else f"Acknowledged by {by.name}"
    entry = TimelineEntry(at=now, event=Event.ACKNOWLEDGED, by=by, what=what, thread=True)
    held_by = replace(
        incident, episode=replace(incident.episode, acknowledgement=taken, told_amount=told_amount(incident))
    )
    return changed(held_by, now, entry, by_person=True)


def take_over(incident: Incident, by: By, now: datetime) -> Change | Refused:
    """Have it from whoever has it, who is told in the thread; a snooze goes on."""
    held = incident.acknowledgement
    if not incident.live or held is None or held.by.user == by.user:
        return acknowledge(incident, by, now)
    entry = TimelineEntry(
        at=now, event=Event.TAKEN_OVER, by=by, what=f"{by.name} has taken this over from {held.by.name}",
        thread=True, mentions=(Target("user", held.by.user),),
    )  # fmt: skip
    taken = replace(
        incident,
        episode=replace(
            incident.episode, acknowledgement=Acknowledgement(by, now, now), told_amount=told_amount(incident)
        ),
    )
    return changed(taken, now, entry, by_person=True)


def release(incident: Incident, by: By, now: datetime) -> Change | Refused:
    """Give it back: open again, and the escalation starts over."""
    if not incident.live:
        return Refused(_ENDED)
    if incident.acknowledgement is None:
        return Refused("Nobody has acknowledged this, so there is nothing to release.")
    freed = replace(
        incident,
        snoozed_until=None,
        episode=replace(incident.episode, acknowledgement=None, escalation=EscalationPosition(now)),
    )
    entry = TimelineEntry(at=now, event=Event.RELEASED, by=by, what=f"Released by {by.name}", thread=True)
    return changed(freed, now, entry, by_person=True)


def snooze(incident: Incident, by: By, until: datetime, now: datetime, route: Route) -> Change | Refused:
    """Be quiet until then; snoozing acknowledges, and always ends in time before the first loss."""
    if not incident.live:
        return Refused(_ENDED)
    if until <= now:
        return Refused("That time has already passed: pick a later one.", mendable=True)
    clocks = deadlines(incident.evidence, route)
    loss, last = clocks.next_loss(now), clocks.quiet_ends(now)
    if last is not None and until > last:
        threat = f"the first loss is in {lasting(loss - now)}" if loss else "a loss is under way"
        most = lasting(last - now)
        return Refused(f"Not snoozed: {threat}, so a snooze may last {most} at most.", mendable=True)
    held = incident.acknowledgement or Acknowledgement(by, now, now)
    held = held._replace(confirmed_at=now, asked_at=None)
    entry = TimelineEntry(
        at=now,
        event=Event.SNOOZED,
        by=by,
        what=f"Snoozed by {by.name}",
        until=until,
        thread=True,
    )
    snoozed = replace(
        incident,
        snoozed_until=until,
        episode=replace(incident.episode, acknowledgement=held, told_amount=told_amount(incident)),
    )
    return changed(snoozed, now, entry, by_person=True)


def resolve(
    incident: Incident, by: By, reason: str, health: Health | None, now: datetime
) -> Change | Refused:
    """End it by hand. While something still stands there it takes a reason."""
    if not incident.live:
        return Refused("This incident is already resolved.")
    if incident.live_job:
        return Refused("A redrive is running. Stop it or wait for its end, then resolve.")
    standing = (
        health.what if isinstance(health, Unhealthy) else ("its alarm is in ALARM" if incident.firing else "")
    )
    if standing and not reason.strip():
        return Refused(f"Not resolved: {standing}. Give a reason to resolve it all the same.", mendable=True)
    how = f"Resolved by {by.name}" + (f" although {standing}" if standing else "")
    behind = left_behind(incident, health, incident.evidence)
    how += f"; {behind}" if behind else ""
    entry = TimelineEntry(at=now, event=Event.RESOLVED, by=by, what=how, why=reason.strip(), thread=True)
    resolution = Resolution(now, "by hand", by, reason.strip(), bool(standing), _standing(health))
    ended = resolved(incident, resolution)
    return changed(ended, now, entry, by_person=True)


def _ago(at: datetime, now: datetime) -> str:
    passed = now - at
    return f"{lasting(passed)} ago" if passed >= timedelta(minutes=1) else "just now"


def _standing(health: Health | None) -> int | None:
    """How many messages whoever resolves it knows of."""
    match health:
        case Unhealthy(standing=int(standing)):
            return standing
        case Healthy(empty=True):
            return 0
        case _:
            return None
