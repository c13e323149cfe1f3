"""A consumer's own rescue of a poison record: `{"record": {...}, "exception": "..."}`.

A pattern of stream consumers that go on after writing down what failed; no AWS service writes it.
"""

from typing import Any

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack
from bot.parsing.untrusted import get, text
from bot.parsing.wire_format import Wire, WireFormat
from bot.parsing.wrappings import member, payload_of

_NAME = "record_and_exception"


def _read(wire: Wire) -> DeadLetter | None:
    record = get(wire.outer.document, "record")
    if not isinstance(record, dict):
        return None
    exception = get(wire.outer.document, "exception")
    if not isinstance(exception, str | dict):
        return None
    payload, _ = payload_of(member(wire.outer, "record"))
    return DeadLetter(
        format=_NAME,
        origin=Origin(OriginKind.STREAM, text(get(record, "eventSourceARN"))),
        cause=StatedCause(),
        failure=_failure(exception),
        payload=payload,
        records=1,
        way_back=NoWayBack(
            "it does not say which function wrote it: that function's own code must process it again"
        ),
    )


def _failure(exception: Any) -> Failure:
    if isinstance(exception, str):
        return Failure(message=text(exception))
    kind = text(get(exception, "errorType"), 255) or text(get(exception, "type"), 255)
    return Failure(kind, text(get(exception, "errorMessage")) or text(get(exception, "message")))


FORMAT = WireFormat(
    name=_NAME,
    who="a consumer's own code, which set a poison record aside",
    known_by="a body of `record` and `exception`",
    way_back="none: the message does not say which function wrote it",
    read=_read,
)
