"""What a command is made of: when it is too late for it, what has to be read first, what it decides."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.incident.change import Change
from bot.domain.incident.command import Done
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import MitigationRecord
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts.act import Act
from bot.domain.policy.by import By
from bot.domain.policy.policy import Route
from bot.domain.redrive.job import Job

C = TypeVar("C")
F = TypeVar("F")

STALE = "That button belongs to an earlier episode of this incident. Its card shows the current one."
ENDED = "This incident is resolved. Its card has been brought up to date."


class Asked(NamedTuple):
    """By whom, when, with which click (its identity), about an incident of which route and kind."""

    by: By
    now: datetime
    click: str
    route: Route
    kind: AlarmKind


class Started(NamedTuple):
    """A change, and the job that begins with it."""

    change: Change
    job: Job


class CommandRule(NamedTuple, Generic[C, F]):
    """One kind of command.

    Attributes:
        act: With the right that it needs.
        decide: What becomes of the incident; a refusal changes nothing.
        wants: What has to be read for that: the type of `decide`'s third argument.
        ended: What is said where the incident has ended; empty where that does not matter.
        unsaid: What is said where no reason is given; empty where none is needed.
        stale: What is said to whoever asks about an earlier episode.
        busy: What is said where the job that it starts runs already.
        done: What is said where it was done, and what a second arrival is told.
        effect: What the incident, as it was written for a click, says is still to be done in AWS.
    """

    command: type[C]
    act: Act
    decide: Callable[[Incident, C, F, Asked], Change | Started | Refused]
    wants: type[F] | None = None
    ended: str = ""
    unsaid: str = ""
    stale: str = STALE
    busy: str = ""
    done: Done = Done()
    effect: Callable[[Incident, str], MitigationRecord | None] | None = None


AnyRule = CommandRule[Any, Any]


def untimely(rule: AnyRule, command: Any, incident: Incident) -> Refused | None:
    """Why nothing needs to be read: it is of another episode, too late, or without its reason."""
    if refused := _stale(rule, command, incident):
        return refused
    if rule.ended and not incident.live:
        return Refused(rule.ended)
    if rule.unsaid and not command.reason.strip():
        return Refused(rule.unsaid, mendable=True)
    return None


def _stale(rule: AnyRule, command: Any, incident: Incident) -> Refused | None:
    episode = getattr(command, "episode", 0)
    return Refused(rule.stale) if episode and episode != incident.episode.number else None
