"""What is there right now: the number a person confirms to resolve, snooze or redrive."""

from typing import NamedTuple

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.health import Health
from bot.domain.evidence.missing import Missing


class LiveNumber(NamedTuple):
    """Attributes: feeds is true for a source queue of the incident's dead-letter queue."""

    queue: str
    depth: Depth | Missing
    feeds: bool = False


class LiveNumbers(NamedTuple):
    """Attributes: health is for a resource without messages; None if there are numbers."""

    numbers: tuple[LiveNumber, ...] = ()
    health: Health | None = None
