"""CloudWatch's reason for a state, in one line a person reads: the metric, the threshold, what stood.

Its sentences are those of `StateReason`; AWS documents them by examples only
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html), so what is not known
is told as it is, without the digits and the brackets that say nothing.
"""

import re
from datetime import timedelta

from bot.domain.evidence.durations import lasting
from bot.domain.resource.arn import BEFORE_ALARM_NAME

_CROSSED = re.compile(
    r"(?:was|were) (not )?(greater than or equal to|greater than|less than or equal to|less than)"
    r" the threshold \(([-+\d.eE]{1,30})\)"
)
_POINTS = re.compile(r"\[([-+\d.eE][^\[\]]{0,600})\]")
_POINT = re.compile(r"[-+]?\d[-+\d.eE]{0,29}")
_COUNTED = re.compile(r"(\d{1,4}) out of the last (\d{1,4})")
_NO_DATA = re.compile(
    r"no datapoints were received for (\d{1,4}) period.{0,40}treated as \[(\w{1,20})\]", re.IGNORECASE
)
_OPENING = re.compile(r"\AThresholds? Crossed: ")
_MINIMUM = re.compile(r" \(minimum [^()]{0,40}(?:\(s\))?[^()]{0,60}\)")
_DIGITS = re.compile(r"(?<![\d.])(\d{1,15}\.\d{3,20})(?![\d.])")
_HOW = {
    "greater than": ("above", "not above"),
    "greater than or equal to": ("at or above", "below"),
    "less than": ("below", "not below"),
    "less than or equal to": ("at or below", "above"),
}
_MANY = 100
# Metrics that are times, and what one of their units is in seconds.
_SECONDS = {
    "IteratorAge": 0.001,
    "AsyncEventAge": 0.001,
    "Duration": 0.001,
    "ApproximateAgeOfOldestMessage": 1.0,
    "GetRecords.IteratorAgeMilliseconds": 0.001,
}
_LONGEST = 2_000


def in_one_line(reason: str, metric: str = "") -> str:
    """A reason as a person would tell it.

    Args:
        metric: Its name; without it what was measured goes unnamed.
    """
    # A composite's reason names its children by ARN; their names say it all.
    told = BEFORE_ALARM_NAME.sub("", reason[:_LONGEST])
    return _crossed(told, metric) or _no_data(told, metric) or _cleaned(told)


def _crossed(reason: str, metric: str) -> str:
    crossed, points = _CROSSED.search(reason), _POINTS.search(reason)
    values = [value for each in points[1].split(",") if (value := _value(each)) is not None] if points else []
    limit = _number(crossed[3]) if crossed else None
    if crossed is None or limit is None or not values:
        return ""
    how = _HOW[crossed[2]][bool(crossed[1])]
    # What crossed it furthest; of those that did not, the newest, which CloudWatch names first.
    above = crossed[2].startswith("greater")
    stood = values[0] if crossed[1] else (max(values) if above else min(values))
    counted = _COUNTED.search(reason)
    often = f", {counted[1]} times of {counted[2]}" if counted and counted[2] != "1" else ""
    shown, bound = _shown(stood, metric), _shown(limit, metric)
    if shown == bound and stood != limit:
        shown, bound = f"{stood:,}", f"{limit:,}"
    return f"{metric or 'What it watches'} was {shown}, {how} its threshold of {bound}{often}"


def _no_data(reason: str, metric: str) -> str:
    found = _NO_DATA.search(reason)
    if found is None:
        return ""
    periods = "1 period" if found[1] == "1" else f"{found[1]} periods"
    return f"{metric or 'What it watches'} had no datapoint for {periods}, taken as {found[2].lower()}"


def _cleaned(reason: str) -> str:
    return _DIGITS.sub(lambda found: _shown(float(found[1])), _MINIMUM.sub("", _OPENING.sub("", reason)))


def _value(point: str) -> float | None:
    """`37.0 (21/11/25 02:57:00)` as its number."""
    found = _POINT.match(point.strip())
    return _number(found[0]) if found else None


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shown(value: float, metric: str = "") -> str:
    """A time as a time, anything else with as many digits as say something."""
    if metric in _SECONDS and value * _SECONDS[metric] >= 1:
        return lasting(timedelta(seconds=value * _SECONDS[metric]))
    return f"{value:,.0f}" if abs(value) >= _MANY or value == int(value) else f"{value:,.3g}"
