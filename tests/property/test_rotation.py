"""A rotation is handed over by the clock on the wall, whatever the clocks and the calendar do."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from bot.config.values import at_once
from bot.domain.policy.rotation import Rotation

ZONES = st.sampled_from(
    ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Europe/Dublin")
)
LENGTHS = st.sampled_from([timedelta(days=n) for n in (1, 2, 7, 14, 29)])
PEOPLE = ("U0ANA00001", "U0BEN00001", "U0CLEO0001")
BEGINNINGS = st.datetimes(datetime(2019, 12, 1), datetime(2028, 3, 1))  # noqa: DTZ001 - the zone is drawn


@given(BEGINNINGS, ZONES, LENGTHS, st.integers(0, 1200))
@example(datetime(2026, 1, 5, 9), "Europe/Berlin", timedelta(days=7), 12)  # noqa: DTZ001 - beside its zone
@example(datetime(2026, 1, 5, 9), "Europe/Berlin", timedelta(days=7), 42)  # noqa: DTZ001 - as above
@example(datetime(2028, 2, 28, 9), "Europe/Berlin", timedelta(days=1), 1)  # noqa: DTZ001 - as above
def test_every_hand_over_of_whole_days_is_at_the_same_time_of_day(
    begins: datetime, zone: str, length: timedelta, turn: int
) -> None:
    begins = begins.replace(hour=9)
    rotation = Rotation("r", PEOPLE, at_once(begins, zone), length, zone)
    due = (begins + turn * length).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert rotation.on_call(due) == PEOPLE[turn % 3]
    assert rotation.on_call(due - timedelta(seconds=1)) == PEOPLE[(turn - 1) % 3]


LATE = datetime(2026, 10, 24, 2, 30)  # noqa: DTZ001 - its zone is given beside it
SHOWN_TWICE = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
NOWS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - see timezones
SHIFTS = st.sampled_from([timedelta(hours=n) for n in (1, 8, 12, 24, 168)])


@given(BEGINNINGS, ZONES, SHIFTS, NOWS)
@example(LATE, "Europe/Berlin", timedelta(days=1), SHOWN_TWICE)
def test_somebody_is_on_call_at_any_time_and_nobody_takes_the_turn_of_before_again(
    begins: datetime, zone: str, length: timedelta, now: datetime
) -> None:
    rotation = Rotation("r", PEOPLE, at_once(begins, zone), length, zone)
    places = [PEOPLE.index(rotation.on_call(now + n * timedelta(minutes=10))) for n in range(20)]
    assert {(later - earlier) % 3 for earlier, later in pairwise(places)} <= {0, 1}
