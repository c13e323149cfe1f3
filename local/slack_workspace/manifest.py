"""The Slack app as slack-app.yaml makes it: what it may do, and what of it people see.

Read without a YAML library, which the demo does not have; a test holds it to what one reads there.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

FILE = Path(__file__).resolve().parents[2] / "slack-app.yaml"


class Manifest(NamedTuple):
    """Attributes:
    commands: Names of the slash commands, with their slash.
    messages_tab: Whether the app may write to a person directly.
    """

    scopes: frozenset[str]
    commands: tuple[str, ...] = ()
    home_tab: bool = False
    messages_tab: bool = False


def read_manifest(text: str) -> Manifest:
    lines = [line for each in text.splitlines() if (line := each.partition(" #")[0].rstrip())]
    said = [line.strip() for line in lines]
    return Manifest(
        scopes=frozenset(_items(lines, "bot")),
        commands=tuple(line.removeprefix("- command: ") for line in said if line.startswith("- command: ")),
        home_tab="home_tab_enabled: true" in said,
        messages_tab="messages_tab_enabled: true" in said,
    )


@cache
def shipped() -> Manifest:
    """The manifest beside the template, with its optional scopes granted."""
    return read_manifest(FILE.read_text(encoding="utf-8"))


def _items(lines: Iterable[str], key: str) -> list[str]:
    """The items of the list with that key."""
    items: list[str] = []
    inside = False
    for line in lines:
        item = re.fullmatch(r"\s+- (\S+)", line)
        if inside and item:
            items.append(item[1])
        elif not line.lstrip().startswith("#"):
            inside = line.strip() == f"{key}:"
    return items
