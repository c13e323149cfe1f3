"""The last line of a card: its state in words, so that colour and emoji are never alone in saying it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.domain.evidence.durations import lasting
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.notifications import NotificationState, named, not_reached, under_way
from bot.domain.lifecycle.escalation.next_notification import next_notification, notification_foreseen_at
from bot.domain.lifecycle.escalation.roster import Roster
from bot.domain.policy.policy import Route, Target
from bot.domain.resource.arn import as_arn
from bot.domain.resource.resource_kind import ResourceKind
from bot.render.links.console import alarm_link
from bot.render.phrases import TIMES, joined, words
from bot.render.view import Line, Link, When, Words

# Further ahead, the time of day alone might be any day's.
_TODAY = timedelta(hours=12)


def footer_line(incident: Incident, route: Route, now: datetime, roster: Roster | None = None) -> Line:
    """`Unacknowledged · fired 4 x · next: ben (on call for orders) at 03:13 · prod · K7Q2-M9TD`."""
    return joined(
        (
            *_state(incident, now),
            _fired(incident),
            _notifying(incident, now),
            _next(incident, route, now, roster),
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
    acknowledgement = incident.acknowledgement
    if acknowledgement is None:
        silent = _snoozed(incident) if incident.snoozed(now) else ()
        return (words("Unacknowledged"), silent)
    if incident.snoozed(now):
        return ((*_snoozed(incident), Words(f" by {acknowledgement.by.name}")),)
    asked = (
        (Words('waiting for "still on it?" since '), When(acknowledgement.asked_at, "time"))
        if acknowledgement.asked_at
        else ()
    )
    return ((Words(f"Acknowledged by {acknowledgement.by.name}, "), When(acknowledgement.at, "time")), asked)


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
        words(f"open for {took}") if took else (),
    )


def _fired(incident: Incident) -> Line:
    if incident.opened_at is None:
        return ()
    firing = sum(alarm.firing for alarm in incident.alarms.values())
    several = f", {firing} alarms firing" if firing > 1 else ""
    fired = "fired" if incident.fire_count == 1 else f"fired {incident.fire_count}{TIMES} since"
    link = _alarm_page(incident)
    alarm = (Link(link, "alarm"), Words(" ")) if link else ()
    return (*alarm, Words(f"{fired} "), When(incident.opened_at), Words(several))


def _alarm_page(incident: Incident) -> str:
    """Of the alarm that the card speaks of; empty for what is no alarm of CloudWatch, or linked already."""
    key = incident.spoken.alarm if incident.spoken else ""
    alarm = incident.alarms.get(key) or next(iter(incident.alarms.values()), None)
    if alarm is None or incident.resource.kind == ResourceKind.ALARM:
        return ""
    arn = as_arn(alarm.arn)
    return alarm_link(arn.name, arn.region) if (arn.service, arn.kind) == ("cloudwatch", "alarm") else ""


def _notifying(incident: Incident, now: datetime) -> Line:
    """Whom the last notification is for while no one knows yet that it was taken; unanswered, it goes on."""
    position = incident.escalation
    going = under_way(position.last, now) if position and incident.status is Status.OPEN else ()
    if not going:
        return ()
    notified = dict.fromkeys(named(each.target, each.name) for each in going)
    return (Words(f"notifying {', '.join(notified)} since "), When(going[0].at, "time"))


def _next(incident: Incident, route: Route, now: datetime, roster: Roster | None) -> Line:
    """Names, never mentions: nobody is mentioned before it is their turn, and this message is posted once."""
    at = notification_foreseen_at(incident, route, now)
    if at is None:
        return ()
    targets = next_notification(incident, route).targets
    names = [roster.notified(each, route, at) if roster else named(each) for each in targets]
    notified = ", ".join(dict.fromkeys(names)) or "no one"
    again = " again" if roster and _same(incident, targets, route, at, roster) else ""
    if at <= now:
        return words(f"next: {notified}{again}, at once")
    style = "time" if at - now < _TODAY else "day"
    return (Words(f"next: {notified}{again} at "), When(at, style))


def _same(incident: Incident, targets: Sequence[Target], route: Route, at: datetime, roster: Roster) -> bool:
    """Whether the next notification is for nobody but whom the last one was for."""
    position = incident.escalation
    before = {each.person for each in position.last if each.person} if position else set()
    coming = {roster.behind(each, route, at) for each in targets}
    return bool(before) and coming <= before


def _reached(incident: Incident, now: datetime) -> tuple[Line, ...]:
    """What became of the last notification: whom it reached, whom not, and of whom nobody knows."""
    position = incident.escalation
    if incident.status is not Status.OPEN or position is None:
        return ()
    last = position.last
    notified = [named(each.target, each.name) for each in last if each.state is NotificationState.DELIVERED]
    doubts = [each.why for each in last if each.state is NotificationState.UNPROVEN]
    return tuple(
        words(f"{what}: {separator.join(dict.fromkeys(said))}")
        for what, separator, said in (
            ("notified", ", ", notified),
            ("not reached", "; ", not_reached(last, now)),
            ("may not have been reached", "; ", doubts),
        )
        if said
    )
