"""Tables of a lastcall.toml: which keys each has, what they mean and how they are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from operator import eq
from typing import Any, NamedTuple

from bot.config.problem import WRONG, TomlPath, Unfit
from bot.config.values import guess

# Reads a raw value at its place; raises Unfit, or notes problems further inside and returns WRONG.
Reader = Callable[[Any, TomlPath], Any]


class TomlKey(NamedTuple):
    """One key of a table.

    Attributes:
        what: What it decides, for the documentation.
        like: An example value as written.
        default: What applies if the key is left out, in words or as written.
        field: The code's name for it; empty if the same.
    """

    name: str
    read: Reader
    what: str
    like: str
    default: str = ""
    required: bool = False
    field: str = ""


@dataclass(frozen=True, slots=True)
class TomlTable:
    """A table is itself the reader of its values.

    Attributes:
        name: Its name in messages and in the documentation.
        build: Makes the domain's value from what was read, by field; may raise Unfit.
    """

    name: str
    keys: tuple[TomlKey, ...]
    build: Callable[[Mapping[str, Any]], Any]

    def __call__(self, raw: Any, place: TomlPath) -> Any:
        before = len(place.found)
        values = self.read(raw, place)
        return self.build(values) if len(place.found) == before else WRONG

    def read(self, raw: Any, place: TomlPath) -> Mapping[str, Any]:
        """What could be read, by field."""
        if not isinstance(raw, dict):
            raise Unfit(f"must be a table, such as {self.name}, not {raw!r}")
        names = [key.name for key in self.keys]
        for name in raw:
            if name not in names:
                place.at(name).wrong(f'unknown key "{name}" in {self.name}{guess(name, names)}')
        for key in self.keys:
            if key.required and key.name not in raw:
                place.wrong(f'{self.name} needs "{key.name}" ({key.what}), such as {key.like}')
        return {
            key.field or key.name: tried(key.read, raw[key.name], place.at(key.name))
            for key in self.keys
            if key.name in raw
        }


def tried(read: Reader, raw: Any, place: TomlPath) -> Any:
    """The value, or WRONG with the problem noted at its place."""
    try:
        return read(raw, place)
    except Unfit as fault:
        place.wrong(f"{_subject(place)} {fault}" if _subject(place) else str(fault))
        return WRONG


def _subject(place: TomlPath) -> str:
    return next((f'"{key}"' for key in reversed(place.path) if isinstance(key, str)), "")


def plain(read: Callable[[Any], Any]) -> Reader:
    """The reader of a value without inner values."""
    return lambda raw, _place: read(raw)


def each(read: Reader, *, least: int = 0) -> Reader:
    """The reader of a list, as a tuple; a wrong entry becomes WRONG."""

    def read_list(raw: Any, place: TomlPath) -> Any:
        if not isinstance(raw, list) or len(raw) < least:
            raise Unfit(f"must be a {'non-empty ' if least else ''}list, not {raw!r}")
        return tuple(tried(read, value, place.at(number)) for number, value in enumerate(raw))

    return read_list


def distinct(read: Reader, takes: Callable[[Any, Any], bool] = eq) -> Reader:
    """The reader of a list in which no entry covers what another already covers."""

    def read_distinct(raw: Any, place: TomlPath) -> Any:
        found = tuple(read(raw, place))
        fit = [(number, value) for number, value in enumerate(found) if value is not WRONG]
        for number, value in fit:
            takers = (
                raw[at]
                for at, other in fit
                if at != number and takes(other, value) and (at < number or not takes(value, other))
            )
            for taker in islice(takers, 1):
                why = "twice" if taker == raw[number] else f"although {taker!r} already matches it"
                place.at(number).wrong(f"{_subject(place)} has {raw[number]!r} {why}: remove one")
        return found

    return read_distinct


def named(read: Reader) -> Reader:
    """The reader of tables that carry names of the user's own choice."""

    def read_named(raw: Any, place: TomlPath) -> Any:
        if not isinstance(raw, dict):
            raise Unfit(f"must be named tables, not {raw!r}")
        return {name: tried(read, value, place.at(name)) for name, value in raw.items()}

    return read_named
