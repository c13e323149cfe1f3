"""What a client wrote: frames on the file descriptor that Lambda gives it, and its standard output.

A frame has 4 bytes of type, 4 of length, 8 of time in microseconds, then the message (awslambdaric,
FramedTelemetryLogSink; aws-lambda-ric, LogPatch.js). The last byte of the type holds the level in its upper
bits and whether the message is text in its lowest.
"""

from typing import NamedTuple

from bot.domain.log_lines.line import Level

_MARK, _HEAD = b"\xa5\x5a\x00", 16
_LEVELS = {
    1: Level.TRACE,
    2: Level.DEBUG,
    3: Level.INFO,
    4: Level.WARNING,
    5: Level.ERROR,
    6: Level.FATAL,
}


class Framed(NamedTuple):
    """Attributes: level is UNMARKED where the client gave the frame none."""

    line: str
    level: Level = Level.UNMARKED


class Written(NamedTuple):
    """Of one way to fail.

    Attributes:
        printed: All that went past the client, as it came.
        status: With which its process ended; None where it waits for the next event.
    """

    framed: tuple[Framed, ...] = ()
    printed: str = ""
    status: int | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """Each frame is one line of the log, and what was printed is one where it goes on indented."""
        printed = self.printed.splitlines()
        if any(each[:1].isspace() for each in printed):
            printed = [self.printed]
        return (*(each.line for each in self.framed), *(each for each in printed if each.strip()))


def framed(raw: bytes) -> tuple[Framed, ...]:
    found: list[Framed] = []
    while len(raw) >= _HEAD:
        kind, length = raw[:4], int.from_bytes(raw[4:8], "big")
        assert kind.startswith(_MARK), raw[:_HEAD]
        message, raw = raw[_HEAD : _HEAD + length], raw[_HEAD + length :]
        found.append(Framed(message.decode(), _LEVELS.get(kind[3] >> 2, Level.UNMARKED)))
    assert not raw, raw
    return tuple(found)
