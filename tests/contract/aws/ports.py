"""The ports whose suites run on a fake and on the table alike."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from bot.domain.redrive.job import Job
from bot.ports.cards import Cards
from bot.ports.incidents import Incidents
from bot.ports.jobs import Jobs
from bot.ports.lines import WaitingLines


class Ports(NamedTuple):
    """The four ports of one table."""

    incidents: Incidents
    jobs: Jobs
    cards: Cards
    lines: WaitingLines
    kept_receipts: Callable[[Job], Iterable[str]]
