"""A batch from a queue, record by record: a failed one is redelivered alone."""

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

    A message that is no JSON object fails like any other, and so ends in the queue's own dead-letter queue,
    which has an alarm.
    """
    failed: list[dict[str, str]] = []
    for record in event.get("Records", []):
        try:
            document = json.loads(record["body"])
            if not isinstance(document, dict):
                raise TypeError("a message of ours is a JSON object")  # noqa: TRY301 - it fails like all the others
            do(document)
        except Exception:  # a handler's last resort: whatever it was, the other messages must not suffer
            log.exception("message failed", extra={"message_id": record.get("messageId")})
            failed.append({"itemIdentifier": str(record.get("messageId"))})
    return {"batchItemFailures": failed}


@contextmanager
def left_alone(group: str) -> Iterator[None]:
    """Work on an unreadable incident or job is skipped, with an error in the log.

    It stays due, so the clock asks for it every minute, until a release that can read it handles it. If these
    messages failed instead, each minute would add one to the dead-letter queue.
    """
    try:
        yield
    except UnreadableError as fault:
        log.error("left alone", extra={"group": group, "why": str(fault)})  # noqa: TRY400 - the text says it all
