"""Any TOML at all is a policy or a list of problems, each within the file."""

import json
import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.config import check_policy
from bot.config.policies import TABLES
from bot.config.problem import Path
from bot.config.toml_lines import lines_of
from bot.domain.policy.policy import Policy
from bot.parsing.policy_document import dump_policy, load_policy

WORDS = (
    "C0INCIDENT",
    "U0ANA00001",
    "0m",
    "15m",
    "mon-fri",
    "09:00-18:00",
    "UTC",
    "owner",
    "oncall:a",
    "auto",
    "*",
)
KEYS = (*sorted({key.name for table in TABLES for key in table.keys}), "a", "b c")
scalars = (
    st.booleans()
    | st.integers(-5, 50)
    | st.sampled_from(WORDS)
    | st.text(st.characters(codec="ascii"), max_size=3)
)
tables = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=15,
)
files = st.dictionaries(st.sampled_from(KEYS), tables, max_size=5)


@st.composite
def nearly_right(draw: st.DrawFn) -> dict[str, Any]:
    """A file of the right shape with one route spoilt."""
    route = {"name": "a", "channel": "C0INCIDENT"} | draw(
        st.dictionaries(st.sampled_from(KEYS), tables, max_size=3)
    )
    return {"routes": [route, {"name": "rest", "channel": "C0INCIDENT"}], **draw(files)}


def toml(value: Any, draw: st.DataObject) -> str:
    """A value as TOML, with line breaks wherever they may stand."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(each, draw)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        gap = draw.draw(st.sampled_from(("", " ", "\n", " # ]\n\n")))
        return "[" + gap + ",".join(f"{toml(each, draw)}{gap}" for each in value) + "]"
    return json.dumps(value).replace("\x7f", "\\u007f")


def document(raw: dict[str, Any], draw: st.DataObject) -> str:
    return "\n".join(f"{json.dumps(key)} = {toml(each, draw)}" for key, each in raw.items())


def paths(value: Any, path: Path = ()) -> list[Path]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(each for key, inner in inside for each in paths(inner, (*path, key)))]


@given(raw=files | nearly_right(), data=st.data())
def test_any_file_is_a_policy_or_has_problems_with_a_line_of_the_file(
    raw: dict[str, Any], data: st.DataObject
) -> None:
    text = document(raw, data)
    read = check_policy(text, "f")
    if isinstance(read, Policy):
        assert load_policy(dump_policy(read)) == read
    else:
        assert read
        assert all(1 <= problem.line <= text.count("\n") + 1 and problem.message for problem in read)


@given(text=st.text())
def test_any_text_is_a_policy_or_has_problems(text: str) -> None:
    assert check_policy(text, "f")


@given(raw=files, data=st.data())
def test_everything_in_a_file_has_its_line(raw: dict[str, Any], data: st.DataObject) -> None:
    text = document(raw, data)
    assert tomllib.loads(text) == raw
    assert set(lines_of(text)) >= {path for path in paths(raw) if path}
