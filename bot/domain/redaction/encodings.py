"""Encoded text: percent-encoded, or with quotes and brackets escaped.

A part with a secret is shown decoded and masked; everything else stays as written.
"""

import re
from collections.abc import Callable

Clean = Callable[[str], str]

_RUN = re.compile(r"\S+")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
# The quotes, brackets and signs of XML and HTML, and as JSON, Go, PHP and JavaScript write them.
_ENTITIES = {"quot": '"', "apos": "'", "lt": "<", "gt": ">", "amp": "&", "equals": "=", "colon": ":"}
_ESCAPE = re.compile(
    r"&(?:(?P<entity>quot|apos|lt|gt|amp|equals|colon)|#(?P<number>\d{1,3})|#x(?P<hex>[0-9a-f]{2}));"
    r"|\\{1,8}u(?P<code>[0-9a-f]{4})|\\x(?P<byte>[0-7][0-9a-f])",
    re.IGNORECASE,
)
_MOST_CODES = 100
_SIGNS = "\"'<>&=:;{}[]()@/ "


def plainly(text: str, clean: Clean) -> str:
    """Percent-encoded runs, decoded if their content is masked; if very many, the whole text."""
    if text.count("%") > _MOST_CODES:
        return _decoded(text, clean)
    return _RUN.sub(lambda run: _decoded(run[0], clean), text) if "%" in text else text


def _decoded(run: str, clean: Clean) -> str:
    decoded = _PERCENT.sub(_letters, run)
    masked = clean(decoded) if decoded != run else decoded
    return run if masked == decoded else masked


def _letters(codes: re.Match[str]) -> str:
    return bytes.fromhex(codes[0].replace("%", "")).decode("utf-8", "replace")


def unescaped(text: str, clean: Clean) -> str:
    """The text with its escapes resolved if their content is masked."""
    if not _ESCAPE.search(text):
        return text
    decoded = _ESCAPE.sub(_letter, text)
    masked = clean(decoded) if decoded != text else decoded
    return text if masked == decoded else masked


def _letter(found: re.Match[str]) -> str:
    if found["entity"]:
        return _ENTITIES[found["entity"].lower()]
    code = (
        int(found["number"]) if found["number"] else int(found["hex"] or found["code"] or found["byte"], 16)
    )
    letter = chr(code)
    return letter if letter in _SIGNS or letter.isalpha() else found[0]
