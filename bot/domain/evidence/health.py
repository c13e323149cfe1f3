"""Whether an alarm's resource is healthy again, by re-reading it."""

from typing import NamedTuple

from bot.domain.evidence.discarded import Discarded
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.missing import Missing


class Healthy(NamedTuple):
    """The live resource was re-read and nothing is left in it.

    Attributes:
        expired: What may have expired from it; empty because lost is not healthy.
        skipped: What was skipped on the way to health, for each mapping that skipped something.
        empty: Nothing is there at all, by a count or by reading to the end: that is proof, whatever an alarm
            says.
    """

    what: str
    expired: Expired | Missing | None = None
    skipped: tuple[Discarded, ...] | Missing = ()
    empty: bool = False


class Unhealthy(NamedTuple):
    """The live resource was re-read and something is still in it.

    Attributes:
        depth: How many messages, if messages are counted.
    """

    what: str
    depth: int | None = None


Health = Healthy | Unhealthy | Missing
