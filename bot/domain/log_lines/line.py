"""What one log line says, whoever wrote it."""

from enum import IntEnum, StrEnum
from typing import NamedTuple


class Level(IntEnum):
    """As the writer marked it; UNMARKED where the line names no level."""

    UNMARKED = 0
    TRACE = 10
    DEBUG = 20
    INFO = 30
    WARNING = 40
    ERROR = 50
    FATAL = 60


class Writer(StrEnum):
    """Who wrote a line into the function's log."""

    FUNCTION = "function"
    PLATFORM = "platform"
    EXTENSION = "extension"
    METRICS = "metrics"


class Fault(NamedTuple):
    """One error as its writer names it; either may be empty.

    Attributes:
        kind: Its type, as spelled: `java.sql.SQLException`.
        reason: Its message, unredacted.
    """

    kind: str = ""
    reason: str = ""


class LogLine(NamedTuple):
    """Unredacted: only its shape may be shown (`bot.domain.evidence.error_shape`).

    Attributes:
        logger: Whose format it is, as far as it shows: `pino`, `log4j2`, `lambda`; empty for nobody's known.
        failure: It tells of something the function failed at: it counts against a consumer.
        faults: What it failed with, the outermost first, then its causes.
        platform_words: How Lambda says that the function could say nothing itself: a time-out, no memory.
        summary: Lambda's closing word about a whole invocation, of which other lines may have told more.
        repeats: It tells of a failure that another line of Lambda's always tells as well, and counts.
        crash: The runtime or Lambda wrote it of an invocation that ended so: of each there is one.
        request_id: Of the invocation; empty where the line does not name it.
        lasted: Milliseconds the invocation took, as its summary tells.
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
        """It says itself that nothing is wrong. What nobody knows how to read does not."""
        if self.failure or self.repeats:
            return False
        return self.writer in {Writer.PLATFORM, Writer.METRICS} or Level.UNMARKED < self.level < Level.WARNING
