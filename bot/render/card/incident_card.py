"""An incident as its card and its thread show it: a function of its state, and of nothing else.

The card answers three questions without scrolling: what is broken and what it means; the decision, always
on the second line; and why.
"""

from datetime import datetime

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident, Status
from bot.domain.lifecycle.escalation.roster import Roster
from bot.domain.policy.policy import SLASH_COMMAND, Bounds, Route
from bot.domain.redrive.job import Job
from bot.domain.resource.resource_kind import ResourceKind
from bot.domain.urgency.decision import Decision, healthy_so_far
from bot.render.card.controls import card_controls
from bot.render.card.decision_line import decision_line
from bot.render.card.footer import footer_line
from bot.render.card.headline_count import behind_since, headline_count
from bot.render.card.thread_reply import bare_reply, frozen_reply, thread_reply
from bot.render.card.verdict_line import verdict_line
from bot.render.card.why_lines import why_lines
from bot.render.links.console import subject_link
from bot.render.phrases import words
from bot.render.plain_text import plain_lines
from bot.render.view import CardView, Line, Link, Tone, Words

__all__ = ["bare_reply", "frozen_reply", "incident_card", "plain_card", "thread_reply"]

_EMOJI = {Tone.UNACKNOWLEDGED: "🔴", Tone.ACKNOWLEDGED: "🟠", Tone.SNOOZED: "💤", Tone.RESOLVED: "✅"}
_ENDED = {"proven": "Proven healthy", "lost": "Ended with a loss"}


def incident_card(
    incident: Incident,
    job: Job | Missing | None,
    route: Route,
    kind: AlarmKind,
    decision: Decision,
    now: datetime,
    roster: Roster | None = None,
    *,
    bounds: Bounds,
) -> CardView:
    """The root message.

    Args:
        job: The incident's newest redrive, running or ended; None without one, Missing if unreadable.
        roster: Who is notified next; without it only roles are named.
        bounds: Of what may be changed: what is beyond them is not offered.
    """
    tone = _tone(incident, now)
    headline = _headline(incident, route, kind, tone)
    second = decision_line(incident, kind, decision, now, stays=True) or _outcome(incident)
    notified = decision_line(incident, kind, decision, now) or second
    return CardView(
        fallback=plain_lines((headline, notified)),
        tone=tone,
        headline=headline,
        decision=second,
        verdict=verdict_line(incident),
        why=why_lines(incident, job, kind),
        controls=card_controls(incident, route, bounds, kind, now, job),
        footer=footer_line(incident, route, now, roster),
    )


def plain_card(incident: Incident, command: str = SLASH_COMMAND) -> CardView:
    """What is shown when Slack refuses the card: text alone, with the way to act on it by typing."""
    title = f"{incident.name}: {incident.status}"
    typed = f"Type `{command} inspect {incident.id}` or `{command} ack {incident.id}`."
    act = typed if incident.live else ""
    tone = Tone.UNACKNOWLEDGED if incident.status is Status.OPEN else Tone.ACKNOWLEDGED
    tone = tone if incident.live else Tone.RESOLVED
    return CardView(
        fallback="\n".join(part for part in (f"{_EMOJI[tone]} {title}", incident.reason, act) if part),
        tone=tone,
        headline=words(title),
        decision=(),
        why=(),
        controls=(),
        footer=words(incident.id),
        plain=True,
    )


def _tone(incident: Incident, now: datetime) -> Tone:
    if not incident.live:
        return Tone.RESOLVED
    if incident.snoozed(now):
        return Tone.SNOOZED
    return Tone.ACKNOWLEDGED if incident.acknowledgement else Tone.UNACKNOWLEDGED


def _headline(incident: Incident, route: Route, kind: AlarmKind, tone: Tone) -> Line:
    state = _state(incident, kind)
    title = f"{incident.name}: {state}" if state else incident.name
    link = subject_link(incident.resource, incident.title if incident.metric else "")
    shown = Link(link, title, bold=True) if link else Words(title, bold=True)
    empty = incident.evidence is not None and incident.evidence.seen_empty
    impact = f" · {route.impact}" if route.impact and incident.live and not empty else ""
    stands = incident.live and not incident.recovering
    since = behind_since(incident.evidence, kind) if stands else ()
    return (Words(f"{_EMOJI[tone]} "), shown, *since, *words(impact))


def _state(incident: Incident, kind: AlarmKind) -> str:
    """How many stand there; in a word once the count is older than the last thing read."""
    if not incident.live:
        return "resolved"
    if healthy_so_far(incident):
        return "recovering"
    stands = kind.noun[1] if incident.recovering else headline_count(incident, kind)
    # A resource's name alone says nothing: of a kind without a word for it the alarm's own name does.
    return stands or ("" if incident.resource.kind == ResourceKind.ALARM else incident.title)


def _outcome(incident: Incident) -> Line:
    """What stands in the decision's place once there is nothing left to decide."""
    resolution = incident.resolution
    if resolution is None:
        return ()
    if resolution.how == "unproven":
        return (
            Words("Resolved, unverified", bold=True),
            Words(f": {resolution.note or 'could not check the resource'}"),
        )
    note = f": {resolution.note}" if resolution.note else ""
    return (Words(_ENDED.get(resolution.how, "Resolved by hand"), bold=True), Words(note))
