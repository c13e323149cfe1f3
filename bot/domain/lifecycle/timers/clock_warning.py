"""Say in the thread that a loss is near, or that work is now late."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.domain.evidence.durations import lasting
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.loss_words import LOST_NOW, first_loss_in, near_loss
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead
from bot.domain.policy.policy import Target, TargetKind
from bot.domain.urgency.deadlines import NEAR_LOSS, Deadlines, deadlines

# People just notified read the time left on the card; this soon after, a clock has nothing to add.
JUST_TOLD = timedelta(minutes=15)


def _tell(incident: Incident, context: TimerContext) -> Advanced | None:
    evidence, route, now = incident.evidence, context.route, context.now
    if evidence is None:
        return None
    told = replace(incident, episode=replace(incident.episode, clock_notified_at=now))
    clocks, said = deadlines(evidence, route), incident.clock_notified_at or evidence.taken_at
    acknowledgement = incident.acknowledgement
    # The question asked just now said how much time is left.
    asked = acknowledgement is not None and acknowledgement.asked_at == now
    read = (incident.last_joined_at or said) + JUST_TOLD
    loss = "" if asked and near_loss(clocks, now) else _loss_told(clocks, said, read, now)
    late = _late_told(clocks, said, incident.late_notified_since, now)
    if late and clocks.lateness:
        told = replace(told, episode=replace(told.episode, late_notified_since=clocks.lateness.late_at))
    what = "; ".join(part for part in (loss, late) if part)
    if not what:
        return Advanced(told, shown=False)
    waits = clocks.can_wait_until(route.hours, now)
    quiet = acknowledgement is None or asked or incident.snoozed(now) or (waits is not None and waits > now)
    mentions = () if acknowledgement is None or quiet else (Target(TargetKind.USER, acknowledgement.by.user),)
    return Advanced(
        told, (TimelineEntry(at=now, event=Event.CLOCK, what=what, thread=True, mentions=mentions),)
    )


def _loss_told(clocks: Deadlines, said: datetime, read: datetime, now: datetime) -> str:
    """Empty if there is nothing new to say; until `read`, a loss hours away is left to the card."""
    loss, first_loss = clocks.loss, clocks.first_loss(now)
    passed = [at for at in loss.thresholds() if said < at <= now] if loss else []
    far = first_loss is not None and first_loss - now > NEAR_LOSS
    if not passed or (far and max(passed) <= read):
        return ""
    if first_loss is None:
        return "Losses are possible from now on, going by the retention"
    left = first_loss - now
    return LOST_NOW if left <= timedelta(0) else first_loss_in(left)


def _late_told(clocks: Deadlines, said: datetime, before: datetime | None, now: datetime) -> str:
    """Once for the same work: what came after it is late as much later, and a look moves it by minutes."""
    late = clocks.lateness
    if late is None or late.late_at is None or late.known_at is None or not said < late.known_at <= now:
        return ""
    if before is not None and late.late_at - before < late.allowed:
        return ""
    return f"Late: waiting for more than {lasting(late.allowed)}"


ACTION = TimerAction(Timer.CLOCK_WARNING, _tell, frozenset({ToRead.WHETHER_OVER}))
