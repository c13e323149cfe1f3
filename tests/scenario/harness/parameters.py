"""Whether parameters are what botocore's model of an operation wants, as botocore's own validator says.

That takes a twentieth of a story; so what is plainly right is seen at a glance first, and everything else
goes to botocore, which also words the refusal.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from botocore.exceptions import ParamValidationError
from botocore.model import OperationModel
from botocore.validate import ParamValidator

Glance = Callable[[Any], bool]
_SCALARS: dict[str, type] = {"integer": int, "boolean": bool, "blob": bytes}
# What botocore holds against rules of its own.
_RULED = frozenset({"document", "union", "hostLabel", "jsonvalue"})


def check(asked: dict[str, Any], model: OperationModel) -> None:
    """Raises ParamValidationError."""
    shape: Any = model.input_shape
    if glance(shape)(asked):
        return
    found = ParamValidator().validate(asked, shape)
    if found.has_errors():
        raise ParamValidationError(report=found.generate_report())


@cache
def glance(shape: Any) -> Glance:
    """True only where botocore's validator has nothing to say; False where it has, or nobody knows."""
    if _RULED & (shape.metadata.keys() | shape.serialization.keys()):
        return lambda _: False
    least = shape.metadata.get("min", 0)
    match shape.type_name:
        case "structure":
            return _of_structure(shape)
        case "map":
            return lambda given: (
                isinstance(given, dict)
                and all(glance(shape.key)(name) and glance(shape.value)(each) for name, each in given.items())
            )
        case "list":
            return lambda given: (
                isinstance(given, list | tuple)
                and len(given) >= least
                and all(map(glance(shape.member), given))
            )
        case "string":
            return lambda given: isinstance(given, str) and len(given) >= least
        case "integer" | "boolean" | "blob" if "min" not in shape.metadata:
            return lambda given: isinstance(given, _SCALARS[shape.type_name])
        case _:
            return lambda _: False


def _of_structure(shape: Any) -> Glance:
    members, required = shape.members, frozenset(shape.metadata.get("required", ()))
    readers: dict[str, Glance] = {}

    def seen(given: Any) -> bool:
        if not isinstance(given, dict) or not required <= given.keys() or not given.keys() <= members.keys():
            return False
        for name, each in given.items():
            # Only now: a structure may hold itself.
            reader = readers.get(name) or readers.setdefault(name, glance(members[name]))
            if not reader(each):
                return False
        return True

    return seen
