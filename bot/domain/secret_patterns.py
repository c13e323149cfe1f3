"""What a secret looks like, whatever name it goes by. Every pattern is linear in its input, by the rule of
bot/config/slow_pattern.py.

Shapes beside those of credentials.py: ISO/IEC 7812 (card numbers, with Luhn's check digit) and ITU E.164
(phone numbers).
"""

import re

from bot.domain.credentials import PRIVATE_KEY, TOKENS, Pattern


def is_card_number(text: str) -> bool:
    """A length and beginning that issuers use, and a right check digit."""
    digits = re.sub(r"\D", "", text)
    return bool(_ISSUED.fullmatch(digits)) and _luhn(digits)


_ISSUED = re.compile(
    r"4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|2[2-7]\d{14}|3[47]\d{13}|3(?:0[0-5]|[689]\d)\d{11}|35\d{14}|6\d{15,18}"
)


def _luhn(digits: str) -> bool:
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0  # noqa: PLR2004 - Luhn's rule


_WORDS = (
    r"passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|authorization"
    r"|credential|signature|cookie|connection[_-]?string"
)
_WORD = re.compile(_WORDS, re.IGNORECASE)
# Where the name of an XML element ends.
_NO_NAME = re.compile(r"[^\w:-]")
# `password=...`, `"secret": "..."`, and the same inside a JSON string, where the quotes are escaped.
_ASSIGNED = (
    rf"(?:{_WORDS})[\w-]{{0,40}}(?:\\{{0,8}}[\"'])?\s{{0,8}}[:=]\s{{0,8}}"
    r"(?:(?:bearer|basic)\s+)?"
    r"(?:\"(?:\\.|[^\"\\])*\"?|'(?:\\.|[^'\\])*'?|\\+[\"'](?:(?!\\[\"']).)*(?:\\[\"'])?|[^\s,;&\"'}\])]+)"
)

PATTERNS = (
    PRIVATE_KEY,
    Pattern("credential", re.compile(_ASSIGNED, re.IGNORECASE | re.DOTALL)),
    Pattern(
        "credential",
        re.compile(r"(?<=<)[\w:-]{1,300}(?:[^\w:<>-][^<>]{0,200})?>[^<]+"),
        proven=lambda element: bool(_WORD.search(_NO_NAME.split(element, 1)[0])),
    ),
    *TOKENS,
    Pattern("bearer token", re.compile(r"\b(?:bearer|basic)\s+[\w.~+/=-]{8,}", re.IGNORECASE)),
    Pattern("Slack webhook", re.compile(r"hooks\.slack\.com/[^\s\"'\\]+")),
    Pattern("password", re.compile(r"(?<=://)[^/\s:@\"'\\]{0,100}:[^/\s@\"'\\]{1,200}(?=@)")),
    Pattern(
        "card number", re.compile(r"(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)"), personal=True, proven=is_card_number
    ),
    Pattern("e-mail", re.compile(r"[\w.%+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"), personal=True),
    Pattern("phone number", re.compile(r"(?<![\w+])\+[1-9][\d ().-]{6,18}\d(?!\d)"), personal=True),
    Pattern(
        "phone number", re.compile(r"(?<![\w.-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?![\w-])"), personal=True
    ),
)
