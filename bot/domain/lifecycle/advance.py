"""What happens to an incident when it is looked at: everything that is due, in one change."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Health
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.calls import Reach
from bot.domain.incident.change import CARD_CHECK, Change, changed
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.mitigation_record import Values
from bot.domain.incident.timeline import Event, NotifyReason, TimelineEntry
from bot.domain.lifecycle.backoff import backed_off
from bot.domain.lifecycle.card.delivery import Shown, confirmed, noticed, owed_by
from bot.domain.lifecycle.escalation.calling import called, unanswered
from bot.domain.lifecycle.escalation.next_call import call, held_back, planned_at
from bot.domain.lifecycle.next_due import due
from bot.domain.lifecycle.recovery import heal, reread, reread_lag
from bot.domain.lifecycle.reopening import look_after
from bot.domain.mitigation.life import settle
from bot.domain.policy.policy import Policy, Route, Target
from bot.domain.urgency.deadlines import NEAR_LOSS, Deadlines, deadlines
from bot.domain.urgency.growth import told_amount

# While Slack takes nothing it is looked at less and less often, but as often as its alarm's period.
LONGEST_CARD_CHECK = timedelta(minutes=5)
# A card that stands in a line has its turn there, and whoever shows it then says so: this only finds those
# who died before they did. In a crowd each check costs as much as a post.
CHECK_IN_LINE = timedelta(minutes=15)

# Whoever was called reads the time left on the card; so soon after it a clock has nothing to add.
JUST_TOLD = timedelta(minutes=15)


class Seen(NamedTuple):
    """What was read before deciding; None for what was not due and therefore not read.

    Attributes:
        reach: Whether the targets of the call would notice it.
        settings: What stands at the targets of mitigations, by ARN.
        lag: How far behind work is that was so at the last look: read between two looks.
        last_turn: The last turn to look that anybody took.
    """

    health: Health | None = None
    shown: Shown | None = None
    reach: tuple[Reach, ...] = ()
    settings: Mapping[str, Values | Missing] = {}
    lag: "Lag | Missing | None" = None
    last_turn: datetime | None = None


class _Tended(NamedTuple):
    incident: Incident
    entries: tuple[TimelineEntry, ...] = ()
    shown: bool = True


def advance(incident: Incident, seen: Seen, route: Route, policy: Policy, now: datetime) -> Change | None:
    """Do everything that is due at `now`; None when nothing is, so that a second sender costs no write."""
    tended, shown = noticed(incident, seen.shown), False
    names = due(tended, route).by(now)
    entries: list[TimelineEntry] = []
    for name, do in STEPS:
        # What a step before it has made needless is left out; what it has brought about is for the next look.
        still = name in names and name in due(tended, route).by(now)
        if still and (step := do(tended, seen, route, policy, now)):
            tended = step.incident
            entries.extend(step.entries)
            shown = shown or step.shown
    if tended is incident:
        return None
    ended = incident if incident.episode.number and tended.episode.number > incident.episode.number else None
    return changed(tended, now, *entries, shown=shown, ended=ended)


def _grow(incident: Incident, _seen: Seen, route: Route, _policy: Policy, now: datetime) -> _Tended:
    """Ten times as much breaks a snooze, asks whoever holds it, and begins calls anew that were used up."""
    counted, position, held = told_amount(incident), incident.escalation, incident.acknowledgement
    broken = "The snooze ended early: it" if incident.snoozed(now) else "It"
    what = f"{broken} has grown from {incident.told_amount or 0:,} to {counted or 0:,}"
    grown = replace(incident, snoozed_until=None, episode=replace(incident.episode, told_amount=counted))
    if held is not None:
        entry = TimelineEntry(
            at=now, event=Event.ASKED, what=f"{what}. Still on it?", thread=True,
            mentions=(Target("user", held.by.user),),
        )  # fmt: skip
        asked = held._replace(asked_at=held.asked_at or now)
        return _Tended(replace(grown, episode=replace(grown.episode, acknowledgement=asked)), (entry,))
    used_up = position is None or position.steps >= len(route.escalation.steps)
    anew = EscalationPosition(now) if used_up or incident.snoozed(now) else position
    entry = TimelineEntry(at=now, event=Event.GREW, what=what, thread=True)
    return _Tended(replace(grown, episode=replace(grown.episode, escalation=anew)), (entry,))


def _wake(incident: Incident, _seen: Seen, route: Route, _policy: Policy, now: datetime) -> _Tended:
    """Whoever holds it is asked at once, as after a long silence: their time begins anew."""
    broken = incident.snoozed_until is not None and now < incident.snoozed_until
    woken = replace(incident, snoozed_until=None)
    if not incident.live:
        return _Tended(woken, shown=False)
    if incident.left_in_peace:
        ended = TimelineEntry(at=now, event=Event.WOKE, what="The snooze ended while recovering", thread=True)
        return _Tended(woken, (ended,))
    threat = (
        "a loss is under way" if deadlines(incident.evidence, route).losing(now) else "the first loss is near"
    )
    what = f"The snooze ended early: {threat}" if broken else "The snooze ended and it is not fixed"
    held = incident.acknowledgement
    if held is None:
        woken = replace(woken, episode=replace(woken.episode, escalation=_begun_late(incident, route, now)))
        return _Tended(woken, (TimelineEntry(at=now, event=Event.WOKE, what=what, thread=True),))
    entry = TimelineEntry(
        at=now, event=Event.WOKE, what=f"{what}. Still on it?", thread=True,
        mentions=(Target("user", held.by.user),),
    )  # fmt: skip
    asked = held._replace(asked_at=now)
    return _Tended(replace(woken, episode=replace(woken.episode, acknowledgement=asked)), (entry,))


def _begun_late(incident: Incident, route: Route, now: datetime) -> EscalationPosition | None:
    """The steps that a snooze held back begin now, each in its time."""
    position, at = incident.escalation, planned_at(incident, route)
    if position is None or at is None or at >= now:
        return position
    return position._replace(since=position.since + (now - at))


def _heal(incident: Incident, seen: Seen, route: Route, _policy: Policy, now: datetime) -> _Tended | None:
    return None if seen.health is None else _Tended(*heal(incident, seen.health, route, now))


def _look_after(incident: Incident, seen: Seen, _r: Route, _p: Policy, now: datetime) -> _Tended | None:
    return None if seen.health is None else _Tended(*look_after(incident, seen.health, now))


def _reread(incident: Incident, seen: Seen, route: Route, _p: Policy, now: datetime) -> _Tended | None:
    if seen.lag is not None:
        return _Tended(reread_lag(replace(incident, reread_at=now), seen.lag, now), shown=False)
    if seen.health is None:
        return None
    return _Tended(*reread(replace(incident, reread_at=now), seen.health, route, now))


def _call(incident: Incident, seen: Seen, route: Route, policy: Policy, now: datetime) -> _Tended | None:
    position = incident.escalation
    if position is None:
        return None
    due_call, held = call(incident, route), held_back(incident, route)
    step = due_call.step < len(route.escalation.steps)
    position = position._replace(since=position.since + held)
    made = called(position, due_call, seen.reach, route, policy, incident.version + 1, now)
    entry = TimelineEntry(
        at=now,
        event=Event.ESCALATED if step else Event.REMINDED,
        what=made.told,
        why=due_call.why + unanswered(position, made, now, step=step),
        thread=True,
        mentions=made.mentions,
        topics=made.topics,
    )
    called_for = replace(
        incident,
        episode=replace(incident.episode, escalation=made.position, told_amount=told_amount(incident)),
    )
    return _Tended(called_for, (entry,))


def _ask(incident: Incident, _seen: Seen, route: Route, _policy: Policy, now: datetime) -> _Tended | None:
    acknowledged = incident.acknowledgement
    if acknowledged is None:
        return None
    who = Target("user", acknowledged.by.user)
    if acknowledged.asked_at is None:
        asked = replace(
            incident,
            episode=replace(
                incident.episode,
                acknowledgement=acknowledged._replace(asked_at=now),
                told_amount=told_amount(incident),
            ),
        )
        entry = TimelineEntry(
            at=now, event=Event.ASKED, what=_question(incident, route, now), why="acknowledged and not fixed",
            thread=True, mentions=(who,),
        )  # fmt: skip
        return _Tended(asked, (entry,))
    reopened = replace(
        incident, episode=replace(incident.episode, acknowledgement=None, escalation=EscalationPosition(now))
    )
    entry = TimelineEntry(
        at=now,
        event=Event.RELEASED,
        what="No one confirmed: reopened",
        why=f"no answer within {lasting(now - acknowledged.asked_at)}",
        reason=NotifyReason.ACKNOWLEDGEMENT_TIMEOUT,
        thread=True,
    )
    return _Tended(reopened, (entry,))


def _question(incident: Incident, route: Route, now: datetime) -> str:
    left = _near_loss(deadlines(incident.evidence, route), now)
    return f"{left}. Still on it?" if left else "Still on it?"


def _near_loss(clocks: Deadlines, now: datetime) -> str:
    """How near a loss is, for whoever is asked; empty while there is time."""
    loss = clocks.next_loss(now)
    if clocks.losing(now):
        return "The oldest is lost now, and more follow"
    return f"First loss in {_rounded(loss - now)}" if loss and loss - now <= NEAR_LOSS else ""


def _want_evidence(incident: Incident, seen: Seen, _r: Route, _p: Policy, now: datetime) -> _Tended | None:
    if not incident.live:  # a step before this one has just resolved it
        return None
    waits = seen.last_turn is not None and now < seen.last_turn
    if incident.evidence_wanted and waits and not incident.look_has_turn_by:
        # It stands in the line of looks, in which a second wish would take another turn.
        return _Tended(replace(incident, evidence_turn_by=seen.last_turn), shown=False)
    in_vain = incident.evidence_asked + 1 if incident.evidence_wanted else 0
    wanted = replace(incident, evidence_wanted=now, evidence_asked=in_vain, evidence_turn_by=None)
    return _Tended(wanted, shown=False)


def _tell_clock(incident: Incident, _s: Seen, route: Route, _p: Policy, now: datetime) -> _Tended:
    told = replace(incident, episode=replace(incident.episode, clock_said_at=now))
    evidence = incident.evidence
    if evidence is None or incident.status is Status.RESOLVED:
        return _Tended(told, shown=False)
    clocks, said = deadlines(evidence, route), incident.clock_said_at or evidence.taken_at
    held = incident.acknowledgement
    # Whoever was asked just now was told how much time is left.
    asked = held is not None and held.asked_at == now
    read = (incident.joined_at or said) + JUST_TOLD
    loss = "" if asked and _near_loss(clocks, now) else _loss_told(clocks, said, read, now)
    late = _late_told(clocks, said, incident.late_said_at, now)
    if late and clocks.lateness:
        told = replace(told, episode=replace(told.episode, late_said_at=clocks.lateness.late_at))
    what = "; ".join(part for part in (loss, late) if part)
    if not what:
        return _Tended(told, shown=False)
    waits = clocks.can_wait_until(route.hours, now)
    quiet = held is None or asked or incident.snoozed(now) or (waits is not None and waits > now)
    mentions = () if held is None or quiet else (Target("user", held.by.user),)
    return _Tended(
        told, (TimelineEntry(at=now, event=Event.CLOCK, what=what, thread=True, mentions=mentions),)
    )


def _loss_told(clocks: Deadlines, said: datetime, read: datetime, now: datetime) -> str:
    """Empty where nothing new is to be said; until `read` a loss that is hours away is read on the card."""
    loss, first_loss = clocks.loss, clocks.first_loss(now)
    passed = [at for at in loss.thresholds() if said < at <= now] if loss else []
    far = first_loss is not None and first_loss - now > NEAR_LOSS
    if not passed or (far and max(passed) <= read):
        return ""
    if first_loss is None:
        return "Losses are possible from now on, going by the retention"
    left = first_loss - now
    return (
        "The oldest is lost now, and more follow"
        if left <= timedelta(0)
        else f"First loss in {_rounded(left)}"
    )


def _late_told(clocks: Deadlines, said: datetime, before: datetime | None, now: datetime) -> str:
    """Once of the same work: what came after it is late so much later, and a look moves it by minutes."""
    late = clocks.lateness
    if late is None or late.late_at is None or late.known_at is None or not said < late.known_at <= now:
        return ""
    if before is not None and late.late_at - before < late.allowed:
        return ""
    return f"Late: waiting for more than {lasting(late.allowed)}"


def _rounded(left: timedelta) -> str:
    minutes = round(left.total_seconds() / 60)
    return f"{round(minutes / 60)} h" if minutes >= 90 else f"{minutes} min"  # noqa: PLR2004 - an hour and a half


def _check_card(incident: Incident, seen: Seen, _r: Route, _p: Policy, now: datetime) -> _Tended | None:
    if seen.shown is None:
        return None
    if paid := confirmed(incident, seen.shown, now):
        return _Tended(paid, shown=False)
    owed = owed_by(incident, now)
    # The write itself wakes the projection: its stream record is one more try.
    again = backed_off(CARD_CHECK, owed.checks + 1, LONGEST_CARD_CHECK)
    later = now + (CHECK_IN_LINE if seen.shown.stands else again)
    owed = owed._replace(checks=owed.checks + 1, refused=seen.shown.shut_out or owed.refused)
    return _Tended(replace(incident, card_owed=owed, card_check_at=later), shown=False)


def _watch(incident: Incident, seen: Seen, _r: Route, _p: Policy, now: datetime) -> _Tended | None:
    settled = settle(incident, seen.settings, now)
    return _Tended(*settled, shown=bool(settled.entries)) if settled else None


# In this order; pages are due too and go their own way (bot.domain.lifecycle.escalation.paging).
STEPS = (
    ("card", _check_card),
    ("mitigation", _watch),
    ("growth", _grow),
    ("snooze_end", _wake),
    ("resolution", _look_after),
    ("health", _heal),
    ("reread", _reread),
    ("question", _ask),
    ("call", _call),
    ("evidence", _want_evidence),
    ("clock", _tell_clock),
)
