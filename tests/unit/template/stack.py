"""template.yaml as values, its intrinsics in their long form ({"Ref": ...}, {"Fn::GetAtt": ...})."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

_Node = yaml.ScalarNode | yaml.SequenceNode | yaml.MappingNode
PATH = Path(__file__).resolve().parents[3] / "template.yaml"

FUNCTIONS = ("OnAlarm", "OnSlack", "OnCommand", "OnJob", "OnChange", "OnClock")
WORK_QUEUES = {
    "AlarmQueue": "OnAlarm",
    "CommandQueue": "OnCommand",
    "JobQueue": "OnJob",
    "CardQueue": "OnChange",
}


class _Loader(yaml.CSafeLoader):
    """YAML with CloudFormation's short forms. (cfn-lint has one too, and imports five seconds of algebra.)"""


def _long_form(loader: _Loader, suffix: str, node: _Node) -> dict[str, Any]:
    value = _value(loader, node)
    if suffix == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {suffix if suffix in {"Ref", "Condition"} else f"Fn::{suffix}": value}


def _value(loader: _Loader, node: _Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _long_form)


@cache
def template() -> dict[str, Any]:
    with PATH.open() as text:
        loaded: dict[str, Any] = yaml.load(text, _Loader)  # noqa: S506  a safe loader with short forms
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
    """What a function's role allows, by its own policy and those attached to it; optional statements too."""
    (policy,) = properties(f"{function}Role")["Policies"]
    documents = [policy, *(properties(name) for name in attached(function))]
    return [chosen(each) for document in documents for each in document["PolicyDocument"]["Statement"]]


def attached(function: str) -> dict[str, str]:
    """The managed policies of a function's role, by logical id, with the condition under which each is."""
    listed = properties(f"{function}Role").get("ManagedPolicyArns", [])
    return {chosen(each)["Ref"]: each["Fn::If"][0] if "Fn::If" in each else "" for each in listed}


def chosen(each: dict[str, Any]) -> dict[str, Any]:
    """What stands under a condition, or what has none."""
    picked: dict[str, Any] = each["Fn::If"][1] if "Fn::If" in each else each
    return picked


def actions(statement: dict[str, Any]) -> list[str]:
    action = statement["Action"]
    return [action] if isinstance(action, str) else list(action)


def failure_queues() -> list[str]:
    return [name for name in resources("AWS::SQS::Queue") if name.endswith("DeadLetters")]
