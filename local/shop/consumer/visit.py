"""How long a visitor stayed. The bug of the story: a browser that does not know it says `n/a`."""

from typing import Any


def seconds_on_page(click: dict[str, Any]) -> int:
    return int(click["seconds"])
