"""Readers that answer whatever they are given."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.parsing.untrusted import get, items, number, pairs, parsed, seconds, text, time


@pytest.mark.parametrize(
    ("given", "read"),
    [
        pytest.param(1, 1.0, id="a whole number"),
        pytest.param(0.05, 0.05, id="a fraction"),
        pytest.param(True, None, id="true is no number"),
        pytest.param("1", None, id="text is no number"),
        pytest.param(float("nan"), None, id="not a number"),
        pytest.param(float("inf"), None, id="infinite"),
        pytest.param(10**400, None, id="larger than any float"),
    ],
)
def test_a_number_is_finite_or_none(given: object, read: float | None) -> None:
    assert number(given) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [
        pytest.param(
            "2026-03-01T03:00:00.512+0000", datetime(2026, 3, 1, 3, 0, 0, 512_000, UTC), id="as SNS"
        ),
        pytest.param("2026-03-01T03:00:00Z", datetime(2026, 3, 1, 3, 0, tzinfo=UTC), id="as EventBridge"),
        pytest.param("2026-03-01T03:00:00", datetime(2026, 3, 1, 3, 0, tzinfo=UTC), id="without a zone"),
        pytest.param("0001-01-01T00:00:00+14:00", None, id="before the first day"),
        pytest.param("9999-12-31T23:59:59-14:00", None, id="after the last day"),
        pytest.param("1999-12-31T23:59:59Z", None, id="before there were alarms"),
        pytest.param("soon", None, id="no time"),
        pytest.param(1772334000, None, id="a number"),
    ],
)
def test_a_time_is_in_utc_or_none(given: object, read: datetime | None) -> None:
    assert time(given) == read


@pytest.mark.parametrize(
    ("given", "read"),
    [(60, timedelta(minutes=1)), (0, None), (-1, None), (10**9, None), ("60", None)],
)
def test_a_period_is_within_what_cloudwatch_evaluates(given: object, read: timedelta | None) -> None:
    assert seconds(given) == read


def test_text_is_cut_and_can_always_be_encoded() -> None:
    assert text("abc", 2) == "ab"
    assert text("\ud800é").encode()
    assert text(5) == ""


@pytest.mark.parametrize(
    "given",
    [
        {"QueueName": "q"},
        [{"name": "QueueName", "value": "q"}],
        [{"Name": "QueueName", "Value": "q"}],
        [{"Key": "QueueName", "Value": "q"}],
    ],
)
def test_names_and_values_are_read_in_each_of_the_shapes_of_aws(given: object) -> None:
    assert pairs(given) == {"QueueName": "q"}


@pytest.mark.parametrize("given", [None, 5, "x", [1], [{}], [{"name": 5, "value": "q"}], [{"name": ""}]])
def test_what_has_no_names_has_no_pairs(given: object) -> None:
    assert pairs(given) == {}


def test_a_path_is_followed_whatever_the_case_of_its_keys() -> None:
    assert get({"Detail": {"ALARMNAME": "x"}}, "detail", "alarmName") == "x"
    assert get({"Detail": [1]}, "detail", "alarmName") is None


def test_a_list_is_bounded() -> None:
    assert items([1, 2, 3], 2) == [1, 2]
    assert items("abc") == []


@pytest.mark.parametrize("given", ["{", "[" * 100_000, "1" * 10_000, ""])
def test_what_is_no_json_is_none(given: str) -> None:
    assert parsed(given) is None
