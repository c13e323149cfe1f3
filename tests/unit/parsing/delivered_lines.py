"""Lines of a log as CloudWatch delivers them."""

import base64
import gzip
import json
from typing import Any

EPOCH_MS = 1772334000000
STREAM = "2026/03/01/[$LATEST]0f8fad5bd9cb469fa16570867728950e"


def packed(told: Any) -> dict[str, Any]:
    return {"awslogs": {"data": base64.b64encode(gzip.compress(json.dumps(told).encode())).decode()}}


def message(*lines: Any, **more: Any) -> dict[str, Any]:
    events = [{"id": f"{n}", "timestamp": EPOCH_MS + n, "message": line} for n, line in enumerate(lines)]
    return {
        "messageType": "DATA_MESSAGE",
        "owner": "111122223333",
        "logGroup": "/aws/lambda/orders-worker",
        "logStream": STREAM,
        "subscriptionFilters": ["errors"],
        "logEvents": events,
        **more,
    }
