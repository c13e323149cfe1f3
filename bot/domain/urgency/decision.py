"""The second line of every card: can it wait, what is the deadline, what is already lost."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.verdict import Cause
from bot.domain.incident.incident import Incident
from bot.domain.policy.hours import MARGIN, leaves_time, work_begins
from bot.domain.policy.policy import Route
from bot.domain.urgency.deadlines import Deadlines, deadlines
from bot.domain.urgency.lateness_clock import Lateness


class Urgency(StrEnum):
    """From what can wait to what cannot: the worse of the two clocks decides."""

    CAN_WAIT = "can_wait"
    UNKNOWN = "unknown"
    ALREADY_LOST = "already_lost"
    ACT_BEFORE = "act_before"
    LATE = "late"
    BEING_LOST = "being_lost"


class ByClock(StrEnum):
    """Which clock decided."""

    LOSS = "loss"
    LATENESS = "lateness"


class Decision(NamedTuple):
    """Can it wait.

    Attributes:
        at: The time in the sentence: wait until, act before, late or lost since.
        first_loss: The loss clock's, also if the lateness clock decided.
        why: How the deciding clock is known.
        by: The clock that decided.
        lateness: The other clock, also if the loss clock decided; None if nothing lags.
        lost: How much is already gone for good, if it was counted.
    """

    urgency: Urgency
    at: datetime | None
    first_loss: datetime | None
    why: str
    by: ByClock = ByClock.LOSS
    lateness: Lateness | None = None
    lost: int | None = None


_WORST_LAST = tuple(Urgency)


def decide(incident: Incident, route: Route, now: datetime) -> Decision:
    """The decision for a live incident, from both clocks and the owner's working hours."""
    clocks, evidence = deadlines(incident.evidence, route), incident.evidence
    lost = _lost(evidence)
    by_loss = _by_loss(evidence, clocks, lost, now)
    if (begins := clocks.can_wait_until(route.hours, now)) is not None:
        return by_loss._replace(urgency=Urgency.CAN_WAIT, at=begins, lateness=clocks.lateness, lost=lost)
    by_lateness = _by_lateness(clocks.lateness, by_loss, route, now)
    worse = by_lateness if by_lateness and _rank(by_lateness) > _rank(by_loss) else by_loss
    return worse._replace(lateness=clocks.lateness, lost=lost)


def _rank(decision: Decision) -> tuple[int, float]:
    """With equal urgency the earlier one counts."""
    at = decision.at.timestamp() if decision.at else 0.0
    return (_WORST_LAST.index(decision.urgency), -at)


def _by_loss(evidence: Evidence | None, clocks: Deadlines, lost: int | None, now: datetime) -> Decision:
    clock, first_loss = clocks.loss, clocks.first_loss(now)
    if clock is None or first_loss is None:
        urgency = Urgency.ALREADY_LOST if lost else Urgency.UNKNOWN
        return Decision(urgency, None, None, _why_unknown(evidence))
    if first_loss <= now:
        return Decision(Urgency.BEING_LOST, first_loss, first_loss, clock.how)
    return Decision(Urgency.ACT_BEFORE, first_loss, first_loss, clock.how)


def _why_unknown(evidence: Evidence | None) -> str:
    clock = evidence.clock if evidence else None
    if not isinstance(clock, LossClock):
        return clock.reason if clock else "no loss clock yet"
    return (
        "losses are possible from now on, going by the queue's retention" if clock.not_before else clock.how
    )


def _by_lateness(late: Lateness | None, loss: Decision, route: Route, now: datetime) -> Decision | None:
    """None if nothing will be late, or not before work begins; late work does not wait for that."""
    if late is None or late.late_at is None or leaves_time(late.late_at, work_begins(route.hours, now)):
        return None
    why = f"limit {lasting(late.allowed)}"
    urgency = Urgency.LATE if late.late(now) else Urgency.ACT_BEFORE
    return Decision(urgency, late.late_at, loss.first_loss, why, ByClock.LATENESS)


def _lost(evidence: Evidence | None) -> int | None:
    """By the metrics that count losses, and by what expired from the queue."""
    losses, gone = (evidence.losses, evidence.expired) if evidence else (None, None)
    counted = losses.lost if isinstance(losses, Losses) else None
    if isinstance(losses, Losses) and evidence and _proven_lost(evidence):
        counted = counted or losses.undelivered
    return (counted or 0) + gone.proven if isinstance(gone, Expired) else counted


def _proven_lost(evidence: Evidence) -> bool:
    """An undelivered message is only perhaps lost until that is proven."""
    return evidence.verdict is not None and evidence.verdict.cause is Cause.ALREADY_LOST


_PRESETS = (("30 min", 30), ("1 h", 60), ("4 h", 240))


class Preset(NamedTuple):
    """One choice of the Snooze menu."""

    label: str
    until: datetime


def snooze_presets(incident: Incident, route: Route, now: datetime, *, loses: bool) -> tuple[Preset, ...]:
    """The snoozes offered, longest safe one first: it ends before the first loss with time to act,
    and before it is late. Empty if even the shortest would be refused.

    Args:
        loses: What is here expires one day; while it is unknown when, only the shortest is safe.
    """
    begins = work_begins(route.hours, now)
    choices = [Preset(label, now + timedelta(minutes=minutes)) for label, minutes in _PRESETS]
    if begins is not None and begins > now:
        choices.append(Preset("until work begins", begins))
    clocks = deadlines(incident.evidence, route)
    first_loss, late = clocks.first_loss(now), clocks.lateness
    if first_loss is None and loses:
        return tuple(choices[:1])
    ends = [first_loss - MARGIN] if first_loss else []
    if late and late.late_at:
        ends.append(late.late_at)
    safe = [choice for choice in choices if all(choice.until <= end for end in ends)]
    last = clocks.quiet_ends(now)
    shortest = tuple(choices[:1]) if last is None or choices[0].until <= last else ()
    return tuple(sorted(safe, key=lambda choice: choice.until, reverse=True)) or shortest


def healthy_so_far(incident: Incident) -> bool:
    """Recovering, and every re-read so far supports it."""
    recovery = incident.recovery
    return incident.recovering and (recovery is None or recovery.healthy_since is not None)
