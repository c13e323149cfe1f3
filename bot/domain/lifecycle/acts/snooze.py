"""Be quiet for a while."""

from dataclasses import replace
from datetime import datetime

from bot.domain.evidence.durations import lasting
from bot.domain.incident.change import Change, changed
from bot.domain.incident.command import Snooze
from bot.domain.incident.episode import Acknowledgement
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.acts.act import Act, Right, Typed, always
from bot.domain.lifecycle.acts.command_rule import ENDED, CommandRule
from bot.domain.policy.by import By
from bot.domain.policy.policy import Route
from bot.domain.urgency.deadlines import deadlines
from bot.domain.urgency.growth import messages_there

SNOOZE = Act(
    "snooze",
    Right.ACT,
    "Snooze",
    happens="Quiet until a time you pick; the first choice is the longest safe one. Also acknowledges, "
    "and always ends.",
)
OPEN_SNOOZE = Act(
    "open:snooze",
    Right.ACT,
    "Snooze…",
    typed=Typed("snooze", "silence it until a time you pick"),
    offered=always,
)
ACTS = (SNOOZE, OPEN_SNOOZE)


def snooze(incident: Incident, by: By, until: datetime, now: datetime, route: Route) -> Change | Refused:
    """Be quiet until then; snoozing acknowledges, and always ends in time before the first loss."""
    if until <= now:
        return Refused("That time has already passed: pick a later one.", mendable=True)
    clocks = deadlines(incident.evidence, route)
    loss, last = clocks.next_loss(now), clocks.quiet_ends(now)
    if last is not None and until > last:
        threat = f"the first loss is in {lasting(loss - now)}" if loss else "a loss is under way"
        most = lasting(last - now)
        return Refused(f"Not snoozed: {threat}, so a snooze may last {most} at most.", mendable=True)
    acknowledgement = incident.acknowledgement or Acknowledgement(by, now, now)
    acknowledgement = acknowledgement._replace(confirmed_at=now, asked_at=None)
    entry = TimelineEntry(
        at=now,
        event=Event.SNOOZED,
        by=by,
        what=f"Snoozed by {by.name}",
        until=until,
        thread=True,
    )
    snoozed = replace(
        incident,
        snoozed_until=until,
        episode=replace(
            incident.episode, acknowledgement=acknowledgement, notified_count=messages_there(incident)
        ),
    )
    return changed(snoozed, now, entry, by_person=True)


RULE: CommandRule[Snooze, None] = CommandRule(
    Snooze,
    SNOOZE,
    lambda incident, command, _, asked: snooze(incident, asked.by, command.until, asked.now, asked.route),
    ended=ENDED,
)
