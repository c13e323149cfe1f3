"""The line of each key in a TOML file: tomllib reads values and forgets where they were.

Only for text that tomllib has accepted: this finds where things are, never whether they are right.
"""

import re
from collections.abc import Mapping

from bot.config.problem import Path

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\])*"|'[^']*'""")
_STRING = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}(?!")|\'\'\'.*?\'{3,5}(?!\')|"(?:\\.|[^"\\\n])*"|'[^'\n]*\'''', re.DOTALL
)
_BARE = re.compile(r"[^,\]}\n#]+")


def lines_of(text: str) -> Mapping[Path, int]:
    """The line of every table, key and list element."""
    scan = _Scan(text)
    scan.document()
    return {path: text.count("\n", 0, place) + 1 for path, place in scan.places.items()}


def line_of(lines: Mapping[Path, int], path: Path) -> int:
    """The line of a path, or of its nearest parent in the file."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


class _Scan:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._last: dict[Path, int] = {}  # index of the newest element of each array of tables
        self.places: dict[Path, int] = {}

    def document(self) -> None:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._next("["):
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)

    def _header(self) -> Path:
        start, opening = self._at, "[[" if self._next("[[") else "["
        self._at += len(opening)
        path = self._resolved(self._keys(), is_list=opening == "[[")
        self._at += len(opening)
        self._note(path, start)
        return path

    def _resolved(self, keys: Path, *, is_list: bool) -> Path:
        """The header's path with the indexes of the arrays of tables around it."""
        path: Path = ()
        for number, key in enumerate(keys, start=1):
            path += (key,)
            if is_list and number == len(keys):
                self._last[path] = self._last.get(path, -1) + 1
            if path in self._last:
                path += (self._last[path],)
        return path

    def _pair(self, table: Path) -> None:
        start = self._at
        path = table + self._keys()
        self._note(path, start)
        self._at += 1  # the sign of equality
        self._skip(_SPACE)
        self._value(path)

    def _note(self, path: Path, start: int) -> None:
        for length in range(1, len(path) + 1):
            self.places.setdefault(path[:length], start)

    def _keys(self) -> Path:
        keys: Path = ()
        while True:
            self._skip(_SPACE)
            keys += (_bare(self._take(_KEY)),)
            self._skip(_SPACE)
            if not self._next("."):
                return keys
            self._at += 1

    def _value(self, path: Path) -> None:
        if self._next("["):
            self._elements(path)
        elif self._next("{"):
            self._inline_table(path)
        elif self._next('"') or self._next("'"):
            self._take(_STRING)
        else:
            self._take(_BARE)

    def _elements(self, path: Path) -> None:
        number = 0
        while self._more("]"):
            self.places[(*path, number)] = self._at
            self._value((*path, number))
            number += 1

    def _inline_table(self, path: Path) -> None:
        while self._more("}"):
            self._pair(path)

    def _more(self, closing: str) -> bool:
        """Step over the bracket, or the comma before the next element."""
        self._skip(_BLANK)
        if self._text[self._at] in "[{,":
            self._at += 1
            self._skip(_BLANK)
        if self._next(closing):
            self._at += 1
            return False
        return True

    def _next(self, sign: str) -> bool:
        return self._text.startswith(sign, self._at)

    def _skip(self, pattern: re.Pattern[str]) -> None:
        self._take(pattern)

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise AssertionError(f"no TOML at character {self._at}")
        self._at = found.end()
        return found[0]


def _bare(key: str) -> str:
    return key[1:-1] if key[0] in "\"'" else key
