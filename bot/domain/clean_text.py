"""Free text without secrets, whatever wrote it: known by their own form, by the names beside them, and by the
team's own patterns; also where the text is percent-encoded, escaped or base64.
"""

import base64
import binascii
import re
from functools import cache, lru_cache

from bot.domain.credentials import PRIVATE_KEY, TOKENS, Pattern, masking
from bot.domain.encodings import plainly, unescaped
from bot.domain.named_secrets import named_secrets
from bot.domain.policy import NO_RULES, Redaction
from bot.domain.quoted_values import Span
from bot.domain.secret_columns import secret_columns
from bot.domain.secret_names import names_a_credential, names_an_id
from bot.domain.secret_patterns import PATTERNS
from bot.domain.secret_places import secret_places
from bot.domain.secret_values import hides

_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{20,}={0,2}")
_BESIDE_ITS_NAME = "[masked: credential]"
_MOST_DECODED = 3


@lru_cache(512)
def shown(text: str, rules: Redaction = NO_RULES, *, personal: bool = True) -> str:
    """A name or a sentence that is posted: all of it, without secrets.

    Args:
        personal: Whether data of people is masked too.
    """
    try:
        return CleanText(rules).clean(text, keep=not personal)
    except re.error:
        return CleanText(NO_RULES).clean(text)


@cache
def _compiled(patterns: tuple[str, ...]) -> tuple[Pattern, ...]:
    return tuple(Pattern("configured pattern", re.compile(pattern)) for pattern in patterns)


class CleanText:
    """Raises:
    re.error: A pattern of the team's cannot be read.
    """

    def __init__(self, rules: Redaction) -> None:
        self._rules = rules
        self._first = (*_compiled(rules.patterns), PRIVATE_KEY, *TOKENS)

    def clean(self, text: str, name: str = "", *, keep: bool = False, decoded: int = 0) -> str:
        """All of the text, without secrets.

        Args:
            name: The key whose value it is.
            keep: Leaves people's data alone, never credentials.
            decoded: How often it was decoded before.
        """
        if decoded < _MOST_DECODED:
            for decode in (plainly, unescaped):
                text = decode(text, lambda inner: self.clean(inner, name, keep=keep, decoded=decoded + 1))
        for pattern in self._first:
            text = pattern.regex.sub(masking(pattern, f"[masked: {pattern.name}]"), text)
        text = self._beside_names(text, keep=keep)
        for pattern in PATTERNS:
            if not (pattern.personal and (keep or names_an_id(name))):
                text = pattern.regex.sub(masking(pattern, f"[masked: {pattern.name}]"), text)
        return text if decoded else _BASE64.sub(self._encoded, text)

    def _beside_names(self, text: str, *, keep: bool) -> str:
        def hidden(name: str, value: str) -> bool:
            return hides(name, value, self._rules) and not (keep and not names_a_credential(name))

        spans = (read(text, hidden) for read in (named_secrets, secret_places, secret_columns))
        return _without([each for found in spans for each in found], text)

    def _encoded(self, found: re.Match[str]) -> str:
        """Base64 is shown as it is, unless a secret is inside."""
        decoded = _decoded(found[0])
        clean = self.clean(decoded, decoded=_MOST_DECODED) == decoded
        return found[0] if clean else "[masked: base64 that holds a secret]"


def _without(spans: list[Span], text: str) -> str:
    """The text with a mask for each of the spans, which may overlap."""
    parts, at = [], 0
    for begin, end in sorted(spans):
        if end <= max(at, begin):
            continue
        if begin >= at:
            parts += [text[at:begin], _BESIDE_ITS_NAME]
        at = end
    return "".join([*parts, text[at:]])


def _decoded(token: str) -> str:
    """Base64 of either alphabet as text; empty when it is none."""
    plain = token.rstrip("=").replace("-", "+").replace("_", "/")
    usable = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        return base64.b64decode(usable + "=" * (-len(usable) % 4)).decode("utf-8", "ignore")
    except (binascii.Error, ValueError):
        return ""
