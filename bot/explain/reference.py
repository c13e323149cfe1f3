"""Every wire format as a table of Markdown, for docs/dead-letters.md."""

from bot.parsing.dead_letters import FORMATS

_HEAD = "\n| format | who writes it | known by | way back |\n|---|---|---|---|\n"


def reference() -> str:
    """In the order in which they are tried."""
    rows = (f"| `{each.name}` | {each.who} | {each.known_by} | {each.way_back} |\n" for each in FORMATS)
    return _HEAD + "".join(rows) + "\n"
