"""Two measurements taken turn by turn, A B A B, so that both see the same moments of a noisy machine."""

from collections.abc import Callable
from statistics import median
from typing import NamedTuple


class Paired(NamedTuple):
    """Medians in the unit measured; ratio is the median of the ratios pair by pair."""

    ours: float
    peers: float
    ratio: float


def paired(ours: Callable[[], float], peer: Callable[[], float], rounds: int) -> Paired:
    """Measure both `rounds` times after one round that only warms up."""
    ours()
    peer()
    taken = [(ours(), peer()) for _ in range(rounds)]
    return Paired(
        ours=median(mine for mine, _ in taken),
        peers=median(theirs for _, theirs in taken),
        ratio=median(mine / theirs for mine, theirs in taken),
    )
