"""What the slash command answers: the open incidents, most urgent first, or what can be typed."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.durations import lasting
from bot.domain.incident.incident import Incident, Status
from bot.domain.policy.policy import Route
from bot.domain.urgency.deadlines import deadlines
from bot.render.card.headline_count import headline_count_as_of
from bot.render.graphemes import cut, one_line
from bot.render.phrases import joined, words
from bot.render.plain_text import plain_lines
from bot.render.view import Line, Link, ReplyView, When, Words

MOST_LISTED = 20
_LONGEST_TYPED = 60


class IncidentRow(NamedTuple):
    """Attributes: link is where its card is; empty where that is not known."""

    incident: Incident
    kind: AlarmKind
    route: Route
    link: str = ""


def list_reply(
    listed: Sequence[IncidentRow],
    now: datetime,
    *,
    beating: str = "",
    unreadable: Sequence[tuple[str, bool]] = (),
) -> ReplyView:
    """Open incidents in the order given.

    Args:
        beating: One line about the heartbeat when it is late; else empty.
        unreadable: (id, whether a newer release wrote it) of incidents that cannot be shown.
    """
    unread = tuple(_unreadable(*each) for each in unreadable[:MOST_LISTED])
    if not listed:
        what = "No incident that can be read is open." if unread else "No incident is open."
        return _reply((words(what), *unread, words(beating)))
    shown = tuple(incident_line(each, now) for each in listed[:MOST_LISTED])
    more = len(listed) - len(shown)
    return _reply(
        (
            words(f"{len(listed)} open, most urgent first", bold=True),
            *shown,
            words(f"… and {more} more" if more else ""),
            *unread,
            words(beating),
        )
    )


def _unreadable(incident_id: str, newer: bool) -> Line:  # noqa: FBT001 - as it is listed
    if newer:
        why = "a newer release of Lastcall wrote it. Deploy that release again."
    else:
        why = "its item in the table is damaged. The log of on_command names it."
    return (Words("⚠️ "), Words(incident_id, code=True), Words(f" cannot be read: {why}"))


def help_reply(
    typed: str, configured: str, known: Sequence[tuple[str, str]], unknown: str = "", meant: str = ""
) -> ReplyView:
    """What can be typed.

    Args:
        typed: The slash command's name, as it was typed.
        configured: Its name in everything that is not answered to a command.
        known: What can be typed behind it, and what that does.
        unknown: What was typed behind it and is no command; empty when help was asked for.
        meant: What was probably meant.
    """
    lines = tuple((Words(f"{typed}{verb}", code=True), Words(f"  {does}")) for verb, does in known)
    hint = words(
        "Without ID: the most urgent incident it applies to. ID can also be a queue's name or its beginning."
    )
    differs = f"Cards and pages say {configured}: set the stack's parameter SlashCommand to {typed}."
    told = _unknown(typed, unknown, meant) if unknown else ()
    return _reply((told, *lines, hint, words(differs if typed != configured else "")))


def _unknown(typed: str, unknown: str, meant: str) -> Line:
    shown = (Words("Unknown command "), Words(cut(one_line(unknown), _LONGEST_TYPED), code=True))
    if not meant:
        return (*shown, Words(". Available:"))
    return (
        *shown,
        Words("; did you mean "),
        Words(f"{typed} {cut(one_line(meant), _LONGEST_TYPED)}", code=True),
        Words("? Available:"),
    )


def incident_line(listed: IncidentRow, now: datetime) -> Line:
    """One incident: its state by colour first, what it is, how urgent, since when, who has it."""
    incident, kind = listed.incident, listed.kind
    acknowledgement = incident.acknowledgement
    on_it = acknowledgement if incident.status is Status.ACKNOWLEDGED else None
    colour, state = ("🟠", f"{on_it.by.name} is on it") if on_it else ("🔴", "unacknowledged")
    snoozed: Line = ()
    if incident.snoozed_until and incident.snoozed(now):
        colour, snoozed = "💤", (Words("snoozed until "), When(incident.snoozed_until))
    since: Line = (Words("since "), When(incident.opened_at)) if incident.opened_at else ()
    name = Link(listed.link, incident.name, bold=True) if listed.link else Words(incident.name, bold=True)
    return joined(
        (
            (Words(f"{colour} "), Words(incident.id, code=True), Words(" "), name),
            headline_count_as_of(incident, kind, now),
            *_urgency(incident, listed.route, now),
            since,
            words(state),
            snoozed,
            _behind(incident),
        )
    )


def _urgency(incident: Incident, route: Route, now: datetime) -> tuple[Line, ...]:
    """By both clocks: that it is late, and how long until the first loss."""
    clocks = deadlines(incident.evidence, route)
    late, first_loss = clocks.lateness, clocks.first_loss(now)
    late_since = late.late_at if late and late.late(now) else None
    told: Line = (Words("late since "), When(late_since)) if late_since else ()
    if first_loss is None:
        return (told,)
    left = f"{lasting(first_loss - now)} until the first loss" if first_loss > now else "being lost"
    return (told, words(left))


def _behind(incident: Incident) -> Line:
    """That Slack does not show the newest of it, as of the last look; nothing before it was looked for."""
    owed = incident.card_owed
    if owed is None or not owed.checks:
        return ()
    return (
        Words("⏳ its card has been behind since "),
        When(owed.since),
        *words(f", refused: {owed.refused}" if owed.refused else ""),
    )


def _reply(lines: Sequence[Line]) -> ReplyView:
    shown = tuple(line for line in lines if line)
    return ReplyView(plain_lines(shown), shown)
