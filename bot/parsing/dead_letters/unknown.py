"""Whatever no other format knows: shown as what it is, never guessed, never redriven by its looks.

A message that SNS delivered raw is one of these, since nothing but the queue's configuration tells it.
"""

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack
from bot.parsing.wire_format import Wire, WireFormat
from bot.parsing.wrappings import payload_of

_NAME = "unknown"


def _read(wire: Wire) -> DeadLetter:
    payload, records = payload_of(*wire.layers)
    return DeadLetter(
        format=_NAME,
        origin=Origin(),
        cause=StatedCause(),
        failure=Failure(),
        payload=payload,
        records=records,
        way_back=NoWayBack("nothing in the message says who put it here"),
    )


FORMAT = WireFormat(
    name=_NAME,
    who="anyone: a producer, a raw SNS delivery, a person",
    known_by="none of the above",
    way_back="none: nothing in the message says who put it here",
    read=_read,
)
