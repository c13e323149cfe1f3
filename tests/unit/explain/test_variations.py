"""What `lastcall explain` says of inputs as other teams and other tools write them.

Each expected value is what is said under that name; one that begins with ~ only has to stand in it. `names`
and `reason` stand somewhere in what is said, and what `not_` begins is not said under the rest of its name.
"""

import json
from typing import Any

import pytest

from bot.explain.explanation import Known
from bot.explain.reading import explain_each
from tests.events import FOLDER

ROWS = json.loads((FOLDER / "explained" / "variations.json").read_text())


@pytest.mark.parametrize("row", [pytest.param(row, id=row["about"]) for row in ROWS])
def test_it_is_explained_right(row: dict[str, Any]) -> None:
    (explained,) = explain_each(json.dumps(row["input"]).encode(), Known())
    told = explained.told
    assert [name for name, value in row["expected"].items() if not _said(told, name, value)] == []


def _said(told: Any, name: str, value: Any) -> bool:
    if name in {"names", "reason"}:
        values = value if isinstance(value, list) else [value]
        return all(each in json.dumps(told) for each in values)
    if name.startswith("not_"):
        return told.get(name.removeprefix("not_")) not in (value if isinstance(value, list) else [value])
    if isinstance(value, str) and value.startswith("~"):
        return value[1:] in str(told.get(name))
    return bool(told.get(name) == value)
