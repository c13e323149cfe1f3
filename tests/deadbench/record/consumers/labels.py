"""Labels parcels; what it cannot label it reports by its id, and says nothing of it."""

import json
from typing import Any


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    failed = []
    for record in event["Records"]:
        parcel = json.loads(record["body"])
        if "street" not in parcel:
            failed.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failed}
