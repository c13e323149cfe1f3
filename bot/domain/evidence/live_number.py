"""What stands there at this moment: the number that somebody confirms who resolves, snoozes or redrives."""

from typing import NamedTuple

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.health import Health
from bot.domain.evidence.missing import Missing


class LiveNumber(NamedTuple):
    """Attributes: feeds is true of a queue whose dead letters go where the incident is."""

    queue: str
    depth: Depth | Missing
    feeds: bool = False


class LiveNumbers(NamedTuple):
    """Attributes: health is of what holds no messages; None where there are numbers."""

    numbers: tuple[LiveNumber, ...] = ()
    health: Health | None = None
