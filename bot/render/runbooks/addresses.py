"""Addresses in what somebody wrote: an alarm's description, in plain words, Markdown, HTML or Slack's markup.

An address ends where its sentence goes on: at a bracket that was opened before it, at a mark of the markup
around it, at the full stop behind it. Brackets that it opens itself are its own.
"""

import re
from collections.abc import Iterator, Mapping

_ADDRESS = re.compile(
    r"https?://[^\s<>\"'`|\u201c\u201d\u00ab\u00bb\u3001\u3002\uff08-\uff0e]{1,2000}", re.IGNORECASE
)
# `Runbook: ...`, `runbook for orders = ...`, `Run-book ...`: the first address behind the word on its line.
_NAMED = re.compile(
    r"\b(?:run[ _-]?book|play[ _-]?book)(?:s|_?url)?\b(?:(?!https?:)[^\n]){0,60}(?=https?://)", re.IGNORECASE
)
# Another address that stands right behind it.
_NEXT = re.compile(r"[,;]{1,20}(?=https?://)", re.IGNORECASE)
_CLOSES = {")": "(", "]": "[", "}": "{"}
_BEHIND = ".,;:!?*~"
_TAGS = ("runbook", "runbook_url", "runbook-url", "runbookurl")


def runbook_address(description: str, tags: Mapping[str, str]) -> str:
    """The page an alarm names: behind the word runbook, by a tag, else the first address there is."""
    named = _NAMED.search(description)
    told = addresses(description[named.end() :]) if named else iter(())
    tagged = (found for key, value in tags.items() if key.casefold() in _TAGS for found in addresses(value))
    return next(told, "") or next(tagged, "") or next(addresses(description), "")


def addresses(text: str) -> Iterator[str]:
    """Each whole, in their order."""
    for found in _ADDRESS.finditer(text):
        if address := _whole(found[0], text[: found.start()][-1:]):
            yield address


def _whole(raw: str, before: str) -> str:
    raw = _NEXT.split(raw.partition("&gt;")[0])[0]
    opened: list[str] = []
    for place, letter in enumerate(raw):
        if letter in _CLOSES.values():
            opened.append(letter)
        elif letter in _CLOSES and (not opened or opened.pop() != _CLOSES[letter]):
            raw = raw[:place]
            break
    whole = raw.rstrip(_BEHIND)
    whole = whole.rstrip("_") if before == "_" else whole
    return whole.rstrip(_BEHIND) if whole.partition("://")[2] else ""
