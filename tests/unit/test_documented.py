"""Lists that the documents write by hand hold all there is, and nothing else."""

import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from bot.config.escalations import target
from bot.config.problem import Unfit
from local.slack_workspace.reference import METHODS
from tests.unit.template.stack import template

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
DOCS = {each.stem: each.read_text() for each in ROOT.glob("docs/*.md")}


def section(document: str, head: str) -> str:
    return document.split(f"\n## {head}\n")[1].split("\n## ", maxsplit=1)[0]


def named(row: str) -> list[str]:
    """What the first cell of a row names, in backticks."""
    return re.findall(r"`([^`]+)`", row.split("|")[1])


def rows(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("| `")]


def test_every_package_has_a_row_in_the_readme() -> None:
    packages = {f"bot/{each.parent.name}" for each in (ROOT / "bot").glob("*/__init__.py")} | {"local"}
    listed = [name for row in rows(section(README, "Work on it")) for name in named(row)]
    assert sorted(listed) == sorted(packages)


def test_every_target_of_a_step_is_documented() -> None:
    with pytest.raises(Unfit) as refused:
        target("nobody")
    known = re.findall(r"(\w+)(?=, |:\.\.\.)", str(refused.value))
    listed = [
        name for row in rows(section(DOCS["configuration"], "Whom a step notifies")) for name in named(row)
    ]
    assert sorted({name.partition(":")[0] for name in listed}) == sorted(set(known))


def test_every_parameter_that_opens_something_is_documented() -> None:
    opening = {name for name in template()["Parameters"] if name.startswith("Allow") or name.endswith("Arns")}
    assert {name for name in opening if f"`{name}`" not in DOCS["permissions"]} == set()


def test_every_method_of_the_local_slack_is_documented() -> None:
    (row,) = (line for line in DOCS["local-stack"].splitlines() if line.startswith("| Web API |"))
    listed = [each for each in re.findall(r"`([\w.*]+)`", row) if "." in each]
    assert [name for name in METHODS if not any(fnmatchcase(name, each) for each in listed)] == []
    assert [each for each in listed if not any(fnmatchcase(name, each) for name in METHODS)] == []
