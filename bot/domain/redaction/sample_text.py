"""Samples and error texts without secrets: masked by a key's name and by what a value looks like.

Masking happens before anything is stored or shown. JSON is read as such, also where strings hold it; whatever
else is text is cleaned by clean_text.py. Only as much is masked as can be shown, so the time is bounded
whatever the size of the body.
"""

import json
import re
from typing import Any, NamedTuple

from bot.domain.policy.policy import NO_RULES, Redaction
from bot.domain.redaction.clean_text import CleanText
from bot.domain.redaction.labels import is_label, is_value, labelled
from bot.domain.redaction.names import names_a_credential, names_a_person, tells_about
from bot.domain.redaction.own_form import is_card_number
from bot.domain.redaction.pairs import is_a_name
from bot.domain.redaction.spelled_json import Number, Object, Pairs, spelled
from bot.domain.redaction.values import ANY, hides, looks_random

# How much of a body is kept to show, and how far beyond to look: a secret may straddle the end.
SHOWN = 2_800
_BEYOND = 2_000
_DEEPEST = 20

_MASKED = '"[masked]"'
_MOST_NAMES = 100
_SHALLOW = 3
_PAIR = 2
# {"card": {"number": ...}}: the name above says whose it is.
_NUMBERS = frozenset({"number", "no", "nr"})


class SampleText(NamedTuple):
    """Attributes: cut is about how many characters of the body are not in `text`."""

    text: str
    cut: int = 0


def sample_text(body: str, mode: str, rules: Redaction = NO_RULES, most: int = SHOWN) -> SampleText:
    """A body as the route allows showing it.

    Args:
        mode: `redacted` masks secrets, `keys` shows names and types only, `shapes` and `off` show nothing.
    """
    if mode not in {"redacted", "keys"}:
        return SampleText("", len(body))
    try:
        mask = _Mask(rules, most + _BEYOND, keys_only=mode == "keys")
    except re.error as fault:
        return SampleText(f"(not shown: a pattern under [redaction] cannot be read: {fault})")
    text = mask.body(body)
    shown = text[:most]
    whole = len(text) <= most and not mask.exhausted
    return SampleText(shown, 0 if whole else max(len(body) - len(shown), 1))


def masked(text: str, rules: Redaction = NO_RULES, most: int = SHOWN) -> str:
    """Free text, such as a log line, without secrets."""
    try:
        return _Mask(rules, most + _BEYOND).text(text)[:most]
    except re.error:
        return "(not shown: a pattern under [redaction] cannot be read)"


class _Mask:
    """One body's masking, until there is more than will be shown."""

    def __init__(self, rules: Redaction, most: int, *, keys_only: bool = False) -> None:
        self._rules = rules
        self._text = CleanText(rules)
        self._room = most
        self._keys_only = keys_only

    def body(self, body: str) -> str:
        parsed = spelled(body)
        if parsed is not None:
            return self._value(parsed, 0)
        return f"(text, {len(body):,} characters)" if self._keys_only else self.text(body)

    def text(self, text: str, *, name: str = "", unmasked: bool = False) -> str:
        """Free text; `unmasked` leaves personal data alone, never credentials.

        Args:
            name: The key whose value it is.
        """
        window = text[: max(self._room, 0)]
        self._room -= len(text) - len(window)
        window = self._text.clean(window, name, unmasked=unmasked)
        self._room -= len(window)
        return window

    def _value(self, value: Any, depth: int, *, name: str = "", unmasked: bool = False) -> str:
        if self.exhausted or depth > _DEEPEST:
            self._room = min(self._room, -1)
            return "…"
        match value:
            case Object(pairs):
                return self._object(pairs, depth, name)
            case list():
                return self._list(value, depth, name, unmasked=unmasked)
            case _:
                return (
                    self._typed(value)
                    if self._keys_only
                    else self._scalar(value, depth, name, unmasked=unmasked)
                )

    def _list(
        self, values: list[Any], depth: int, name: str, *, unmasked: bool, columns: tuple[str, ...] = ()
    ) -> str:
        columns = columns or _header(values)
        items = [
            self._spent(_MASKED)
            if self._hidden_in(values, place)
            else self._row(each, depth + 1, columns)
            if isinstance(each, list) and columns and len(each) == len(columns) and each != list(columns)
            else self._value(each, depth + 1, name=name, unmasked=unmasked)
            for place, each in enumerate(values)
            if self._more()
        ]
        return self._brackets("[]", items, depth)

    def _row(self, values: list[Any], depth: int, columns: tuple[str, ...]) -> str:
        """A table's row: each value by its column's name."""
        items = [
            self._spent(_MASKED)
            if self._hides(column, each)
            else self._value(each, depth + 1, name=column, unmasked=column in self._rules.unmasked)
            for column, each in zip(columns, values, strict=True)
            if self._more()
        ]
        return self._brackets("[]", items, depth)

    def _hidden_in(self, values: list[Any], place: int) -> bool:
        """`["password", "..."]`, `["--password", "..."]`, and headers one after the other."""
        before = values[place - 1] if place else None
        value = values[place]
        if not isinstance(before, str) or not isinstance(value, str):
            return False
        header = "-" in before and place % _PAIR == 1 and looks_random(value)
        named = len(values) == _PAIR or before.startswith("-") or header
        return named and ":" not in before and not is_a_name(value) and self._hides(before, value)

    def _hides(self, name: str, value: Any) -> bool:
        """Whether a value is masked for its name; under a personal name, each part is checked."""
        if isinstance(value, str):
            return hides(name, value, self._rules)
        if isinstance(value, Object | list):
            personal = names_a_person(name) and not names_a_credential(name)
            return not personal and hides(name, ANY, self._rules) and not self._only_states(name, value)
        return isinstance(value, Number) and hides(name, str(value), self._rules)

    def _only_states(self, name: str, value: Any, depth: int = 0) -> bool:
        """`tokens: {"input": 812}`, `password: ["This field is required."]`"""
        inner = value
        if isinstance(value, Object):
            inner = [each for key, each in value.pairs if not tells_about(key)]
        return (
            depth < _SHALLOW
            and all(
                self._only_states(name, each, depth + 1)
                if isinstance(each, Object | list)
                else not self._hides(name, each)
                for each in inner[:_MOST_NAMES]
            )
            and len(inner) <= _MOST_NAMES
        )

    @property
    def exhausted(self) -> bool:
        return self._room < 0

    def _more(self) -> bool:
        return not self.exhausted

    def _object(self, pairs: Pairs, depth: int, name: str) -> str:
        # {"Name": "DB_PASSWORD", "Value": ...}: how lists of settings are written.
        named = any(
            is_label(key) and self._hides(labelled(_last_text(each)), ANY)
            for key, each in pairs[:_MOST_NAMES]
        )
        columns = next((found for _, each in pairs if (found := _header([each]))), ())
        shown = [
            self._pair(key, each, depth, name, named=named, columns=columns)
            for key, each in pairs
            if self._more()
        ]
        return self._brackets("{}", shown, depth)

    def _pair(
        self, key: str, value: Any, depth: int, above: str, *, named: bool, columns: tuple[str, ...]
    ) -> str:
        unmasked = key in self._rules.unmasked
        name = json.dumps(self.text(key), ensure_ascii=False)
        inherited = (
            names_a_person(above) and not isinstance(value, Object | list) and self._hides(above, value)
        )
        secret = (
            self._hides(key, value)
            or inherited
            or (named and is_value(key) and self._hides("password", value))
        )
        if secret and value not in (None, ""):
            return f"{name}: {self._spent(_MASKED)}"
        if columns and isinstance(value, list):
            return f"{name}: {self._list(value, depth + 1, key, unmasked=unmasked, columns=columns)}"
        whole = f"{above} {key}" if key.lower() in _NUMBERS else key
        return f"{name}: {self._value(value, depth + 1, name=whole, unmasked=unmasked)}"

    def _brackets(self, pair: str, items: list[str], depth: int) -> str:
        if not items:
            return pair
        indent = "  " * (depth + 1)
        inner = ",\n".join(indent + item for item in items)
        return f"{pair[0]}\n{inner}\n{'  ' * depth}{pair[1]}"

    def _scalar(self, value: Any, depth: int, name: str, *, unmasked: bool) -> str:
        if isinstance(value, Number):
            card = not unmasked and is_card_number(value, name)
            return self._spent('"[masked: card number]"' if card else value)
        if not isinstance(value, str):
            return self._spent(json.dumps(value))
        nested = spelled(value) if value[:1] in {"{", "["} else None
        if nested is not None:
            return f"(JSON in a string) {self._value(nested, depth + 1, unmasked=unmasked)}"
        return json.dumps(self.text(value, name=name, unmasked=unmasked), ensure_ascii=False)

    def _typed(self, value: Any) -> str:
        if isinstance(value, Number):
            return self._spent("number")
        if isinstance(value, str):
            return self._spent(f"text of {len(value):,}")
        return self._spent("null" if value is None else "true or false")

    def _spent(self, text: str) -> str:
        self._room -= len(text)
        return text


def _header(values: list[Any]) -> tuple[str, ...]:
    """A table's column names, if a list begins with them: `[["user", "password"], ...]`."""
    first = values[0] if values else None
    if isinstance(first, list) and len(first) >= _PAIR and all(isinstance(each, str) for each in first):
        return tuple(first)
    return ()


def _last_text(value: Any) -> str:
    """A label, or the last step if it is a path: `["body", "password"]`."""
    last = value[-1] if isinstance(value, list) and value else value
    return last if isinstance(last, str) else ""
