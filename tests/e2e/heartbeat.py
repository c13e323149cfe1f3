"""The heartbeat, put where its rule puts it."""

import json
from typing import Any

from tests.e2e.local_process import RunningLocal
from tests.e2e.logs import logged
from tests.e2e.roles import physical_names
from tests.e2e.transitions import now


def beat(local: RunningLocal) -> str:
    """Publish what the rule's target would: the rule's own event. Returns its time."""
    at = f"{now():%Y-%m-%dT%H:%M:%SZ}"
    rule = physical_names(local)["HeartbeatRule"]
    event = {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": local["account"],
        "time": at,
        "region": local["region"],
        "resources": [f"arn:aws:events:{local['region']}:{local['account']}:rule/{rule}"],
        "detail": {},
    }
    local.client("sns").publish(TopicArn=local["alarm_topic_arn"], Message=json.dumps(event))
    return at


def metric_lines(local: RunningLocal) -> list[dict[str, Any]]:
    """Every line in the embedded metric format that OnChange has logged."""
    lines = [json.loads(line) for line in logged(local, "OnChange", "CloudWatchMetrics")]
    return [line for line in lines if "_aws" in line]
