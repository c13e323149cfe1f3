"""Log lines as runtimes, loggers and Lambda write them, with what they say.

A row of a table here:

    {"about": what it is, "source": whose format it is, "line": the line,
     "fails": counts against the consumer (null: either), "well": left out by a subscription (null: either),
     "level", "logger": as read, where they matter; "shape": all of it, or "shows", "hides": parts of it}
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

_FOLDER = Path(__file__).parent


class Row(NamedTuple):
    about: str
    source: str
    line: str
    fails: bool | None = None
    well: bool | None = None
    level: str | None = None
    logger: str | None = None
    shape: str | None = None
    shows: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()


def rows() -> tuple[Row, ...]:
    return tuple(
        _row(each) for path in sorted(_FOLDER.glob("*.json")) for each in json.loads(path.read_text())
    )


def _row(told: Mapping[str, Any]) -> Row:
    lists = {name: tuple(each) for name, each in told.items() if isinstance(each, list)}
    return Row(**{**told, **lists})
