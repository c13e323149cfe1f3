"""What a series of numbers says of the time in which it was read."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.domain.evidence.lag.series import Series
from tests.fakes.clock import NOON

MINUTE = timedelta(minutes=1)
SLOPES: dict[str, tuple[Sequence[float | None], float | None]] = {
    "it stands since it turned": ((0, 0, 0, None, 0, 60, 120, 180), 1.0),
    "it stands since work came again": ((0, None, None, 50, 110, 170), 1.0),
    "few and far between": ((0, None, None, 90, None, 150), 0.5),
    "it falls since it turned": ((0, 60, 120, 180, 240, 120, 0), -2.0),
    "it has only just turned": ((0, 60, 120, 180, 240, 0), None),
    "it goes up and down on its way": ((0, 40, 20, 60, 40, 80, 60, 100), 0.2),
    "it stays": ((5, 5, 5, 5), 0.0),
    "too few": ((0, 60), None),
}


@pytest.mark.parametrize(("values", "slope"), SLOPES.values(), ids=SLOPES)
def test_a_trend_is_that_of_now(values: Sequence[float | None], slope: float | None) -> None:
    found = Series(NOON, MINUTE, tuple(values)).slope
    assert found == (None if slope is None else pytest.approx(slope, abs=0.05))
