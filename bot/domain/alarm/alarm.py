"""An alarm's transition, whichever way it reached us."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.resource.grouping import Resource


class AlarmState(StrEnum):
    ALARM = "ALARM"
    OK = "OK"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class Signal(StrEnum):
    """What told it. All but an alarm only ever say that something went wrong, never that it is over."""

    ALARM = "alarm"
    NOTICE = "notice"
    LOG_LINES = "log_lines"
    INVOCATION = "invocation"
    EXECUTION = "execution"


class Path(StrEnum):
    """How a transition reached us: on purpose (topic, direct), as a bystander (bus), or found by looking."""

    TOPIC = "topic"
    BUS = "bus"
    DIRECT = "direct"
    OBSERVED = "observed"


class Metric(NamedTuple):
    """One metric an alarm watches; a metric-math alarm has several.

    Attributes:
        name: Empty where only the dimensions of a series are known.
        account: Where its resource is, when it is not in the alarm's own account.
    """

    namespace: str
    name: str
    dimensions: Mapping[str, str]
    statistic: str = ""
    period: timedelta | None = None
    account: str = ""


class Limit(NamedTuple):
    """What an alarm compares its metric with.

    Attributes:
        comparison: As CloudWatch calls it (`GreaterThanThreshold`); empty where that is not told.
    """

    threshold: float
    comparison: str = ""


class ChildAlarm(NamedTuple):
    """An alarm that a composite is made of.

    Attributes:
        state: As the composite's own notification told it, with its time, or, without one, as it was read
            since; None where neither told it.
    """

    arn: str
    name: str
    state: AlarmState | None = None
    at: datetime | None = None


# A composite may have 100; what triggered it stands first, and a card shows a few.
MOST_CHILDREN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTransition:
    """One change of one alarm's state, as delivered once.

    Attributes:
        arn: Of the alarm; of the log group, function or state machine that another signal is about. Empty
            for a plain notice, which is known by what it says.
        contributor: Id of the contributor of a multi-time-series alarm; of another signal the fingerprint
            of its error or words; else empty.
        at: The alarm's own state-change time; delivery times never order anything.
        suppressed_by: Why CloudWatch ran no actions (a suppressor alarm or a mute rule), else empty.
        about: What it says itself that it is about, where it watches no metric.
        count: How many log lines or events it stands for; 0 for an alarm.
        children: Of a composite, those that triggered it first; at most MOST_CHILDREN.
    """

    arn: str
    name: str
    account: str
    region: str
    state: AlarmState
    at: datetime
    path: Path
    contributor: str = ""
    reason: str = ""
    description: str = ""
    metrics: tuple[Metric, ...] = ()
    threshold: float | None = None
    comparison: str = ""
    suppressed_by: str = ""
    children: tuple[ChildAlarm, ...] = ()
    actions: tuple[str, ...] = ()
    tags: Mapping[str, str] | None = None
    signal: Signal = Signal.ALARM
    about: Resource | None = None
    count: int = 0

    @property
    def key(self) -> str:
        """What tells one alarm (and contributor) from another: never its bare name, which collides."""
        named = self.name if not self.contributor else ""
        identity = "\n".join((self.arn or named, self.contributor))
        return hashlib.sha256(identity.encode()).hexdigest()[:12]


# At equal times ALARM comes after OK: of two claims the safe one stands.
_RANK = {AlarmState.OK: 0, AlarmState.INSUFFICIENT_DATA: 1, AlarmState.ALARM: 2}


def order(at: datetime, state: AlarmState) -> tuple[datetime, int]:
    """The place of a transition among those of the same alarm."""
    return (at, _RANK[state])
