"""Every key of lastcall.toml as tables of Markdown, for docs/configuration.md."""

from bot.config.policies import TABLES
from bot.config.table import TomlKey, TomlTable

_HEAD = "| key | what | example | if left out |\n|---|---|---|---|"


def reference() -> str:
    """One table of Markdown for each table of the file."""
    return "\n".join(_section(table) for table in TABLES) + "\n"


def _section(table: TomlTable) -> str:
    rows = "\n".join(_row(key) for key in table.keys)
    return f"\n### {table.name}\n\n{_HEAD}\n{rows}"


def _row(key: TomlKey) -> str:
    like = key.like if key.like.endswith("see below") else f"`{key.like}`"
    without = "required" if key.required else key.default or "nothing"
    return f"| `{key.name}` | {key.what} | {like} | {without} |"
