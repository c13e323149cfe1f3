"""Free text without secrets, whatever wrote it: found by their own form, by the names beside them, and by the
team's own patterns; also where the text is percent-encoded, escaped or base64.
"""

import base64
import binascii
import re
from functools import cache, lru_cache

from bot.domain.policy.policy import NO_RULES, Redaction
from bot.domain.redaction.calls import in_calls
from bot.domain.redaction.columns import in_columns
from bot.domain.redaction.commands import in_commands
from bot.domain.redaction.credentials import PRIVATE_KEY, TOKENS, Pattern, masking
from bot.domain.redaction.encodings import plainly, unescaped
from bot.domain.redaction.markup import in_markup
from bot.domain.redaction.names import names_a_credential, names_an_id
from bot.domain.redaction.own_form import PATTERNS
from bot.domain.redaction.pairs import pairs
from bot.domain.redaction.quoted import Span
from bot.domain.redaction.sentences import in_sentences
from bot.domain.redaction.statements import in_statements
from bot.domain.redaction.values import hides

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_BESIDE_ITS_NAME = "[masked: credential]"
_MOST_DECODED = 3
_QUOTES = " \t\r\n-\"'`\\"
# Each finds the values that are masked because of what is beside them.
_READERS = (pairs, in_sentences, in_calls, in_columns, in_statements, in_markup, in_commands)
_BY_ITSELF = (PRIVATE_KEY, *TOKENS)
# Most values: an id of a few letters, or words without digits and signs. No secret's form is so short.
_PLAIN = re.compile(r"[\w-]{0,8}|[A-Za-z]{1,15}(?:[ ][A-Za-z]{1,15}){0,8}")
_SPOKEN_OF = re.compile(r"pass|token|secret|pwd|senha|contras|key|login|bearer|basic", re.IGNORECASE)


@lru_cache(512)
def shown(text: str, rules: Redaction = NO_RULES, *, personal: bool = True) -> str:
    """A name or a sentence to be posted: all of it, without secrets.

    Args:
        personal: Whether personal data is masked, too.
    """
    try:
        return CleanText(rules).clean(text, unmasked=not personal)
    except re.error:
        return CleanText(NO_RULES).clean(text)


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(Pattern("configured pattern", re.compile(pattern)) for pattern in patterns)


class CleanText:
    """Raises:
    re.error: One of the team's patterns is invalid.
    """

    def __init__(self, rules: Redaction) -> None:
        self._rules = rules
        self._teams = _compiled(rules.patterns)

    def clean(self, text: str, name: str = "", *, unmasked: bool = False, decoded: int = 0) -> str:
        """All of the text, without secrets.

        Args:
            name: The key whose value it is.
            unmasked: Leaves personal data alone, never credentials.
            decoded: How often it was decoded before.
        """
        for pattern in self._teams:
            text = pattern.regex.sub(masking(pattern, f"[masked: {pattern.name}]"), text)
        if _holds_nothing(text):
            return text
        if decoded < _MOST_DECODED:
            for decode in (plainly, unescaped):
                text = decode(
                    text, lambda inner: self.clean(inner, name, unmasked=unmasked, decoded=decoded + 1)
                )
        for pattern in _BY_ITSELF:
            text = pattern.regex.sub(masking(pattern, f"[masked: {pattern.name}]"), text)
        text = self._beside_names(text, unmasked=unmasked)
        unmasked = unmasked or names_an_id(name)
        for pattern in PATTERNS:
            if not (pattern.personal and unmasked):
                text = pattern.regex.sub(masking(pattern, f"[masked: {pattern.name}]"), text)
        return text if decoded else _BASE64.sub(self._encoded, text)

    def values(self, text: str) -> list[str]:
        """What is masked because of the names beside it, line by line, without quotes and bullets."""
        found = (text[slice(*each)] for each in self._spans(text, unmasked=False))
        return [line.strip(_QUOTES) for each in found for line in each.splitlines()]

    def _beside_names(self, text: str, *, unmasked: bool) -> str:
        return _without(self._spans(text, unmasked=unmasked), text)

    def _spans(self, text: str, *, unmasked: bool) -> list[Span]:
        def hidden(name: str, value: str) -> bool:
            return hides(name, value, self._rules) and not (unmasked and not names_a_credential(name))

        return [span for read in _READERS for span in read(text, hidden)]

    def _encoded(self, found: re.Match[str]) -> str:
        """Base64 is shown unchanged, unless a secret is inside."""
        decoded = _decoded(found[0])
        clean = self.clean(decoded, decoded=_MOST_DECODED) == decoded
        return found[0] if clean else "[masked: base64 that holds a secret]"


def _holds_nothing(text: str) -> bool:
    return bool(_PLAIN.fullmatch(text)) and not _SPOKEN_OF.search(text)


def _without(spans: list[Span], text: str) -> str:
    """The text with a mask for each span; spans may overlap."""
    parts, at = [], 0
    for begin, end in sorted(spans):
        if end <= max(at, begin):
            continue
        if begin >= at:
            parts += [text[at:begin], _BESIDE_ITS_NAME]
        at = end
    return "".join([*parts, text[at:]])


def _decoded(token: str) -> str:
    """Base64 of either alphabet as text; empty if it is not base64."""
    plain = token.rstrip("=").replace("-", "+").replace("_", "/")
    usable = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        return base64.b64decode(usable + "=" * (-len(usable) % 4)).decode("utf-8", "ignore")
    except (binascii.Error, ValueError):
        return ""
