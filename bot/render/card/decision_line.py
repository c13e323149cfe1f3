"""The second line of a card: can it wait, the deadline, and how that is known."""

from datetime import datetime, timedelta
from typing import assert_never

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.failure_bucket import is_bucket, place_name
from bot.domain.evidence.lag.lag import Lag, Losses, stale
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.incident.follow_up import redrive_of
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.recovery import UNSAID
from bot.domain.resource.resource_kind import ResourceKind
from bot.domain.urgency.decision import ByClock, Decision, Urgency, healthy_so_far
from bot.render.phrases import counted, words
from bot.render.view import Line, Span, When, Words

# Of bounds that are no further apart one is enough to decide by.
_NARROW = timedelta(hours=1)
_MESSAGES = ("message was", "messages were")


def decision_line(
    incident: Incident, kind: AlarmKind, decision: Decision, now: datetime, *, stays: bool = False
) -> Line:
    """The decision of a live incident; empty for any other.

    Args:
        stays: It is read later, too: Slack says how long from then.
    """
    if not incident.live:
        return ()
    if healthy_so_far(incident):
        return _may_return(incident, now) or _recovering(incident)
    if kind.loses and (seen := _seen_empty(incident)):
        return seen
    line = _decided(incident, kind, decision, now)
    return (*line, *_left(decision, now)) if stays else line


def _left(decision: Decision, now: datetime) -> Line:
    """How long until the first loss, where that decides."""
    loss = decision.first_loss if decision.by is ByClock.LOSS else None
    return (Words(" · "), When(loss, "ago")) if loss and loss > now else ()


def _decided(incident: Incident, kind: AlarmKind, decision: Decision, now: datetime) -> Line:
    match decision.urgency:
        case Urgency.CAN_WAIT:
            return (*_can_wait(decision, now), *_reason(incident, decision, now))
        case Urgency.ACT_BEFORE:
            return (*_act_before(decision), Words(": "), *_reason(incident, decision, now))
        case Urgency.BEING_LOST:
            lost = _bold("Already lost since ", decision.at)
            return (*lost, Words(f": {_so_far(incident)} and more follow ({decision.why})"))
        case Urgency.LATE:
            return (*_bold("Late since ", decision.at), Words(": "), *_late(incident, decision, now))
        case Urgency.ALREADY_LOST:
            return _already_lost(incident, kind, decision)
        case Urgency.UNKNOWN:
            return _unknown(incident, kind, decision)
        case _:
            assert_never(decision.urgency)


def _act_before(decision: Decision) -> Line:
    """Only a loss is a time to act before; a limit that is passed loses nothing."""
    if decision.by is ByClock.LOSS:
        return _bold("Act before ", decision.at)
    late = decision.lateness
    by_trend = late is not None and late.late_at is not None and late.late_at > late.since + late.allowed
    return (*_bold("Late from ", decision.at), *words(" at this rate" if by_trend else "", bold=True))


def _may_return(incident: Incident, now: datetime) -> Line:
    """What was sent back and fails again is not there again yet: until then an empty queue says little."""
    redrive = redrive_of(incident.follow_ups)
    if redrive is None or not redrive.moved or redrive.passed_at or not redrive.back_by:
        return ()
    if now >= redrive.back_by:
        return ()
    return (
        Words("Wait until ", bold=True),
        When(redrive.back_by, "time", bold=True),
        Words(f": {counted(redrive.moved, _MESSAGES)} sent back; what fails again will be here by then"),
    )


def _recovering(incident: Incident) -> Line:
    since = incident.recovering_since
    if incident.firing:
        return _read_empty(incident)
    if incident.recovery is None:
        return _said_over(incident)
    begun: Line = (
        Words("Nothing to do now", bold=True),
        Words(f": every alarm {'still firing has been muted' if incident.muted else 'has been OK'} since "),
        *((When(since, "time"),) if since else ()),
    )
    said = f"; {incident.recovery.said}" if incident.recovery.said else ""
    return (
        *begun,
        Words(f"{said}. Resolves at "),
        When(incident.recovery.next_at, "time"),
        Words(" if it stays that way"),
    )


def _said_over(incident: Incident) -> Line:
    """By the alarms alone: nobody has read since whether anything still waits."""
    since = incident.recovering_since
    return (
        Words(
            "Every alarm still firing has been muted" if incident.muted else "Every alarm has said OK",
            bold=True,
        ),
        *((Words(" since "), When(since, "time")) if since else ()),
        Words(": not yet verified by a fresh read"),
    )


def _read_empty(incident: Incident) -> Line:
    """Nothing stands there, by what Lastcall reads; many alarms never say so."""
    since, said = incident.recovering_since, incident.recovery.said if incident.recovery else ""
    return (
        Words("Nothing to do now", bold=True),
        Words(f": {said or 'nothing is left there'}"),
        *((Words(" (since "), When(since, "time"), Words(")")) if since else ()),
        Words(f", but no alarm has said OK. Resolves once that has held for {lasting(UNSAID)}"),
    )


def _seen_empty(incident: Incident) -> Line:
    """Nothing stood there when it was read last: no deadline, and no proof yet either."""
    evidence = incident.evidence
    if evidence is None or not isinstance(evidence.depth, Depth) or evidence.depth.total:
        return ()
    return (
        Words("Empty when last read", bold=True),
        Words(", "),
        When(evidence.taken_at),
        Words(": it will be read again, and resolves if it stays empty"),
    )


def _can_wait(decision: Decision, now: datetime) -> Line:
    if decision.at is None or decision.at <= now:
        return (Words("Can be done in working hours", bold=True), Words(": "))
    return (*_bold("Can wait until ", decision.at), Words(": "))


def _bold(text: str, at: datetime | None) -> Line:
    return (Words(text, bold=True), *((When(at, "day", bold=True),) if at else ()))


def _reason(incident: Incident, decision: Decision, now: datetime) -> Line:
    if decision.by is ByClock.LOSS:
        return _first_loss(incident, decision, now)
    return _late(incident, decision, now)


def _late(incident: Incident, decision: Decision, now: datetime) -> Line:
    """How long it stands against what is allowed, and what is lost, and when, if it goes on standing."""
    late = decision.lateness
    if late is None:
        return ()
    evidence = incident.evidence
    old = evidence is not None and stale(late.seen_at, evidence.taken_at)
    # It may have been done since.
    seen: Line = (Words("seen at "), When(late.seen_at, "time"), Words(", ")) if old else ()
    lag = evidence.lag if evidence else None
    earlier = words(" or earlier" if isinstance(lag, Lag) and lag.at_least else "")
    waiting: Line = (Words("oldest waiting since "), When(late.since), *earlier)
    waiting = (*waiting, Words(" ("), *seen, Words(f"{decision.why})"))
    if decision.first_loss is None:
        return waiting
    # How the other clock is known is left to Inspect.
    return (*waiting, Words("; "), *_first_loss(incident, decision._replace(why=""), now))


def _already_lost(incident: Incident, kind: AlarmKind, decision: Decision) -> Line:
    """What is gone needs nobody tonight; that more goes is said where it is known."""
    losses = incident.evidence.losses if incident.evidence else None
    window = f" in {lasting(losses.window)}" if isinstance(losses, Losses) else ""
    lost = counted(decision.lost or 0, ("event", "events"))
    rest = f": {kind.stakes[1]}" if kind.stakes else ": gone for good, nothing can bring them back"
    return (Words(f"Already lost: {lost}{window}", bold=True), Words(rest))


def _kept(incident: Incident) -> Line:
    """What was dropped and is kept is not lost: it has a deadline of its own where it lies now, or none."""
    losses = incident.evidence.losses if incident.evidence else None
    if not isinstance(losses, Losses) or not losses.destination or losses.lost:
        return ()
    ends = "you or a lifecycle rule delete them" if is_bucket(losses.destination) else "its retention ends"
    return (
        Words("Not lost yet", bold=True),
        Words(": "),
        Words(place_name(losses.destination), code=True),
        Words(f" keeps the dropped events until {ends}"),
    )


def _so_far(incident: Incident) -> str:
    """How many, where it was counted: what is proven, and what may have been."""
    gone = incident.evidence.expired if incident.evidence else None
    if not isinstance(gone, Expired) or not gone.possible:
        return "the oldest is gone"
    proven = f"{gone.proven:,} so far" if gone.proven else "the oldest is gone"
    return proven if gone.possible == gone.proven else f"{proven}, perhaps {gone.possible:,},"


def _first_loss(incident: Incident, decision: Decision, now: datetime) -> Line:
    clock = incident.evidence.clock if incident.evidence else None
    known = clock.ahead(now) if isinstance(clock, LossClock) else LossClock(None, None, "")
    earliest, latest = known.not_before, known.at_the_latest
    if decision.first_loss is None:
        return (Words(decision.why),)
    known_by = f" ({decision.why})" if decision.why else ""
    what = "first message deleted" if _by_retention(incident) else "first loss"
    # A time that the decision has just named is not said again.
    first: Span = Words("then") if decision.at == decision.first_loss else When(decision.first_loss)
    if earliest is not None and latest is not None and earliest < latest:
        if latest - earliest < _NARROW:
            return (Words(f"{what} "), first, Words(f" or shortly after{known_by}"))
        between = (first, Words(" and "), When(latest))
        return (Words(f"{what} between "), *between, Words(known_by))
    bound = " at the latest" if latest == decision.first_loss else " at the earliest"
    return (Words(f"{what} "), first, Words(f"{bound}{known_by}"))


def _by_retention(incident: Incident) -> bool:
    """What a queue holds is deleted; what its messages only point to is lost elsewhere."""
    pointed_to = incident.evidence is not None and isinstance(incident.evidence.pointer_loss, LossClock)
    return incident.resource.kind == ResourceKind.QUEUE and not pointed_to


def _unknown(incident: Incident, kind: AlarmKind, decision: Decision) -> Line:
    if kept := _kept(incident):
        return kept
    if kind.stakes and (incident.evidence is None or incident.evidence.clock is None):
        bold, rest = kind.stakes
        return (Words(bold, bold=True), Words(f": {rest}"))
    if not kind.loses:
        return (
            Words("No deadline known", bold=True),
            Words(": Lastcall has no loss clock for this kind of alarm, so judge by its impact"),
        )
    if incident.evidence is None and incident.evidence_wanted:
        return (Words("Deadline not known yet", bold=True), Words(": gathering evidence…"))
    return (Words("Deadline unknown, so treat it as near", bold=True), Words(f": {decision.why}"))
