"""What a setting is called where a person chooses it and where they read what became of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.mitigation import (
    BISECT,
    ENABLED,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETENTION_SECONDS,
    RETRIES,
    Values,
)
from bot.domain.mitigation_words import difference, label

MAPPING = "mapping of clicks to clicks-counter"
SKIPPED = "arn:aws:sqs:eu-west-1:111122223333:clicks-skipped"
ENDLESS: Values = {BISECT: "false", RETRIES: "-1", ON_FAILURE: ""}
FINITE: Values = {BISECT: "true", RETRIES: "3", ON_FAILURE: SKIPPED}


@pytest.mark.parametrize(
    ("subject", "before", "after", "chosen", "told"),
    [
        (
            MAPPING,
            ENDLESS,
            FINITE,
            "clicks-counter: retries -1 → 3, with bisect, then clicks-skipped",
            f"{MAPPING}: retries -1 → 3, with bisect, then clicks-skipped",
        ),
        (
            "function thumbnails",
            {RESERVED: "1"},
            {RESERVED: "2"},
            "thumbnails: reserved concurrency 1 → 2",
            "thumbnails' reserved concurrency 1 → 2",
        ),
        (
            "queue orders-dlq",
            {RETENTION_SECONDS: "345600"},
            {RETENTION_SECONDS: "1209600"},
            "orders-dlq: retention 4 d → 14 d",
            "orders-dlq's retention 4 d → 14 d",
        ),
        (
            MAPPING,
            {ENABLED: "true"},
            {ENABLED: "false"},
            "clicks-counter: mapping enabled → disabled",
            f"{MAPPING}: enabled → disabled",
        ),
        (
            MAPPING,
            {MAXIMUM: "5"},
            {MAXIMUM: "10"},
            "clicks-counter: maximum concurrency 5 → 10",
            f"maximum concurrency of the {MAPPING} 5 → 10",
        ),
    ],
)
def test_a_change_says_what_of_which_thing(
    subject: str, before: Values, after: Values, chosen: str, told: str
) -> None:
    assert label(subject.rpartition(" ")[2], before, after, 75) == chosen
    assert difference(subject, before, after) == told


@given(st.text("abc-", min_size=1, max_size=140), st.text("abc-", min_size=1, max_size=80))
def test_however_long_the_names_the_end_says_what_changes(name: str, destination: str) -> None:
    kept = {**FINITE, ON_FAILURE: f"arn:aws:sqs:eu-west-1:111122223333:{destination}"}
    for before, after, change in (
        (ENDLESS, kept, "retries -1 → 3, with bisect"),
        ({RESERVED: "1"}, {RESERVED: "2"}, "reserved concurrency 1 → 2"),
    ):
        shown = label(name, before, after, 75)
        assert len(shown) <= 75
        assert change in shown
        assert shown.startswith(name[:6])
