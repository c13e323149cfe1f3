"""CloudWatch: the evaluation of metric alarms, with their dimensions, periods and missing data.

It takes the place of the emulator's own, which knows neither dimensions nor gaps, and runs only on
PutMetricData.
"""

import json
import operator
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence

from .borrowed import CLOUDWATCH, Json, borrow, in_every_scope
from .notifications import stamp

EMITTED_NAMESPACES = ("AWS/SQS", "AWS/Lambda")
COMPARISONS: Mapping[str, tuple[Callable[[float, float], bool], str]] = {
    "GreaterThanThreshold": (operator.gt, "greater than"),
    "GreaterThanOrEqualToThreshold": (operator.ge, "greater than or equal to"),
    "LessThanThreshold": (operator.lt, "less than"),
    "LessThanOrEqualToThreshold": (operator.le, "less than or equal to"),
}
TREATED_AS = {"breaching": "Breaching", "notBreaching": "NonBreaching"}


def evaluate_all() -> None:
    """Judge every alarm; one that cannot be judged says so in the log and does not stop the others."""
    for alarm in in_every_scope(borrow(CLOUDWATCH, "_alarms")):
        try:
            evaluate(alarm)
        except Exception:  # noqa: BLE001 - one odd alarm must not silence all others
            traceback.print_exc(file=sys.stderr)


def evaluate(alarm: Json) -> None:
    """Judge a metric alarm now.

    One on a metric that the emulator never emits, and nobody has put, keeps its state: nothing to judge, but
    where missing it is a breach it rings at once ("Configuring how CloudWatch alarms treat missing data").
    """
    dimensions = {each["Name"]: each["Value"] for each in alarm.get("Dimensions") or []}
    key = (alarm.get("Namespace"), alarm.get("MetricName"), borrow(CLOUDWATCH, "_dims_key")(dimensions))
    points = list(borrow(CLOUDWATCH, "_metrics").get(key) or [])
    known = points or alarm.get("Namespace") in EMITTED_NAMESPACES
    judged = known or alarm.get("TreatMissingData") == "breaching"
    if not judged or alarm.get("ComparisonOperator") not in COMPARISONS:
        return
    values = datapoints(points, alarm, time.time())
    breaches = COMPARISONS[alarm["ComparisonOperator"]][0]
    breaching = [None if value is None else breaches(value, alarm["Threshold"]) for value in values]
    state = judge(breaching, needed(alarm), alarm.get("TreatMissingData") or "missing")
    if state and state != alarm["StateValue"]:
        turn(alarm, state, values)


def needed(alarm: Json) -> int:
    return int(alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"])


def datapoints(points: Sequence[Json], alarm: Json, end: float) -> list[float | None]:
    """The statistic of each period, the one that ends now first; None where there was no data."""
    calculated, stated = borrow(CLOUDWATCH, "_calc_stats"), borrow(CLOUDWATCH, "_stat_value")
    statistic = alarm.get("ExtendedStatistic") or alarm.get("Statistic") or "Average"
    values: list[float | None] = []
    for number in range(int(alarm["EvaluationPeriods"])):
        newest = end - number * alarm["Period"]
        within = [point for point in points if newest - alarm["Period"] < point["Timestamp"] <= newest]
        values.append(stated(calculated(within), statistic, within) if within else None)
    return values


def judge(breaching: Sequence[bool | None], needed: int, missing: str) -> str | None:
    """The state that these datapoints call for, or None to keep the present one."""
    present = [each for each in breaching if each is not None]
    gaps = len(breaching) - len(present)
    if not present and missing not in TREATED_AS:
        return "INSUFFICIENT_DATA" if missing == "missing" else None
    alarming = sum(present) + (gaps if missing == "breaching" else 0)
    if alarming >= (min(needed, len(present)) if missing == "missing" else needed):
        return "ALARM"
    undecided = missing == "ignore" and alarming + gaps >= needed
    return None if undecided else "OK"


def turn(alarm: Json, state: str, values: Sequence[float | None]) -> None:
    """Set the new state by the emulator's own action: it keeps the history and calls `notify`."""
    request = {
        "AlarmName": alarm["AlarmName"],
        "StateValue": state,
        "StateReason": reason(alarm, state, values),
        "StateReasonData": reason_data(alarm, values),
    }
    borrow(CLOUDWATCH, "_set_alarm_state")({}, request, is_cbor=False, is_json=True)


def reason(alarm: Json, state: str, values: Sequence[float | None]) -> str:
    present = [value for value in values if value is not None]
    if not present:
        treated = TREATED_AS.get(alarm.get("TreatMissingData") or "", "Missing")
        return (
            f"Threshold Crossed: no datapoints were received for {len(values)} period(s) and "
            f"{len(values)} missing datapoint(s) were treated as [{treated}]."
        )
    breaches, words = COMPARISONS[alarm["ComparisonOperator"]]
    telling = [value for value in present if breaches(value, alarm["Threshold"]) is (state == "ALARM")]
    was = "was" if state == "ALARM" else "was not"
    return (
        f"Threshold Crossed: {len(telling)} out of the last {len(values)} datapoints "
        f"[{', '.join(map(str, telling))}] {was} {words} the threshold ({alarm['Threshold']}) "
        f"(minimum {needed(alarm)} datapoint(s) for {alarm['StateValue']} -> {state} transition)."
    )


def reason_data(alarm: Json, values: Sequence[float | None]) -> str:
    now = time.time()
    data = {
        "version": "1.0",
        "queryDate": stamp(now),
        "startDate": stamp(now - alarm["Period"] * len(values)),
        "statistic": alarm.get("Statistic"),
        "period": alarm["Period"],
        "recentDatapoints": [value for value in reversed(values) if value is not None],
        "threshold": alarm["Threshold"],
    }
    return json.dumps(data)
