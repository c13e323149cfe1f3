"""docs/beliefs.md and the tests in tests/live say the same, both ways."""

import ast
import json

import pytest

from tests.live.aws.policy import NOT_FOUND_HERE, POLICY
from tests.live.beliefs import DOCUMENT, HERE, STANDINGS, belief_of, read_beliefs

BELIEFS = read_beliefs(DOCUMENT.read_text())
ROW = "| a | b | settled | c | `aws/test_x.py::test_y` |"


def live_tests() -> set[str]:
    """`file.py::function` of every test below tests/live."""
    return {
        f"{path.relative_to(HERE)}::{each.name}"
        for path in HERE.rglob("test_*.py")
        for each in ast.parse(path.read_text()).body
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    }


def files() -> set[str]:
    return {str(path.relative_to(HERE)) for path in HERE.rglob("test_*.py")}


def test_every_belief_is_tried_by_a_test_of_its_own() -> None:
    tests = [each.test for each in BELIEFS]
    assert set(tests) - live_tests() - files() == set()
    assert len(set(tests)) == len(tests)


def test_every_live_test_has_its_belief() -> None:
    assert {each for each in live_tests() if belief_of(f"tests/live/{each}", BELIEFS) is None} == set()
    assert {each for each in files() if not any(row.test.startswith(each) for row in BELIEFS)} == set()


def test_every_belief_is_settled_or_to_try_and_says_what_rests_on_it() -> None:
    assert {each.standing for each in BELIEFS} == set(STANDINGS)
    assert [each for each in BELIEFS if not (each.text and each.source and each.rests)] == []


def test_no_belief_is_written_down_twice() -> None:
    texts = [each.text for each in BELIEFS]
    assert len(set(texts)) == len(texts)


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="not 5 cells"):
        read_beliefs("| a | b | settled |")


def test_heads_and_rules_are_no_beliefs() -> None:
    head = "| what we believe | source | standing | what rests on it | test |\n|---|---|---|---|---|\n"
    (belief,) = read_beliefs(head + ROW)
    assert (belief.text, belief.test) == ("a", "aws/test_x.py::test_y")


@pytest.mark.parametrize(
    ("nodeid", "found"),
    [
        pytest.param("tests/live/aws/test_x.py::test_y", True, id="by its own name"),
        pytest.param("tests/live/aws/test_x.py::test_y[one]", True, id="whatever its parameters"),
        pytest.param("tests/live/aws/test_x.py::test_z", False, id="another test of the file"),
    ],
)
def test_a_test_finds_its_belief(nodeid: str, found: bool) -> None:  # noqa: FBT001 - a parameter of pytest
    assert bool(belief_of(nodeid, read_beliefs(ROW))) is found


def test_a_file_may_be_one_belief() -> None:
    whole = read_beliefs(ROW.replace("::test_y", ""))
    assert belief_of("tests/live/aws/test_x.py::test_anything", whole)


def test_what_the_local_iam_cannot_narrow_is_in_the_policy_all_the_same() -> None:
    statements = json.loads(POLICY.read_text())["Statement"]
    named = {action for each in statements for action in each["Action"]}
    assert set(NOT_FOUND_HERE) <= named
    assert not any("*" in action for action in named)


def test_the_policy_touches_only_what_bears_the_runs_name() -> None:
    made, mappings, listed = json.loads(POLICY.read_text())["Statement"]
    assert all("lastcall-live-*" in resource for resource in made["Resource"])
    assert "lastcall-live-*" in json.dumps(mappings["Condition"])
    reads = {action.partition(":")[2] for action in listed["Action"]} - {"Unsubscribe"}
    assert all(action.startswith(("Describe", "Get", "List")) for action in reads)
