"""The exact text of a member of a JSON object, so that what is sent on is what came: no number re-written."""

import json
import re
from collections.abc import Iterator

_DECODER = json.JSONDecoder()
# What stands before a member's value: the brace or a comma, the name, the colon.
_NAME = re.compile(r"[ \t\n\r]*[{,][ \t\n\r]*(\"[^\"\\]*(?:\\.[^\"\\]*)*\")[ \t\n\r]*:[ \t\n\r]*", re.DOTALL)


def raw_member(document: str, key: str) -> str:
    """The member's text as written; the last of members with one name, as parsers have it; or empty."""
    try:
        members = dict(_members(document))
    except (ValueError, RecursionError):
        return ""
    if key in members:
        return members[key]
    return {name.lower(): text for name, text in members.items()}.get(key.lower(), "")


def _members(document: str) -> Iterator[tuple[str, str]]:
    at = 0
    while found := _NAME.match(document, at):
        name, start = found[1], found.end()
        _, at = _DECODER.raw_decode(document, start)
        yield json.loads(name) if "\\" in name else name[1:-1], document[start:at]
