"""The exact text of a member of a JSON object, so that what is sent on is what came: no number re-written."""

import json
import re
from collections.abc import Container, Iterator

_DECODER = json.JSONDecoder()
_COLON = r"[ \t\n\r]*:[ \t\n\r]*"
_BEFORE_VALUE = re.compile(_COLON)
_BEFORE_NAME = re.compile(r'[ \t\n\r]*[{,][ \t\n\r]*"')


def raw_member(document: str, key: str, names: Container[str] = ()) -> str:
    """The member's text as written; the last of members with one name, as parsers have it; or empty.

    Args:
        names: Of the object's members, where it is known to be one.
    """
    try:
        if key in names and (at := _only_place(document, key)):
            return _value(document, at)
        members = dict(_members(document))
    except (ValueError, RecursionError):
        return ""
    if key in members:
        return members[key]
    return {name.lower(): text for name, text in members.items()}.get(key.lower(), "")


def _only_place(document: str, key: str) -> int:
    """Where the value of a name stands that is written once in the document; 0 where that is not certain."""
    # Letters and digits can be written in one other way only: \u and four digits.
    written = f'"{key}"'
    if not key.isalnum() or document.count(written) != 1 or "\\u" in document:
        return 0
    found = _BEFORE_VALUE.match(document, document.index(written) + len(written))
    return found.end() if found else 0


def _members(document: str) -> Iterator[tuple[str, str]]:
    at = 0
    while begins := _BEFORE_NAME.match(document, at):
        name, at = _DECODER.raw_decode(document, begins.end() - 1)
        if not (colon := _BEFORE_VALUE.match(document, at)):
            return
        value = _value(document, colon.end())
        at = colon.end() + len(value)
        yield name, value


def _value(document: str, at: int) -> str:
    _, end = _DECODER.raw_decode(document, at)
    return document[at:end]
