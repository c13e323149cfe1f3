"""The live numbers of a window, read as it was opened."""

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.evidence.live_number import LiveNumber, LiveNumbers
from bot.domain.evidence.missing import Missing
from bot.render.phrases import words
from bot.render.view import Line, Words


def live_numbers(read: LiveNumbers) -> tuple[Line, ...]:
    """One line for each queue, or for what was read of something else."""
    match read.health:
        case Healthy(what) | Unhealthy(what):
            return ((Words("Now: ", bold=True), *words(what)),)
        case Missing(reason):
            return (words(f"Could not read what is there now: {reason}"),)
        case None:
            return tuple(_number(each) for each in read.numbers)


def _number(number: LiveNumber) -> Line:
    name = (Words(number.queue, code=True), *words(", which feeds it," if number.feeds else ""))
    if isinstance(number.depth, Missing):
        return (*name, *words(f" could not be read now: {number.depth.reason}"))
    return (Words("Now: ", bold=True), *name, *words(f" holds {_counted(number.depth)}"))


def _counted(depth: Depth) -> str:
    """SQS counts approximately, so nothing beside its number is claimed."""
    if depth.total == 0:
        return "no message"
    hidden = [f"{depth.in_flight:,} in flight"] if depth.in_flight else []
    hidden += [f"{depth.delayed:,} delayed"] if depth.delayed else []
    held = f", {' and '.join(hidden)}" if hidden else ""
    return ("1 message" if depth.total == 1 else f"{depth.total:,} messages") + held
