"""A metric as a line on stdout, in CloudWatch's embedded metric format: no call that could fail."""

import json
from collections.abc import Mapping
from datetime import datetime

NAMESPACE = "Lastcall"


def put(stack: str, at: datetime, values: Mapping[str, float], **beside: str) -> None:
    """Print metric values by name; `beside` is extra context for readers of the log."""
    names = [{"Name": name} for name in values]
    described = {
        "Timestamp": int(at.timestamp() * 1000),
        "CloudWatchMetrics": [{"Namespace": NAMESPACE, "Dimensions": [["Stack"]], "Metrics": names}],
    }
    line = {"_aws": described, "Stack": stack, **values, **beside}
    print(json.dumps(line), flush=True)  # noqa: T201 - the embedded metric format is a line on stdout
