"""docs/configuration.md and the code are one."""

import tomllib
from pathlib import Path

import pytest

from bot.config import read_policy
from bot.config.policies import TABLES
from bot.config.reference import reference
from bot.config.table import TomlKey
from bot.domain.policy.policy import Policy

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "configuration.md"
KEYS = [(table.name, key) for table in TABLES for key in table.keys]
NESTED = "see below"


def test_every_key_is_in_the_documentation_as_the_code_has_it() -> None:
    generated = DOCUMENT.read_text().partition("]]] -->\n")[2].partition("<!-- [[[end]]] -->")[0]
    assert generated == reference()


@pytest.mark.parametrize(("table", "key"), [each for each in KEYS if NESTED not in each[1].like])
def test_the_example_of_a_key_is_toml(table: str, key: TomlKey) -> None:
    assert tomllib.loads(key.like if key.like.startswith("[[") else f"x = {key.like}")


@pytest.mark.parametrize(
    ("written", "left_out"),
    [
        (f"{key.name} = {quoted}", key.name)
        for table, key in KEYS
        if table in {"[[routes]]", "[routes.escalation]"}
        and key.default[:1].isalnum()
        and " " not in key.default
        for quoted in [key.default if key.name in {"reminders", "picture"} else f'"{key.default}"']
        if key.name not in {"match", "look", "act"}
    ],
)
def test_a_default_is_what_the_documentation_says(written: str, left_out: str) -> None:
    base = '[[routes]]\nname = "a"\nchannel = "C0INCIDENT"\n'
    inside = "escalation." if left_out in {"remind_every", "reminders", "ask_after", "answer_within"} else ""
    policy = read_policy(base + inside + written)
    assert isinstance(policy, Policy)
    assert policy == read_policy(base)
