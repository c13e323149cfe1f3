"""What one log line says, from any writer."""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Level(IntEnum):
    """As the writer marked it; UNMARKED if the line names no level."""

    UNMARKED = 0
    TRACE = 10
    DEBUG = 20
    INFO = 30
    WARNING = 40
    ERROR = 50
    FATAL = 60


class Writer(StrEnum):
    """Who wrote a line to the function's log."""

    FUNCTION = "function"
    PLATFORM = "platform"
    EXTENSION = "extension"
    METRICS = "metrics"


class Fault(NamedTuple):
    """One error in its writer's words; either may be empty.

    Attributes:
        kind: Its type, as spelled: `java.sql.SQLException`.
        reason: Its message, unredacted.
    """

    kind: str = ""
    reason: str = ""


class LogLine(NamedTuple):
    """Unredacted: only its shape may be shown (`bot.domain.evidence.error_shape`).

    Attributes:
        logger: Whose format it is, if recognised: `pino`, `log4j2`, `lambda`; empty if unknown.
        failure: It reports a failure of the function: it counts against a consumer.
        faults: What it failed with, the outermost first, then its causes.
        platform_words: Lambda's words if the function could say nothing itself: a time-out, no memory.
        summary: Lambda's closing line about a whole invocation; other lines may have said more.
        repeats: It reports a failure that another line of Lambda's always reports too, and that one counts.
        crash: The runtime or Lambda wrote it about an invocation that it ended: one per invocation.
        request_id: The invocation's id; empty if the line does not have it.
        lasted: Milliseconds the invocation took, from its summary.
    """

    level: Level = Level.UNMARKED
    logger: str = ""
    failure: bool = False
    faults: tuple[Fault, ...] = ()
    platform_words: str = ""
    writer: Writer = Writer.FUNCTION
    summary: bool = False
    repeats: bool = False
    crash: bool = False
    request_id: str = ""
    lasted: float = 0.0

    @property
    def all_is_well(self) -> bool:
        """Whether it says that nothing is wrong. A line in an unknown format does not."""
        if self.failure or self.repeats:
            return False
        return self.writer in {Writer.PLATFORM, Writer.METRICS} or Level.UNMARKED < self.level < Level.WARNING
