"""Labels parcels, several in a call. What it cannot label it reports by its id, and says nothing of it."""

import json
from typing import Any

from counts import count  # type: ignore[import-not-found]  # beside this file in the package
from label import street  # type: ignore[import-not-found]  # the same


def handler(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Lambda counts the call as a success, whatever stands in the answer."""
    failed = []
    for record in event["Records"]:
        try:
            street(json.loads(record["body"]))
        except KeyError:
            failed.append({"itemIdentifier": record["messageId"]})
        else:
            count("parcels", 1)
    return {"batchItemFailures": failed}
