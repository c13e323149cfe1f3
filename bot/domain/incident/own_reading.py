"""Lastcall's own reading of old stream records, which may ring the team's alarm on their age.

"The age of the last record in all GetRecords calls made against a Kinesis stream" (Kinesis developer guide):
whoever reads an old record for a person publishes its age, and an alarm cannot tell who read.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.domain.alarm.alarm import AlarmTransition, Metric

if TYPE_CHECKING:  # an alarm is taken in without the values of evidence
    from bot.domain.evidence.lag.lag import OwnReads
    from bot.domain.incident.incident import AlarmEntry, Incident

# For so long a read of ours may be what an alarm rings for; then it is told like any other.
RINGS = timedelta(minutes=15)
# CloudWatch has a minute's age within two; an older one does not speak for the minutes since.
_FRESH = timedelta(minutes=3)
_OF_ANY_READER = frozenset({"GetRecords.IteratorAgeMilliseconds", "IteratorAgeMilliseconds"})
_ABOVE = frozenset({"GreaterThanThreshold", "GreaterThanOrEqualToThreshold"})
# Of these an age is no age any more.
_COUNTS = frozenset({"Sum", "SampleCount"})


def of_any_reader(metric: Metric) -> bool:
    """Whether every reader of the stream publishes it, Lastcall too."""
    return metric.namespace == "AWS/Kinesis" and metric.name in _OF_ANY_READER


def rings_above(transition: AlarmTransition) -> timedelta | None:
    """The age above which the alarm rings, where it watches that age of one stream and nothing else."""
    threshold, metrics = transition.threshold, transition.metrics
    if threshold is None or len(metrics) != 1 or transition.comparison not in _ABOVE:
        return None
    (metric,) = metrics
    aged = of_any_reader(metric) and metric.statistic not in _COUNTS
    return _milliseconds(threshold) if aged else None


def rung_by_us_until(incident: "Incident") -> datetime | None:
    """Until when no one is notified, because nothing but Lastcall's own reading speaks for the alarms.

    None in any doubt: an alarm that watches something else, no read of ours before it rang, or an age of the
    other minutes that is not known, not of now, or such as would ring the alarm by itself.
    """
    read = own_reads(incident)
    if read is None or incident.evicted:
        return None
    ends = [_ends(alarm, read, incident) for alarm in incident.alarms.values() if alarm.firing]
    known = [end for end in ends if end is not None]
    return max(known) if known and len(known) == len(ends) else None


def own_reads(incident: "Incident") -> "OwnReads | None":
    """What the newest look found of our own reading; None where it found none."""
    if incident.evidence is None:
        return None
    from bot.domain.evidence.lag.lag import Lag  # noqa: PLC0415 - see above; loaded with the evidence

    lag = incident.evidence.lag
    return lag.own if isinstance(lag, Lag) else None


def _ends(alarm: "AlarmEntry", read: "OwnReads", incident: "Incident") -> datetime | None:
    rang, over, evidence = alarm.verdict_at, alarm.rings_above, incident.evidence
    if evidence is None or rang is None or over is None or evidence.taken_at < rang:
        return None
    ours = max((at for at in read.at if rang - RINGS <= at <= rang), default=None)
    if ours is None or read.others is None or read.others_at is None:
        return None
    keeps_up = read.others < over and evidence.taken_at - read.others_at <= _FRESH
    return ours + RINGS if keeps_up else None


def _milliseconds(value: float) -> timedelta | None:
    """None for what no clock can hold."""
    try:
        return timedelta(milliseconds=value)
    except (OverflowError, ValueError):
        return None
