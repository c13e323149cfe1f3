"""template.yaml with its parameters filled in, as CloudFormation does it."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.unit.template.stack import template

PSEUDO = {
    "AWS::AccountId": "111122223333",
    "AWS::Partition": "aws",
    "AWS::Region": "ap-southeast-1",
    "AWS::StackName": "lastcall-of-the-orders-team",
}
PLACE = f"{PSEUDO['AWS::Region']}:{PSEUDO['AWS::AccountId']}"
LONGEST = 4096  # characters of a parameter's value
_NOTHING = object()


def listed(value: str) -> list[str]:
    """Each member of a list is trimmed, says "CloudFormation template Parameters syntax"."""
    return [each.strip() for each in value.split(",")]


class Resolved:
    """The stack that these parameters make."""

    def __init__(self, parameters: Mapping[str, str]) -> None:
        self._template = template()
        self.parameters = {
            name: parameters.get(name, str(each.get("Default", "")))
            for name, each in self._template["Parameters"].items()
        }

    def refusals(self) -> list[str]:
        """The parameters that CloudFormation does not take, before it makes anything.

        4,096 characters: "AWS CloudFormation quotas", parameters, maximum size of a value. `AllowedPattern`
        goes for each entry of a list: "CloudFormation template Parameters syntax".
        """
        return [name for name, value in self.parameters.items() if not self._taken(name, value)]

    def _taken(self, name: str, value: str) -> bool:
        declared = self._template["Parameters"][name]
        pattern = declared.get("AllowedPattern", "")
        entries = listed(value) if declared["Type"] == "CommaDelimitedList" else [value]
        fits = all(re.search(pattern, entry) for entry in entries)
        allowed = [str(each) for each in declared.get("AllowedValues", [value])]
        return fits and value in allowed and len(value) <= LONGEST

    def properties(self, name: str) -> dict[str, Any]:
        resolved: dict[str, Any] = self.value(self._template["Resources"][name].get("Properties", {}))
        return resolved

    def is_there(self, name: str) -> bool:
        condition = self._template["Resources"][name].get("Condition")
        return condition is None or self.holds(condition)

    def holds(self, condition: str) -> bool:
        return bool(self.value(self._template["Conditions"][condition]))

    def value(self, raw: Any) -> Any:
        if isinstance(raw, list):
            return [value for each in raw if (value := self.value(each)) is not _NOTHING]
        if not isinstance(raw, dict):
            return raw
        if len(raw) == 1:
            ((name, given),) = raw.items()
            if name in {"Ref", "Condition"} or name.startswith("Fn::"):
                return self._made(name, given)
        filled = {key: self.value(each) for key, each in raw.items()}
        return {key: each for key, each in filled.items() if each is not _NOTHING}

    def _made(self, function: str, given: Any) -> Any:
        """What an intrinsic function makes of what it is given."""
        made: Mapping[str, Callable[[], Any]] = {
            "Ref": lambda: self._referred(given),
            "Condition": lambda: self.holds(given),
            "Fn::If": lambda: self.value(given[1] if self.holds(given[0]) else given[2]),
            "Fn::Equals": lambda: len({str(self.value(each)) for each in given}) == 1,
            "Fn::Not": lambda: not self.value(given[0]),
            "Fn::Or": lambda: any(self.value(each) for each in given),
            "Fn::Select": lambda: self.value(given[1])[int(given[0])],
            "Fn::Join": lambda: str(given[0]).join(self.value(given[1])),
            "Fn::Split": lambda: self.value(given[1]).split(given[0]),
            "Fn::Sub": lambda: self._filled(*([given, {}] if isinstance(given, str) else given)),
            "Fn::GetAtt": lambda: f"arn:aws:service:{PLACE}:{given[0]}-{given[1]}-1A2B3C4D5E6F",
        }
        return made[function]()

    def _referred(self, name: str) -> Any:
        if name == "AWS::NoValue":
            return _NOTHING
        if name in PSEUDO:
            return PSEUDO[name]
        if name in self.parameters:
            declared = self._template["Parameters"][name]
            value = self.parameters[name]
            return listed(value) if declared["Type"] == "CommaDelimitedList" else value
        return f"{PSEUDO['AWS::StackName']}-{name}-1A2B3C4D5E6F"

    def _filled(self, text: str, more: Mapping[str, Any]) -> str:
        def filled(found: re.Match[str]) -> str:
            name = found[1]
            resource, dot, attribute = name.partition(".")
            if name in more:
                return str(self.value(more[name]))
            return str(self._made("Fn::GetAtt", [resource, attribute]) if dot else self._referred(name))

        return re.sub(r"\$\{([^!}]+)\}", filled, text)
