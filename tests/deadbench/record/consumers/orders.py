"""Takes orders, by the name of who ordered."""

import json
from typing import Any


def handler(event: dict[str, Any], _context: Any) -> None:
    for record in event["Records"]:
        order = json.loads(record["body"])
        print(f"took {order['order_id']} of {order['customer_name']}")
