"""How much a queue holds."""

from typing import NamedTuple


class Depth(NamedTuple):
    """How many messages a queue holds, by SQS's approximate counts."""

    visible: int
    in_flight: int = 0
    delayed: int = 0

    @property
    def total(self) -> int:
        return self.visible + self.in_flight + self.delayed
