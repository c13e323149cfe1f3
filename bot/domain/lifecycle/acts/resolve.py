"""End it by hand."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.incident.change import Change, changed
from bot.domain.incident.command import Resolve
from bot.domain.incident.episode import Resolution
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.acts.act import Act, Right, Situation, Typed
from bot.domain.lifecycle.acts.command_rule import CommandRule
from bot.domain.lifecycle.left_behind import left_behind
from bot.domain.lifecycle.recovery import resolved
from bot.domain.policy.by import By


def possible(now: Situation) -> bool:
    """Resolving is refused while a redrive runs."""
    return not now.incident.live_job


OPEN_RESOLVE = Act(
    "open:resolve",
    Right.ACT,
    "Resolve…",
    happens="Shows what is still there; if anything is, it asks for a reason. The incident reopens if "
    "things are worse one minute, five minutes or an hour later.",
    typed=Typed("resolve", "close it"),
    offered=possible,
)
RESOLVE = Act("resolve", Right.ACT)
ACTS = (OPEN_RESOLVE, RESOLVE)


class ReadBack(NamedTuple):
    """Attributes: health is None where nothing of this kind can be read again."""

    health: Health | None


def resolve(
    incident: Incident, by: By, reason: str, health: Health | None, now: datetime
) -> Change | Refused:
    """End it by hand. While something still stands there it takes a reason."""
    if incident.live_job:
        return Refused("A redrive is running. Stop it or wait for it to end, then resolve.")
    still_there = (
        health.what if isinstance(health, Unhealthy) else ("its alarm is in ALARM" if incident.firing else "")
    )
    if still_there and not reason.strip():
        return Refused(f"Not resolved: {still_there}. Give a reason to resolve anyway.", mendable=True)
    how = f"Resolved by {by.name}" + (f" although {still_there}" if still_there else "")
    behind = left_behind(incident, health, incident.evidence)
    how += f"; {behind}" if behind else ""
    entry = TimelineEntry(at=now, event=Event.RESOLVED, by=by, what=how, why=reason.strip(), thread=True)
    resolution = Resolution(now, "by hand", by, reason.strip(), bool(still_there), _depth(health))
    ended = resolved(incident, resolution)
    return changed(ended, now, entry, by_person=True)


def _depth(health: Health | None) -> int | None:
    """How many messages whoever resolves it knows of."""
    match health:
        case Unhealthy(depth=int(depth)):
            return depth
        case Healthy(empty=True):
            return 0
        case _:
            return None


RULE = CommandRule(
    Resolve,
    RESOLVE,
    lambda incident, command, read, asked: resolve(
        incident, asked.by, command.reason, read.health, asked.now
    ),
    wants=ReadBack,
    ended="This incident is already resolved.",
)
