"""The last line of a card: its state in words, so that colour and emoji are never alone in saying it."""

from datetime import datetime, timedelta

from bot.domain.calls import CallState, named, not_reached
from bot.domain.durations import lasting
from bot.domain.escalation import call, call_due
from bot.domain.incident import Incident, Status
from bot.domain.policy import Route
from bot.render.card import Line, When, Words
from bot.render.phrases import TIMES, joined, words

# Further ahead, the time of day alone might be any day's.
_TODAY = timedelta(hours=12)


def footer_line(incident: Incident, route: Route, now: datetime) -> Line:
    """`Unacknowledged · fired 4 x since 02:58 · next: the channel at 03:13 · prod eu-west-1 · K7Q2-M9TD`."""
    return joined(
        (
            *_state(incident, now),
            _fired(incident),
            _next(incident, route, now),
            *_reached(incident, now),
            words(
                " ".join((route.environment or incident.resource.account, incident.resource.region)).strip()
            ),
            words(incident.id),
        )
    )


def _state(incident: Incident, now: datetime) -> tuple[Line, ...]:
    if incident.status is Status.RESOLVED:
        return _resolved(incident)
    held = incident.acknowledgement
    if held is None:
        silent = _snoozed(incident) if incident.snoozed(now) else ()
        return (words("Unacknowledged"), silent)
    if incident.snoozed(now):
        return ((*_snoozed(incident), Words(f" by {held.by.name}")),)
    asked = (Words("asked whether still on it, "), When(held.asked_at, "time")) if held.asked_at else ()
    return ((Words(f"Acknowledged by {held.by.name}, "), When(held.at, "time")), asked)


def _snoozed(incident: Incident) -> Line:
    return (Words("Snoozed until "), When(incident.snoozed_until)) if incident.snoozed_until else ()


def _resolved(incident: Incident) -> tuple[Line, ...]:
    resolution = incident.resolution
    if resolution is None:
        return ()
    by = f" by {resolution.by.name}" if resolution.by.name else " by itself"
    took = lasting(resolution.at - incident.opened_at) if incident.opened_at else ""
    return (
        (Words("Resolved "), When(resolution.at), Words(by)),
        words(f"stood for {took}") if took else (),
    )


def _fired(incident: Incident) -> Line:
    if incident.opened_at is None:
        return ()
    firing = sum(alarm.firing for alarm in incident.alarms.values())
    several = f", {firing} alarms firing" if firing > 1 else ""
    fired = "fired" if incident.fired == 1 else f"fired {incident.fired}{TIMES} since"
    return (Words(f"{fired} "), When(incident.opened_at), Words(several))


def _next(incident: Incident, route: Route, now: datetime) -> Line:
    at = call_due(incident, route)
    if at is None:
        return ()
    # Names, never mentions: the root message is posted once, and nobody is called before it is their turn.
    called = ", ".join(dict.fromkeys(named(target) for target in call(incident, route).targets))
    style = "time" if at - now < _TODAY else "day"
    return (Words(f"next: {called or 'nobody'} at "), When(at, style))


def _reached(incident: Incident, now: datetime) -> tuple[Line, ...]:
    """What became of the last call: whom it reached, whom not, and of whom nobody knows."""
    position = incident.escalation
    if incident.status is not Status.OPEN or position is None:
        return ()
    calls = position.last
    called = [named(each.target) for each in calls if each.state is CallState.DELIVERED]
    doubts = [each.why for each in calls if each.state is CallState.UNPROVEN]
    return tuple(
        words(f"{what}: {separator.join(dict.fromkeys(said))}")
        for what, separator, said in (
            ("called", ", ", called),
            ("not reached", "; ", not_reached(calls, now)),
            ("not known to be reached", "; ", doubts),
        )
        if said
    )
