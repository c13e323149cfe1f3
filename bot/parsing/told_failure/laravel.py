"""Laravel's failed job: `{"displayName", "job", "exception"}`; the last is an exception as PHP shows it.

    RuntimeException: no such order in /app/Jobs/Book.php:12
    Stack trace: ...

`exception` is what its failed_jobs table holds; some teams send the row, with `payload` as text, to a queue.
"""

import re

from bot.domain.dead_letters.dead_letter import Failure
from bot.parsing.untrusted import get, text
from bot.parsing.wrappings import Layer

NAMES = frozenset({"exception"})
_BESIDE = ("displayName", "job", "payload", "queue", "connection", "uuid", "failed_at")
_WHERE = re.compile(r" in [^\s:]{1,300}:\d{1,6}\Z")
_CLASS = re.compile(r"([A-Za-z_][\w\\]{0,200}): ")


def read(layer: Layer) -> Failure | None:
    told = text(get(layer.document, "exception"), 8192)
    if not told or not any(get(layer.document, each) is not None for each in _BESIDE):
        return None
    line = _WHERE.sub("", told.splitlines()[0].strip())
    named = _CLASS.match(line)
    if named is None:
        return None
    return Failure(named[1].rpartition("\\")[2], line[named.end() :])
