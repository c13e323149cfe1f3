"""What CloudWatch says of an alarm, as a person would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.card.alarm_reason import in_one_line

REASONS = (
    pytest.param(
        "Threshold Crossed: 1 out of the last 1 datapoints [63034.42025184631 (29/11/25 "
        "20:03:00)] was greater "
        "than the threshold (60000.0) (minimum 1 datapoint(s) for OK -> ALARM transition).",
        "Errors was 63,034, above its threshold of 60,000",
        id="one of one",
    ),
    pytest.param(
        "Threshold Crossed: 2 out of the last 3 datapoints [5.0 (29/11/25 20:03:00), 9.25 "
        "(29/11/25 20:02:00)] "
        "were greater than or equal to the threshold (1.0) (minimum 2 datapoints for OK -> "
        "ALARM transition).",
        "Errors was 9.25, at or above its threshold of 1, 2 times of 3",
        id="several, the worst",
    ),
    pytest.param(
        "Threshold Crossed: 3 out of the last 3 datapoints were less than the threshold "
        "(1.0). The most recent "
        "datapoints which crossed the threshold: [0.5 (29/11/25 20:03:00), 0.25 (29/11/25 20:02:00)] "
        "(minimum 3 datapoints for OK -> ALARM transition).",
        "Errors was 0.25, below its threshold of 1, 3 times of 3",
        id="told behind",
    ),
    pytest.param(
        "Threshold Crossed: 1 out of the last 1 datapoints [0.0 (29/11/25 20:03:00)] was not "
        "greater than the "
        "threshold (0.0) (minimum 1 datapoint for ALARM -> OK transition).",
        "Errors was 0, not above its threshold of 0",
        id="over",
    ),
    pytest.param(
        "Threshold Crossed: no datapoints were received for 3 periods and 3 missing "
        "datapoints were treated as "
        "[Breaching].",
        "Errors had no datapoint for 3 periods, taken as breaching",
        id="no data",
    ),
    pytest.param(
        "Thresholds Crossed: 1 out of the last 1 datapoints [12.123456789 (29/11/25 "
        "20:03:00)] was less than the "
        "lower thresholds [20.0] or greater than the upper thresholds [40.987654321] (minimum "
        "1 datapoint for "
        "OK -> ALARM transition).",
        "1 out of the last 1 datapoints [12.1 (29/11/25 20:03:00)] was less than the "
        "lower thresholds [20.0] or greater than the upper thresholds [41].",
        id="a band, only cleaned",
    ),
    pytest.param("Unchecked: Initial alarm creation", "Unchecked: Initial alarm creation", id="others"),
    pytest.param(
        "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-dlq transitioned to ALARM",
        "orders-dlq transitioned to ALARM",
        id="a composite",
    ),
)


@pytest.mark.parametrize(("reason", "told"), REASONS)
def test_a_reason_is_told_in_one_line(reason: str, told: str) -> None:
    assert in_one_line(reason, "Errors") == told


def test_a_metric_that_is_a_time_is_told_as_one() -> None:
    reason = "1 datapoint [1260000.5 (x)] was greater than the threshold (900000.0)"
    assert in_one_line(reason, "IteratorAge") == "IteratorAge was 21 min, above its threshold of 15 min"
    near = "1 datapoint [900000.5 (x)] was greater than the threshold (900000.0)"
    assert in_one_line(near, "IteratorAge") == "IteratorAge was 900,000.5, above its threshold of 900,000.0"


def test_two_numbers_that_differ_are_never_told_as_the_same() -> None:
    reason = "1 datapoint [60000.3 (x)] was greater than the threshold (60000.0)"
    assert in_one_line(reason) == "What it watches was 60,000.3, above its threshold of 60,000.0"


@given(st.text(max_size=300) | st.text("[(0123456789.eE-+ )]", max_size=300))
def test_any_text_is_told(text: str) -> None:
    said = f"1 out of the last 1 datapoints [{text}] was greater than the threshold ({text})"
    assert in_one_line(text) == in_one_line(text)
    assert in_one_line(said)
