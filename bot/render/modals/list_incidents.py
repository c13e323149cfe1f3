"""What the slash command answers: the open incidents, most urgent first, or what can be typed."""

from collections.abc import Sequence
from datetime import datetime

from bot.domain.alarm_kind import AlarmKind
from bot.domain.incident import Incident, Status
from bot.render.card import Line, ReplyView, When, Words
from bot.render.graphemes import cut, one_line
from bot.render.phrases import joined, words
from bot.render.plain_text import plain_lines
from bot.render.standing import standing

_MOST = 20
_LONGEST_TYPED = 60
_VERBS = (
    ("", "the open incidents, most urgent first"),
    (" ack [ID]", "acknowledge"),
    (" inspect [ID]", "see the messages, masked"),
    (" look [ID]", "look at it now"),
    (" redrive [ID]", "preview moving them back to where they came from"),
    (" mitigate [ID]", "buy time: longer retention, more concurrency, skip what blocks, stop or start"),
    (" help", "this list"),
)


def list_reply(
    listed: Sequence[tuple[Incident, AlarmKind]],
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
    unread = tuple(_unreadable(*each) for each in unreadable[:_MOST])
    if not listed:
        what = "No incident that can be read is open." if unread else "No incident is open."
        return _reply((words(what), *unread, words(beating)))
    shown = tuple(incident_line(incident, kind, now) for incident, kind in listed[:_MOST])
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


def help_reply(typed: str, configured: str, unknown: str = "") -> ReplyView:
    """What can be typed.

    Args:
        typed: The slash command's name, as it was typed.
        configured: Its name in everything that is not answered to a command.
        unknown: What was typed behind it and is no command; empty when help was asked for.
    """
    lines = tuple((Words(f"{typed}{verb}", code=True), Words(f"  {does}")) for verb, does in _VERBS)
    hint = words("ID may be left out (the most urgent one), or be a queue's name or its beginning.")
    differs = f"Cards and pages name {configured}: set the stack's parameter SlashCommand to {typed}."
    shown = cut(one_line(unknown), _LONGEST_TYPED)
    told = f'There is no command "{shown}". These are known:' if unknown else ""
    return _reply((words(told), *lines, hint, words(differs if typed != configured else "")))


def incident_line(incident: Incident, kind: AlarmKind, now: datetime) -> Line:
    """One incident: its state by colour first and by word last."""
    name = incident.title if incident.resource.kind == "alarm" else incident.resource.name
    first_loss = incident.evidence.first_loss(now) if incident.evidence else None
    lost: Line = (Words("first loss "), When(first_loss)) if first_loss else ()
    held = incident.acknowledgement
    on_it = held if incident.status is Status.ACKNOWLEDGED else None
    colour, state = ("🟠", f"{on_it.by.name} is on it") if on_it else ("🔴", "unacknowledged")
    snoozed: Line = ()
    if incident.snoozed_until and incident.snoozed(now):
        colour, snoozed = "💤", (Words("snoozed until "), When(incident.snoozed_until))
    since: Line = (Words("since "), When(incident.opened_at)) if incident.opened_at else ()
    return joined(
        (
            (Words(f"{colour} "), Words(incident.id, code=True), Words(f" {name}", bold=True)),
            words(standing(incident, kind)),
            lost,
            since,
            words(state),
            snoozed,
            _behind(incident),
        )
    )


def _behind(incident: Incident) -> Line:
    """That Slack does not show the newest of it, as of the last look; nothing before it was looked for."""
    owed = incident.card_owed
    if owed is None or not owed.checks:
        return ()
    return (
        Words("⏳ its card is behind since "),
        When(owed.since),
        *words(f": {owed.refused}" if owed.refused else ""),
    )


def _reply(lines: Sequence[Line]) -> ReplyView:
    shown = tuple(line for line in lines if line)
    return ReplyView(plain_lines(shown), shown)
