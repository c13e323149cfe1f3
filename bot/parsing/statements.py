"""Policy documents of AWS, as statements (IAM user guide, "IAM JSON policy elements")."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.domain.evidence.permissions.permits import Condition, Policy, Statement
from bot.parsing.untrusted import parsed

_KNOWN = frozenset({"Sid", "Effect", "Principal", "Action", "Resource", "Condition"})


def read_policy(document: Any) -> Policy | None:
    """The statements of a document, as text or as an object; None for what is no policy."""
    if isinstance(document, str):
        document = parsed(document)
    if not isinstance(document, Mapping):
        return None
    listed = document.get("Statement")
    statements = listed if isinstance(listed, list) else [listed]
    if not all(isinstance(each, Mapping) for each in statements):
        return None
    return tuple(map(_statement, statements))


def _statement(said: Mapping[str, Any]) -> Statement:
    """One with an element that is not read here, as NotAction is, may mean anything."""
    understood = set(said) <= _KNOWN and said.get("Effect") in {"Allow", "Deny"}
    return Statement(
        allows=said.get("Effect") == "Allow",
        actions=_texts(said.get("Action")) if "Action" in said else ("*",),
        resources=_texts(said.get("Resource")) if "Resource" in said else ("*",),
        principals=tuple(_principals(said["Principal"])) if "Principal" in said else None,
        conditions=tuple(_conditions(said.get("Condition"))),
        understood=understood,
    )


def _texts(value: Any) -> tuple[str, ...]:
    listed = value if isinstance(value, list) else [value]
    return tuple(str(each) for each in listed if isinstance(each, str | bool | int))


def _principals(value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for kind, named in value.items():
            yield from ((str(kind), each) for each in _texts(named))
    else:
        yield from (("*", each) for each in _texts(value))


def _conditions(value: Any) -> Iterator[Condition]:
    if not isinstance(value, Mapping):
        return
    for operator, keys in value.items():
        if not isinstance(keys, Mapping):
            yield Condition("", "", ())
            continue
        for key, values in keys.items():
            yield Condition(str(operator).lower(), str(key).lower(), _lowered(_texts(values), str(operator)))


def _lowered(values: tuple[str, ...], operator: str) -> tuple[str, ...]:
    """JSON's true is the policy's "true"."""
    return tuple(each.lower() for each in values) if operator.lower().startswith("bool") else values
