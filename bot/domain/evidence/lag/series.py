"""One metric over time, and what its numbers say on their own."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

# With fewer points than this a straight line through them says nothing.
_FEWEST_POINTS = 3


class Series(NamedTuple):
    """A metric's datapoints.

    Attributes:
        begins: When the first period begins.
        values: In the metric's own unit, oldest first; None if CloudWatch has no datapoint: not 0.
        ours: When Lastcall itself caused datapoints; their periods are left out.
    """

    begins: datetime
    period: timedelta
    values: tuple[float | None, ...]
    ours: tuple[datetime, ...] = ()

    @property
    def present(self) -> tuple[float, ...]:
        return tuple(value for value in self.values if value is not None)

    @property
    def last(self) -> float | None:
        """The newest datapoint, however old."""
        return self.present[-1] if self.present else None

    @property
    def last_at(self) -> datetime | None:
        """When the period of the newest datapoint begins."""
        known = [n for n, value in enumerate(self.values) if value is not None]
        return self.begins + known[-1] * self.period if known else None

    @property
    def points(self) -> tuple[tuple[datetime, float], ...]:
        """When each period with a datapoint begins, and its value."""
        known = ((self.begins + n * self.period, value) for n, value in enumerate(self.values))
        return tuple((at, value) for at, value in known if value is not None)

    @property
    def greatest(self) -> float | None:
        return max(self.present, default=None)

    @property
    def total(self) -> float:
        return sum(self.present)

    def since(self, at: datetime) -> "Series":
        """The periods that begin at that time or later."""
        skipped = max(-((self.begins - at) // self.period), 0)
        return self._replace(begins=self.begins + skipped * self.period, values=self.values[skipped:])

    def until(self, at: datetime) -> "Series":
        """The periods that begin before that time."""
        return self._replace(values=self.values[: max(-((self.begins - at) // self.period), 0)])

    @property
    def slope(self) -> float | None:
        """The current rise per second, by least squares; None with too few datapoints.

        Movement before a turn says nothing about now: if the newest datapoints go one way, and by more than
        half of the whole range, they alone count.
        """
        points = [
            (n * self.period.total_seconds(), value)
            for n, value in enumerate(self.values)
            if value is not None
        ]
        newest, known = _one_way(points, self.period.total_seconds()), [value for _, value in points]
        if newest and 2 * abs(newest[-1][1] - newest[0][1]) > max(known) - min(known):
            points = newest
        return _rise(points) if len(points) >= _FEWEST_POINTS else None


def _one_way(points: Sequence[tuple[float, float]], period: float) -> list[tuple[float, float]]:
    """The newest points that all go up, or all go down; if there are enough, those after the last gap."""
    found = list(points[-1:])
    for each in reversed(points[:-1]):
        step, way = found[0][1] - each[1], found[-1][1] - found[0][1]
        gap = found[0][0] - each[0] > period and len(found) >= _FEWEST_POINTS
        if gap or not step or step * way < 0:
            break
        found.insert(0, each)
    return found


def _rise(points: Sequence[tuple[float, float]]) -> float:
    mean_at = sum(at for at, _ in points) / len(points)
    mean = sum(value for _, value in points) / len(points)
    spread = sum((at - mean_at) ** 2 for at, _ in points)
    return sum((at - mean_at) * (value - mean) for at, value in points) / spread
