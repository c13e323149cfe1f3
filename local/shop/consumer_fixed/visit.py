"""How long a visitor stayed; where the browser does not know it, no time at all."""

from typing import Any


def seconds_on_page(click: dict[str, Any]) -> int:
    return int(click["seconds"]) if str(click["seconds"]).isdecimal() else 0
