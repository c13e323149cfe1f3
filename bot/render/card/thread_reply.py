"""What the thread is told of a timeline entry.

Mentions stand only here, in new replies, and never for what somebody did themselves: people are named.
"""

from datetime import datetime, timedelta

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.durations import lasting
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.policy import Route, Target, TargetKind
from bot.domain.resource.arn import name_of
from bot.domain.urgency.decision import Decision
from bot.render.card.alarm_reason import in_one_line
from bot.render.card.controls import acknowledge, still_on_it
from bot.render.card.decision_line import decision_line
from bot.render.card.headline_count import headline_count
from bot.render.card.verdict_line import verdict_line
from bot.render.card.why_lines import why_lines
from bot.render.graphemes import cut
from bot.render.phrases import words
from bot.render.plain_text import plain_lines
from bot.render.view import Control, Line, ReplyView, When, Who, Words

_CALLS = frozenset({Event.ESCALATED, Event.REMINDED})
_LONGEST_TOLD = 400
# Their reason is CloudWatch's own.
_ALARMS = frozenset({Event.OPENED, Event.REOPENED, Event.FIRED})
_ENDS = frozenset({Event.RESOLVED, Event.REDRIVE_ENDED})


def thread_reply(
    entry: TimelineEntry,
    incident: Incident,
    route: Route,
    kind: AlarmKind,
    decision: Decision,
    first_step: str = "",
) -> ReplyView | None:
    """The reply for an entry; None for one that is not told in the thread.

    Args:
        first_step: The runbook's first step, quoted in the first notification.
    """
    if not entry.thread:
        return None
    if entry.event in _CALLS:
        quoted = first_step if entry.event is Event.ESCALATED else ""
        return _call(entry, incident, route, kind, decision, quoted)
    if entry.event is Event.CONFIRMATION_ASKED or (entry.event is Event.SNOOZE_ENDED and entry.mentions):
        return _question(entry, incident)
    reply = _reply(((*_mentioned(entry.mentions), *_told(entry)),), ())
    # Its card is far up the channel by now, and its edit notifies nobody.
    return reply._replace(broadcast=reply.broadcast or entry.event is Event.REOPENED)


def bare_reply(reply: ReplyView) -> ReplyView:
    """The same as plain text that mentions nobody and holds nothing to press."""
    return ReplyView(reply.fallback, (words(reply.fallback),))


def frozen_reply(incident: Incident, slash_command: str) -> ReplyView:
    """Told once, in place of every edit that Slack does not let us make any more."""
    act = f"To act, type {slash_command} inspect {incident.id}"
    return _reply(
        (
            words("Slack no longer allows edits to this card: it will stay as it is now."),
            words(f"Updates follow in this thread. {act}"),
        ),
        (),
    )


def _call(
    entry: TimelineEntry,
    incident: Incident,
    route: Route,
    kind: AlarmKind,
    decision: Decision,
    first_step: str,
) -> ReplyView:
    """One message that says it all: who is notified, what, its meaning, the deadline and why."""
    stands = headline_count(incident, kind)
    what = f"{incident.name}: {stands}" if stands else incident.name
    impact = f" · {route.impact}" if route.impact else ""
    lines: tuple[Line, ...] = (
        (*_mentioned(entry.mentions), Words(what, bold=True), Words(impact)),
        (*decision_line(incident, kind, decision, entry.at), *_left(decision, entry.at)),
        verdict_line(incident),
        *why_lines(incident, None, kind)[:2],
        (Words("First step", bold=True), Words(f": {first_step}")) if first_step else (),
    )
    controls: tuple[Control, ...] = (acknowledge(incident),) if incident.status is Status.OPEN else ()
    called = "; ".join(part for part in (entry.what, _reason(entry)) if part)
    return _reply(
        lines, controls, words(f"Escalation {called}" if called.startswith(("step", "reminder")) else called)
    )


def _left(decision: Decision, now: datetime) -> Line:
    """The time left, beside the time itself: a reply is not edited, so it stays true for its own time."""
    left = decision.first_loss - now if decision.first_loss else timedelta(0)
    return words(f" · {lasting(left)} left") if left > timedelta(0) else ()


def _reason(entry: TimelineEntry) -> str:
    nobody = not entry.mentions and not entry.topics
    told = ", ".join(name_of(topic) for topic in entry.topics)
    parts = (entry.why, f"paged {told}" if told else "", "no one could be mentioned" if nobody else "")
    return "; ".join(part for part in parts if part)


def _question(entry: TimelineEntry, incident: Incident) -> ReplyView:
    acknowledgement = incident.acknowledgement
    waiting = acknowledgement is not None and acknowledgement.asked_at is not None and incident.live
    controls: tuple[Control, ...] = still_on_it(incident) if waiting else ()
    return _reply(((*_mentioned(entry.mentions), *_told(entry)),), controls)


def _told(entry: TimelineEntry) -> Line:
    if entry.event is Event.EVIDENCE:
        what = (Words(cut(entry.what, _LONGEST_TOLD)),)
        return (*what, *words(f". Next: {cut(entry.why, _LONGEST_TOLD)}" if entry.why else ""))
    until: Line = (Words(" until "), When(entry.until)) if entry.until else ()
    # What Lastcall did by itself says in its own words how it ended; a person's reason is told.
    reason = in_one_line(entry.why) if entry.event in _ALARMS else entry.why
    why = f" ({reason})" if reason and not (entry.event in _ENDS and not entry.by.name) else ""
    return (Words(entry.what), *until, *words(why))


def _mentioned(targets: tuple[Target, ...]) -> Line:
    return tuple(span for target in targets for span in (Who(target.kind, target.value), Words(" ")))


def _reply(lines: tuple[Line, ...], controls: tuple[Control, ...], note: Line = ()) -> ReplyView:
    shown = tuple(line for line in lines if line)
    unmentioned = (tuple(span for span in line if not isinstance(span, Who)) for line in (*shown, note))
    everybody = any(
        isinstance(span, Who) and span.kind == TargetKind.CHANNEL for line in shown for span in line
    )
    return ReplyView(plain_lines(unmentioned).strip(), shown, controls, note, broadcast=everybody)
