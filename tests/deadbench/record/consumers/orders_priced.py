"""The next version of `orders`, deployed without a module that it needs for every order."""

import json
from typing import Any


def handler(event: dict[str, Any], _context: Any) -> None:
    from pricelist import price  # type: ignore[import-not-found]  # noqa: PLC0415 - that is the fault

    for record in event["Records"]:
        order = json.loads(record["body"])
        print(f"took {order['order_id']} of {order['customer_name']} at {price(order)}")
