"""Who ordered, by somebody who was in a hurry: the new form has no `name` either."""

from typing import Any


def customer_name(order: dict[str, Any]) -> str:
    return str(order["fullname"] if "fullname" in order else order["name"])
