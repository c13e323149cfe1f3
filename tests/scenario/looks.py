"""An alarm of any kind whose first card stands while nobody has begun to look, and the look that follows."""

import json
from typing import Any

from tests.events import event
from tests.scenario.harness import Harness
from tests.scenario.harness.alarms import envelope
from tests.scenario.harness.slack import Shown
from tests.scenario.harness.wire import Call

# What the probes of any kind begin with; what would follow is never asked for.
READS = frozenset(
    {
        "cloudwatch.DescribeAlarms",
        "cloudwatch.GetMetricData",
        "cloudwatch-logs.FilterLogEvents",
        "cloudtrail.LookupEvents",
        "kinesis.DescribeStreamSummary",
        "kinesis.ListShards",
        "lambda.GetAccountSettings",
        "lambda.GetFunctionConcurrency",
        "lambda.GetFunctionConfiguration",
        "lambda.GetFunctionEventInvokeConfig",
        "lambda.ListEventSourceMappings",
        "lambda.ListFunctions",
        "lambda.ListVersionsByFunction",
        "sqs.GetQueueAttributes",
        "sqs.GetQueueUrl",
        "sqs.ListDeadLetterSourceQueues",
        "sqs.ReceiveMessage",
    }
)


def is_read(call: Call) -> bool:
    return call.by == "on_job" and call.name in READS


def alarm(h: Harness, kind: str) -> dict[str, Any]:
    """The sample of its kind, just now."""
    told = event(f"kinds/{kind}")
    now = h.clock()
    told["StateChangeTime"] = f"{now:%Y-%m-%dT%H:%M:%S}.000+0000"
    return envelope(json.dumps(told), now)


def fired(h: Harness, kind: str) -> Shown:
    """The first card, while nobody has begun to look."""
    h.functions.pause("on_job")
    h.deliver(alarm(h, kind))
    assert not any(is_read(call) for call in h.wire.calls)
    (card,) = h.slack.messages()
    return card


def looked(h: Harness) -> None:
    h.functions.resume("on_job")
    h.pump()
    h.fast_forward(seconds=10)
