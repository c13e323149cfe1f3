"""Whether what an alarm is about is well again, by a reading of it."""

from typing import NamedTuple

from bot.domain.evidence.discarded import Discarded
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.missing import Missing


class Healthy(NamedTuple):
    """The live resource was re-read and nothing is standing in it.

    Attributes:
        expired: What the end of a retention may have taken out of it; empty because lost is not healthy.
        skipped: What was given up on its way to health, of each mapping that gave something up.
        empty: Nothing stands there at all, by a count or by reading to the end: so much speaks for itself,
            whatever an alarm says.
    """

    what: str
    expired: Expired | Missing | None = None
    skipped: tuple[Discarded, ...] | Missing = ()
    empty: bool = False


class Unhealthy(NamedTuple):
    """The live resource was re-read and something still stands in it.

    Attributes:
        standing: How many messages, where it is these that are counted.
    """

    what: str
    standing: int | None = None


Health = Healthy | Unhealthy | Missing
