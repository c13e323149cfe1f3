"""When dead letters came in, by how many stood there at each reading."""

from datetime import datetime

from bot.domain.evidence.arrivals import Arrivals, Counted, arrivals, with_newest
from tests.unit.domain.incidents import MINUTE, NOW


def minute(ago: int, depth: int) -> Counted:
    at = NOW - ago * MINUTE
    return Counted(at, at + MINUTE, depth)


def came(*depth: int) -> Arrivals | None:
    """One reading a minute, and one of now."""
    minutes = [minute(len(depth) - 1 - n, each) for n, each in enumerate(depth[:-1])]
    return arrivals([*minutes, Counted(NOW, NOW, depth[-1])])


def ago(minutes: int) -> datetime:
    return NOW - minutes * MINUTE


def test_they_came_between_the_last_reading_without_and_the_first_with_them() -> None:
    assert came(0, 0, 3, 3, 3) == Arrivals(ago(1), 3, ago(3))


def test_what_came_at_several_times_came_from_the_first_to_the_last() -> None:
    assert came(0, 2, 2, 5, 5, 5) == Arrivals(ago(1), 5, ago(5))


def test_what_stood_there_before_all_readings_was_not_seen_to_come() -> None:
    assert came(4, 4, 4) == Arrivals(ago(1))
    assert came(4, 6, 6) == Arrivals(ago(0), 2, ago(2))


def test_what_was_moved_away_in_between_did_not_come_in() -> None:
    """Received and put back, a message may be counted in two places for a while."""
    assert came(12, 22, 12, 12) == Arrivals(ago(2))
    assert came(12, 0, 0, 5) == Arrivals(ago(0), 5, ago(1))


def test_nothing_came_where_nothing_stands() -> None:
    assert came(0, 3, 0) is None
    assert arrivals([]) is None


def test_what_left_and_came_back_between_two_readings_came_in_since() -> None:
    known = came(4, 4, 4, 4)
    assert known is not None
    assert with_newest(known, ago(2), NOW).by == NOW
    assert with_newest(known, ago(2), NOW + 10 * MINUTE).by == NOW
    assert with_newest(known, known.by - MINUTE, NOW).by == known.by
