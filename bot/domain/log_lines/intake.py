"""What a log subscription takes in: failures, and lines in unknown formats."""

from bot.domain.log_lines import stacks
from bot.domain.log_lines.line import LogLine, Writer
from bot.domain.log_lines.reading import read_log_line


def counted(text: str) -> LogLine | None:
    """The line as a failure; None if it is not one.

    The subscription's filter chose what comes: a line that passed it is a failure, unless it says that all is
    well, is an extension's own trouble, or part of a stack printed line by line.
    """
    line = read_log_line(text)
    if line.all_is_well or line.writer is Writer.EXTENSION:
        return None
    if line.failure:
        return line
    # Lambda's done and report lines repeat each other: only the first counts.
    return None if stacks.is_part(text) else line._replace(failure=True, summary=line.repeats)
