"""A batch from a queue, record by record: one that fails comes again alone."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.domain.errors import UnreadableError

log = logging.getLogger("lastcall")

Failures = dict[str, list[dict[str, str]]]


def each_message(event: Mapping[str, Any], do: Callable[[Mapping[str, Any]], None]) -> Failures:
    """Call `do` with each message's document; returns what must be delivered again.

    A message that is no JSON object fails like any other, and so ends in the queue's own dead letters,
    where an alarm shows it.
    """
    failed: list[dict[str, str]] = []
    for record in event.get("Records", []):
        try:
            document = json.loads(record["body"])
            if not isinstance(document, dict):
                raise TypeError("a message of ours is a JSON object")  # noqa: TRY301 - it fails like all the others
            do(document)
        except Exception:  # a handler's last line: whatever it was, the neighbours must not suffer
            log.exception("message failed", extra={"message_id": record.get("messageId")})
            failed.append({"itemIdentifier": str(record.get("messageId"))})
    return {"batchItemFailures": failed}


@contextmanager
def left_alone(group: str) -> Iterator[None]:
    """Work on an incident or a job that cannot be read is left, loudly.

    It stays due, so the clock asks for it every minute, until a release that can read it takes it up. Were
    each of these messages to fail, each minute would add one to the queue's dead letters.
    """
    try:
        yield
    except UnreadableError as fault:
        log.error("left alone", extra={"group": group, "why": str(fault)})  # noqa: TRY400 - the text says it all
