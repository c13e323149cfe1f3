"""The exact text of a member of a JSON object, so that what is sent on is what came: no number re-written."""

import json
import re
from collections.abc import Iterator

_DECODER = json.JSONDecoder()
_SPACE = re.compile(r"[ \t\n\r]*")


def raw_member(document: str, key: str) -> str:
    """The member's text as written; the last of members with one name, as parsers have it; or empty."""
    try:
        members = dict(_members(document))
    except (ValueError, RecursionError):
        return ""
    folded = {name.lower(): text for name, text in members.items()}
    return members.get(key, folded.get(key.lower(), ""))


def _members(document: str) -> Iterator[tuple[str, str]]:
    at = _past_space(document, 0)
    while document[at : at + 1] in {"{", ","}:
        start = _past_space(document, at + 1)
        if document[start : start + 1] != '"':
            return
        name, end = _DECODER.raw_decode(document, start)
        start = _past_space(document, _past_space(document, end) + 1)  # the colon
        _, end = _DECODER.raw_decode(document, start)
        yield name, document[start:end]
        at = _past_space(document, end)


def _past_space(document: str, at: int) -> int:
    found = _SPACE.match(document, at)
    return found.end() if found else at
