"""What a subscription of a log takes in: failures, and what nobody knows how to read."""

from bot.domain.log_lines import stacks
from bot.domain.log_lines.line import LogLine, Writer
from bot.domain.log_lines.reading import read_log_line


def counted(text: str) -> LogLine | None:
    """The line as a failure; None for what is none.

    Who subscribed chose by a filter what comes: what it let through is one, unless it says that all is well,
    is an extension's own trouble, or a part of a stack that was printed line by line.
    """
    line = read_log_line(text)
    if line.all_is_well or line.writer is Writer.EXTENSION:
        return None
    if line.failure:
        return line
    # Of what Lambda has done and of what it reports only the one that came first counts.
    return None if stacks.is_part(text) else line._replace(failure=True, summary=line.repeats)
