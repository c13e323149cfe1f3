"""Who ordered, in an order of either form."""

from typing import Any


def customer_name(order: dict[str, Any]) -> str:
    if "fullname" in order:
        return str(order["fullname"])
    return f"{order['firstname']} {order['lastname']}"
