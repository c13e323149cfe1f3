"""No ARN is cut by hand: `bot/domain/resource/arn.py` knows partitions, qualifiers and names with slashes."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot

ROOT = Path(bot.__file__).parents[1]
HOME = "bot/domain/resource/arn.py"
# It runs in the emulator's interpreter, which has no bot.
EMULATOR = ROOT / "local/local_aws/emulator_shim"
CUTS = frozenset({"split", "rsplit", "partition", "rpartition", "startswith", "removeprefix", "count"})
# The beginning of an ARN, a service or a kind with its colons; where something is cut, a colon alone.
OF_ARNS = re.compile(r"arn:.*|:[a-z-]+[:/]", re.IGNORECASE)
HOLDS_AN_ARN = re.compile(r".*\b\w*(?:arn|source|stream|function|consumer|through|destination|target|topic)")
# Cut at a colon, and no ARN.
OTHERS = {
    "bot/alarm_kinds/resources/__init__.py": "the dimension `Resource` of a function, `name:alias`",
    "bot/config/aws_names.py": "names that a team writes, refused where they begin as an ARN does",
    "bot/config/checks.py": "a target of lastcall.toml",
    "bot/config/escalations.py": "a target of lastcall.toml",
    "bot/config/routes.py": "a target of lastcall.toml",
    "bot/domain/redaction/pairs.py": "an ARN somewhere in a log line is no secret",
    "bot/domain/redaction/markup.py": "a name of XML with its namespace",
    "bot/parsing/dead_letters/sns_subscription.py": "a subscription's ARN begins with its topic's, whole",
    "bot/render/action_ids.py": "the value of a button",
    "bot/render/runbooks/runbook.py": "a line of a runbook's head",
    "bot/render/card/missing_line.py": "an action of IAM",
}


def cuts(source: str) -> Iterator[int]:
    """Lines that cut a text where an ARN has its colons, look for a service in it, or put an ARN together."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CUTS:
            told = [each for arg in node.args[:1] for each in ast.walk(arg)]
            at = next((each.value for each in told if isinstance(each, ast.Constant)), "")
            if at == ":" or (at == "/" and HOLDS_AN_ARN.fullmatch(ast.unparse(node.func.value))):
                yield node.lineno
        elif isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.In | ast.NotIn):
            told = [node.left]
        elif isinstance(node, ast.JoinedStr):
            told = [each for each in node.values[:1] if str(getattr(each, "value", "")).startswith("arn:")]
        else:
            continue
        words = [
            each.value for each in told if isinstance(each, ast.Constant) and isinstance(each.value, str)
        ]
        if any(map(OF_ARNS.fullmatch, words)):
            yield node.lineno


@pytest.mark.parametrize(
    "line",
    [
        'name = arn.rpartition(":")[2]',
        'name = arn.rsplit(":", 1)[-1]',
        'name = facts.stream.arn.rpartition("/")[2]',
        "name = f\"{arn.rpartition(':')[2]}\"",
        'of_queue = arn.startswith("arn:aws:sqs:")',
        'of_queue = arn.startswith(("arn:aws:sqs:", "arn:aws-cn:sqs:"))',
        'of_stream = ":kinesis:" in arn',
        'name = arn.partition(":function:")[2]',
        'name = arn.partition(":event-bus/")[2]',
        'is_lambda = arn.split(":")[2:3] == ["lambda"]',
        'arn = f"arn:aws:sqs:{region}:{account}:{name}"',
    ],
)
def test_a_cut_is_seen(line: str) -> None:
    assert list(cuts(line)) == [1]


def test_no_arn_is_cut_by_hand() -> None:
    found = {
        str(path.relative_to(ROOT)): list(lines)
        for package in ("bot", "local")
        for path in sorted((ROOT / package).rglob("*.py"))
        if EMULATOR not in path.parents and (lines := list(cuts(path.read_text())))
    }
    found.pop(HOME)
    assert {path: lines for path, lines in found.items() if path not in OTHERS} == {}
    assert sorted(OTHERS) == sorted(found)
