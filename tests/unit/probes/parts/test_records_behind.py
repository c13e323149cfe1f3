"""What whoever asks to see the record is told of those behind it: one bad record, or all since."""

import json
from datetime import timedelta
from typing import Any

import pytest

from bot.ports.streams import StreamRecord
from bot.probes.parts.records_behind import told
from tests.fakes.clock import NOON
from tests.unit.probes.examples import World

OLD, NEW = {"page": "/", "seconds": 3}, {"page": "/", "duration": 3}
KEY_ERROR = "[ERROR] KeyError: 'seconds'"


def record(document: Any, at: int = 0) -> StreamRecord:
    return StreamRecord(f"{at}", NOON + timedelta(seconds=at), "k", json.dumps(document).encode())


def said(stuck: Any, *behind: Any, error: str = "") -> str:
    others = [record(each, n + 1) for n, each in enumerate(behind)]
    return told(World().context(), record(stuck), others, error)


@pytest.mark.parametrize(
    ("behind", "lacking"),
    [
        ((NEW,) * 9, "the 9 records read behind it 9 lack"),
        ((OLD,) * 9, "the 9 records read behind it 0 lack"),
        ((OLD, NEW), "the 2 records read behind it 1 lacks"),
        ((NEW,), "the one record read behind it 1 lacks"),
    ],
)
def test_the_key_that_the_error_names_is_looked_for_in_those_behind(behind: Any, lacking: str) -> None:
    assert said(NEW, *behind, error=KEY_ERROR) == f"It lacks 'seconds'; of {lacking} it, too"


def test_without_a_name_it_is_told_in_which_keys_it_differs_from_all_behind() -> None:
    assert said(NEW, OLD, OLD) == "It lacks 'seconds' and has 'duration', unlike the 2 records read behind it"
    assert said(OLD, OLD, NEW) == "Of the 2 records read behind it 1 has the same keys"
    assert (
        said(OLD, OLD, error="ValueError: invalid literal")
        == "Of the one record read behind it 1 has the same keys"
    )


@pytest.mark.parametrize("stuck", ["no object", 7, {}])
def test_what_has_no_keys_is_compared_with_nothing(stuck: Any) -> None:
    assert said(stuck, OLD) == ""
    assert said(OLD, stuck) == ""


def test_nothing_is_told_of_a_record_that_nothing_was_read_behind() -> None:
    assert said(OLD) == ""
