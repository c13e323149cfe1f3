"""What a timer does when it is due, and what it wants read before: `timers` holds one file for each."""

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import Enum, auto
from typing import NamedTuple

from bot.domain.evidence.health import Health
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import Values
from bot.domain.incident.notifications import Reach
from bot.domain.incident.timeline import TimelineEntry
from bot.domain.lifecycle.card.delivery import Shown
from bot.domain.lifecycle.next_due import Timer
from bot.domain.policy.policy import Policy, Route


class ToRead(Enum):
    """What a timer may want read before it acts."""

    # For those that notify people: the resource once more, before all else, unless it was looked at just
    # now. Nobody is notified of what is over.
    WHETHER_OVER = auto()
    SHOWN = auto()
    # How far behind work is where that was so at the last look, else the resource.
    AMOUNT = auto()
    HEALTH = auto()
    REACH = auto()
    SETTINGS = auto()
    LAST_TURN = auto()


class Readings(NamedTuple):
    """What was read; None, or empty, for what nothing that is due wanted.

    Attributes:
        health: The resource, read now.
        shown: What Slack shows of the incident.
        reach: Whether the targets of the notification would notice it.
        settings: What stands at the targets of mitigations, by ARN.
        lag: How far behind work is that was so at the last look.
        last_turn: The last turn to look that anybody took.
    """

    health: Health | None = None
    shown: Shown | None = None
    reach: tuple[Reach, ...] = ()
    settings: Mapping[str, Values | Missing] = {}
    lag: Lag | Missing | None = None
    last_turn: datetime | None = None


class TimerContext(NamedTuple):
    """What a timer decides by, beside the incident."""

    readings: Readings
    route: Route
    policy: Policy
    now: datetime


class Advanced(NamedTuple):
    """An incident one step on, what is written down of the step, and whether the card shows it."""

    incident: Incident
    entries: tuple[TimelineEntry, ...] = ()
    shown: bool = True


class TimerAction(NamedTuple):
    """Attributes:
    act: Returns None where what it wanted read could not decide it; None for what another use case does.
    """

    timer: Timer
    act: Callable[[Incident, TimerContext], Advanced | None] | None
    wants: frozenset[ToRead] = frozenset()
