"""An alarm's transition, however it reached us."""

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
    """The source. All but alarms only ever say that something went wrong, never that it is over."""

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
        name: Empty if only the dimensions of a series are known.
        account: Where its resource is, if not in the alarm's own account.
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
        comparison: As CloudWatch calls it (`GreaterThanThreshold`); empty if unknown.
    """

    threshold: float
    comparison: str = ""


class ChildAlarm(NamedTuple):
    """A child alarm of a composite.

    Attributes:
        state: From the composite's own notification, with its time, or, without a time, as read since;
            None if neither gave it.
    """

    arn: str
    name: str
    state: AlarmState | None = None
    at: datetime | None = None


# A composite may have 100; those that triggered it come first, and a card shows a few.
MOST_CHILDREN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmTransition:
    """One change of one alarm's state, as delivered once.

    Attributes:
        arn: The alarm's ARN; for other signals that of the log group, function or state machine. Empty for a
            plain notice, which is identified by its text.
        contributor: Id of the contributor of a multi-time-series alarm; for other signals the fingerprint of
            the error or text; else empty.
        at: The alarm's own state-change time; delivery times never order anything.
        suppressed_by: Why CloudWatch ran no actions (a suppressor alarm or a mute rule), else empty.
        about: What it says it is about, if it watches no metric.
        count: How many log lines or events it covers; 0 for an alarm.
        children: A composite's children, those that triggered it first; at most MOST_CHILDREN.
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
        """Identifies the alarm (and contributor): never by bare name, which collides."""
        named = self.name if not self.contributor else ""
        identity = "\n".join((self.arn or named, self.contributor))
        return hashlib.sha256(identity.encode()).hexdigest()[:12]


# At equal times ALARM comes after OK: the safe claim wins.
_RANK = {AlarmState.OK: 0, AlarmState.INSUFFICIENT_DATA: 1, AlarmState.ALARM: 2}


def order(at: datetime, state: AlarmState) -> tuple[datetime, int]:
    """The place of a transition among those of the same alarm."""
    return (at, _RANK[state])
