"""Whether policies allow a request: yes, no, or unknown from what was read.

The answer is no only if no statement can allow it, whatever else the request holds: a condition on an unknown
part of the request leaves it open, and so does an element that is not understood. Facts: IAM
user guide, "Policy evaluation logic" and "IAM JSON policy elements".
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.domain.resource.arn import as_arn

# Three-valued answers: None if unknown from what was read.
Permitted = bool | None


# A condition key known to be absent from a request.
ABSENT = ""


class Condition(NamedTuple):
    """`{operator: {key: values}}`; operator and key without case."""

    operator: str
    key: str
    values: tuple[str, ...]


class Statement(NamedTuple):
    """Attributes:
    principals: (kind, value) of each, such as ("Service", "sns.amazonaws.com") or ("*", "*"); None in an
        identity's own policy, which has none, and for NotPrincipal.
    understood: Whether the other attributes cover everything in it.
    """

    allows: bool
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    principals: tuple[tuple[str, str], ...] | None = None
    conditions: tuple[Condition, ...] = ()
    understood: bool = True


Policy = tuple[Statement, ...]


class Request(NamedTuple):
    """Attributes:
    by: A service's principal, or the ARN of a role.
    context: What is known about the request, by condition keys in lower case.
    """

    by: str
    action: str
    resource: str
    context: Mapping[str, str] = {}


def lets_in(policy: Policy, request: Request) -> Permitted:
    """Whether a resource's own policy allows a principal."""
    return _decided((each, _is_meant(each, request)) for each in policy)(request)


def may(policies: Iterable[Policy], request: Request) -> Permitted:
    """Whether an identity's policies together allow it."""
    return _decided((each, True) for policy in policies for each in policy)(request)


class _Decided(NamedTuple):
    statements: tuple[tuple[Statement, Permitted], ...]

    def __call__(self, request: Request) -> Permitted:
        found = [(each.allows, _both(meant, _covers(each, request))) for each, meant in self.statements]
        denied = [told for allows, told in found if not allows]
        allowed = [told for allows, told in found if allows]
        if True in denied:
            return False
        if True in allowed:
            return None if None in denied else True
        return None if None in allowed else False


def _decided(statements: Iterable[tuple[Statement, Permitted]]) -> _Decided:
    return _Decided(tuple(statements))


def _both(one: Permitted, other: Permitted) -> Permitted:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


def _covers(statement: Statement, request: Request) -> Permitted:
    told: Permitted = statement.understood or None
    told = _both(told, any(matches(each, request.action, fold=True) for each in statement.actions))
    told = _both(told, _on(statement.resources, request.resource))
    for condition in statement.conditions:
        told = _both(told, _holds(condition, request.context))
    return told


def _on(resources: Iterable[str], resource: str) -> Permitted:
    """A variable may match anything."""
    known = list(resources)
    if any(matches(each, resource) for each in known):
        return True
    return None if any("${" in each for each in known) else False


def _is_meant(statement: Statement, request: Request) -> Permitted:
    if statement.principals is None:
        return None
    told = [_is(kind, value, request.by) for kind, value in statement.principals]
    return True if True in told else None if None in told else False


def _is(kind: str, value: str, by: str) -> Permitted:
    """`*` includes services; a service may be named with its region; an account includes its roles."""
    if value == "*" and kind in {"*", "AWS"}:
        return True
    if kind == "Service":
        service, _, rest = by.partition(".")
        if value == by:
            return True
        return None if rest == "amazonaws.com" and value.startswith(f"{service}.") else False
    arn = as_arn(by)
    if kind != "AWS" or arn.kind != "role":
        return False
    account = arn.account
    if value == by:
        return True
    return None if value == account or value.endswith(f":{account}:root") or "*" in value else False


_POSITIVE = frozenset(
    {"stringequals", "stringlike", "stringequalsignorecase", "arnequals", "arnlike", "bool"}
)
_NEGATIVE = frozenset({"stringnotequals", "stringnotlike", "stringnotequalsignorecase", "arnnotequals"})
_EXACT = frozenset({"stringequals", "stringnotequals", "bool"})


def _holds(condition: Condition, context: Mapping[str, str]) -> Permitted:
    operator = condition.operator.removesuffix("ifexists")
    value = context.get(condition.key)
    if value == ABSENT:
        return None if condition.operator.endswith("ifexists") or operator not in _POSITIVE else False
    if value is None or operator not in _POSITIVE | _NEGATIVE | {"arnnotlike"}:
        return None
    if any("${" in each for each in condition.values):
        return None
    fold = operator.endswith("ignorecase") or operator == "bool"
    if operator in _EXACT:
        found = any((each.lower() if fold else each) == value for each in condition.values)
    else:
        found = any(matches(each, value, fold=fold) for each in condition.values)
    return found if operator in _POSITIVE else not found


def matches(pattern: str, text: str, *, fold: bool = False) -> bool:
    """Match IAM's wildcards: `*` for any characters, `?` for one. Linear except for the stars."""
    if fold:
        pattern, text = pattern.lower(), text.lower()
    at = where = 0
    star, kept = -1, 0
    while at < len(text):
        if where < len(pattern) and pattern[where] == "*":
            star, kept = where, at
            where += 1
        elif where < len(pattern) and pattern[where] in {"?", text[at]}:
            where += 1
            at += 1
        elif star >= 0:
            kept += 1
            where, at = star + 1, kept
        else:
            return False
    return all(each == "*" for each in pattern[where:])
