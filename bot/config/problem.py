"""Problems in a lastcall.toml: all found at once, each with its line."""

from typing import Any, NamedTuple

# Where something is: keys, and indexes of lists.
Path = tuple[str | int, ...]

WRONG: Any = object()
"""Stands where a value could not be read; the problem has been noted."""


class Problem(NamedTuple):
    name: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}: {self.message}"


class Unfit(Exception):
    """A value that cannot be used; the message says what would be valid."""


class TomlPath(NamedTuple):
    """A path in the file, and the list that collects problems."""

    path: Path
    found: list[tuple[Path, str]]

    def at(self, *keys: str | int) -> "TomlPath":
        return self._replace(path=self.path + keys)

    def wrong(self, message: str) -> None:
        self.found.append((self.path, message))
