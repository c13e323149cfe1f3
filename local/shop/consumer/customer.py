"""Who ordered. The bug of the story: the producer no longer sends `fullname`."""

from typing import Any


def customer_name(order: dict[str, Any]) -> str:
    return str(order["fullname"])
