"""Dead letters as a file holds them: what `aws sqs receive-message` prints, one message, a list, JSON Lines.

Anything else is a body of which nothing else is known, as a destination writes it into a bucket.
"""

import json
from collections.abc import Sequence
from typing import Any

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.parsing.received_message import bare, read_messages
from bot.parsing.untrusted import parsed

_NONE = "holds no messages"


def read_letters(data: bytes) -> Sequence[ReceivedMessage] | str:
    """Or why there are none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "is not UTF-8 text"
    document = parsed(text)
    if document is not None or text.strip() == "null":
        return _messages(document, text) or _NONE
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        return "is empty"
    unread = next((number for number, line in enumerate(lines, 1) if parsed(line) is None), None)
    if unread and len(lines) == 1:
        return "is not JSON"
    if unread:
        return f"line {unread} is not JSON, so it is neither a JSON document nor JSON Lines"
    return [message for line in lines for message in _messages(parsed(line), line)] or _NONE


def _messages(document: Any, text: str) -> Sequence[ReceivedMessage]:
    """Those of a document; else its elements, or the whole of it, as bodies."""
    if read := read_messages(document):
        return read
    if isinstance(document, list):
        return [message for each in document for message in _messages(each, json.dumps(each))]
    empty = isinstance(document, dict) and document.get("Messages") == []
    return () if empty else (bare(text),)
