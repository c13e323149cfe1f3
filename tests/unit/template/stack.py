"""template.yaml as values, its intrinsics in their long form ({"Ref": ...}, {"Fn::GetAtt": ...})."""

from functools import cache
from pathlib import Path
from typing import Any

from cfnlint.decode import cfn_yaml

PATH = Path(__file__).resolve().parents[3] / "template.yaml"

FUNCTIONS = ("OnAlarm", "OnSlack", "OnCommand", "OnJob", "OnChange", "OnClock")
WORK_QUEUES = {
    "AlarmQueue": "OnAlarm",
    "CommandQueue": "OnCommand",
    "JobQueue": "OnJob",
    "CardQueue": "OnChange",
}


@cache
def template() -> dict[str, Any]:
    loaded: dict[str, Any] = cfn_yaml.load(str(PATH))
    return loaded


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Every resource of a type, by its logical id."""
    return {name: each for name, each in template()["Resources"].items() if each["Type"] == kind}


def properties(name: str) -> dict[str, Any]:
    found: dict[str, Any] = template()["Resources"][name].get("Properties", {})
    return found


def arn_of(name: str) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [name, "Arn"]}


def statements(function: str) -> list[dict[str, Any]]:
    """What a function's role allows; optional statements too."""
    (policy,) = properties(f"{function}Role")["Policies"]
    return [each["Fn::If"][1] if "Fn::If" in each else each for each in policy["PolicyDocument"]["Statement"]]


def actions(statement: dict[str, Any]) -> list[str]:
    action = statement["Action"]
    return [action] if isinstance(action, str) else list(action)


def failure_queues() -> list[str]:
    return [name for name in resources("AWS::SQS::Queue") if name.endswith("DeadLetters")]
