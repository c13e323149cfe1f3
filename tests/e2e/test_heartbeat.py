"""The heartbeat goes through the whole intake and comes out as a metric.

The rule itself fires every five minutes, so its event is put on AlarmTopic as the rule would; that the rule
sends this very event there is read from the template.
"""

from datetime import datetime, timedelta
from typing import Any

from tests.contract.local_aws.waiting import NOW_AND_THEN, eventually
from tests.e2e.heartbeat import beat, metric_lines
from tests.e2e.local_process import RunningLocal
from tests.unit.template.stack import properties

PATIENCE = timedelta(minutes=1)


def test_a_heartbeat_on_the_topic_becomes_a_metric_line_of_this_stack(local: RunningLocal) -> None:
    at = datetime.fromisoformat(beat(local))

    def of_this_beat() -> dict[str, Any] | None:
        return next(
            (line for line in metric_lines(local) if datetime.fromisoformat(line["beat_at"]) == at), None
        )

    line = eventually(of_this_beat, within=PATIENCE, every=NOW_AND_THEN)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive == {
        "Namespace": "Lastcall",
        "Dimensions": [["Stack"]],
        "Metrics": [{"Name": "Heartbeat"}],
    }
    assert (line["Stack"], line["Heartbeat"]) == (local["stack"], 1)


def test_the_metric_line_is_what_the_alarm_on_its_absence_counts(local: RunningLocal) -> None:
    alarm = properties("HeartbeatMissing")
    beat(local)
    line = eventually(lambda: next(iter(metric_lines(local)), None), within=PATIENCE, every=NOW_AND_THEN)
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == alarm["Namespace"]
    assert directive["Metrics"] == [{"Name": alarm["MetricName"]}]
    assert directive["Dimensions"] == [[each["Name"] for each in alarm["Dimensions"]]]
    assert alarm["Dimensions"] == [{"Name": "Stack", "Value": {"Ref": "AWS::StackName"}}]


def test_the_rule_sends_its_own_event_to_the_topic() -> None:
    (target,) = properties("HeartbeatRule")["Targets"]
    assert target["Arn"] == {"Ref": "AlarmTopic"}
    assert not {"Input", "InputPath", "InputTransformer"} & set(target)
