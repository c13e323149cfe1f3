"""Samples and error texts without secrets: masked by the name of a key and by what a value looks like.

Masking happens before anything is stored or shown. It reaches into JSON held in strings and one level of
base64. Only as much is masked as can be shown, so the time is bounded whatever the size of the body.
"""

import base64
import binascii
import json
import re
from functools import cache
from typing import Any, NamedTuple

from bot.domain.credentials import Pattern, masking
from bot.domain.policy import Redaction
from bot.domain.secret_names import names_a_secret
from bot.domain.secret_patterns import PATTERNS, is_card_number

# How much of a body is kept to be shown, and how far beyond it is looked: a secret may straddle the end.
SHOWN = 2_800
_BEYOND = 2_000
_DEEPEST = 20
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")

_MASKED = '"[masked]"'
_MOST_NAMES = 100

NO_RULES = Redaction()


class SampleText(NamedTuple):
    """Attributes: cut is about how many characters of the body are not in `text`."""

    text: str
    cut: int = 0


def sample_text(body: str, mode: str, rules: Redaction = NO_RULES, most: int = SHOWN) -> SampleText:
    """A body as a route lets it be shown.

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


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(Pattern("configured pattern", re.compile(pattern)) for pattern in patterns)


class _Number(str):
    """A number as it was spelled: 1e400 stays 1e400."""

    __slots__ = ()


_Pairs = list[tuple[str, Any]]


class _Object(NamedTuple):
    """A JSON object with its keys in order, duplicates included."""

    pairs: _Pairs


class _Mask:
    """One body's masking, until there is more than anybody will see."""

    def __init__(self, rules: Redaction, most: int, *, keys_only: bool = False) -> None:
        self._rules = rules
        self._patterns = (*_compiled(rules.patterns), *PATTERNS)
        self._room = most
        self._keys_only = keys_only

    def body(self, body: str) -> str:
        parsed = _parsed(body)
        if parsed is not None:
            return self._value(parsed, 0)
        return f"(text, {len(body):,} characters)" if self._keys_only else self.text(body)

    def text(self, text: str, *, keep: bool = False) -> str:
        """Free text; `keep` leaves people's data alone, never credentials."""
        window = text[: max(self._room, 0)]
        self._room -= len(text) - len(window)
        for pattern in self._patterns:
            if not (keep and pattern.personal):
                window = pattern.regex.sub(masking(pattern, f"[masked: {pattern.name}]"), window)
        window = _BASE64.sub(self._encoded, window)
        self._room -= len(window)
        return window

    def _encoded(self, found: re.Match[str]) -> str:
        """Base64 is shown as it is, unless a secret is inside."""
        decoded = _decoded(found[0])
        clean = all(not _hits(pattern, decoded) for pattern in self._patterns)
        return found[0] if clean else "[masked: base64 that holds a secret]"

    def _value(self, value: Any, depth: int, *, keep: bool = False) -> str:
        if self.exhausted or depth > _DEEPEST:
            self._room = min(self._room, -1)
            return "…"
        match value:
            case _Object(pairs):
                return self._object(pairs, depth)
            case list():
                items = [self._value(each, depth + 1, keep=keep) for each in value if self._more()]
                return self._brackets("[]", items, depth)
            case _:
                return self._typed(value) if self._keys_only else self._scalar(value, depth, keep=keep)

    @property
    def exhausted(self) -> bool:
        return self._room < 0

    def _more(self) -> bool:
        return not self.exhausted

    def _object(self, pairs: _Pairs, depth: int) -> str:
        # {"Name": "DB_PASSWORD", "Value": ...}: how lists of settings are written.
        named = any(
            key.lower() in {"name", "key"} and isinstance(each, str) and names_a_secret(each, self._rules)
            for key, each in pairs[:_MOST_NAMES]
        )
        shown = [self._pair(key, each, depth, named=named) for key, each in pairs if self._more()]
        return self._brackets("{}", shown, depth)

    def _pair(self, key: str, value: Any, depth: int, *, named: bool) -> str:
        keep = key in self._rules.keep
        name = json.dumps(self.text(key), ensure_ascii=False)
        secret = names_a_secret(key, self._rules) or (named and key.lower() == "value")
        if secret and value not in (None, ""):
            return f"{name}: {self._spent(_MASKED)}"
        return f"{name}: {self._value(value, depth + 1, keep=keep)}"

    def _brackets(self, pair: str, items: list[str], depth: int) -> str:
        if not items:
            return pair
        indent = "  " * (depth + 1)
        inner = ",\n".join(indent + item for item in items)
        return f"{pair[0]}\n{inner}\n{'  ' * depth}{pair[1]}"

    def _scalar(self, value: Any, depth: int, *, keep: bool) -> str:
        if isinstance(value, _Number):
            return self._spent('"[masked: card number]"' if is_card_number(value) and not keep else value)
        if not isinstance(value, str):
            return self._spent(json.dumps(value))
        nested = _parsed(value) if value[:1] in {"{", "["} else None
        if nested is not None:
            return f"(JSON in a string) {self._value(nested, depth + 1, keep=keep)}"
        return json.dumps(self.text(value, keep=keep), ensure_ascii=False)

    def _typed(self, value: Any) -> str:
        if isinstance(value, _Number):
            return self._spent("number")
        if isinstance(value, str):
            return self._spent(f"text of {len(value):,}")
        return self._spent("null" if value is None else "true or false")

    def _spent(self, text: str) -> str:
        self._room -= len(text)
        return text


def _hits(pattern: Pattern, text: str) -> bool:
    return any(pattern.proven(found[0]) for found in pattern.regex.finditer(text))


def _parsed(text: str) -> Any:
    """The JSON value of an object or a list; None for anything else, or too deep."""
    if text.lstrip()[:1] not in {"{", "["}:
        return None
    try:
        return json.loads(
            text, object_pairs_hook=_Object, parse_int=_Number, parse_float=_Number, parse_constant=_Number
        )
    except (ValueError, RecursionError):
        return None


def _decoded(token: str) -> str:
    """Base64 of either alphabet as text; empty when it is none."""
    plain = token.rstrip("=").replace("-", "+").replace("_", "/")
    usable = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        return base64.b64decode(usable + "=" * (-len(usable) % 4)).decode("utf-8", "ignore")
    except (binascii.Error, ValueError):
        return ""
