"""DynamoDB's expressions, as far as the table's requests use them; whatever else one holds fails the test.

Grammar and rules:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

import operator
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

Item = dict[str, Any]
Value = dict[str, Any] | None
Operand = Callable[[Item, "Terms"], Value]
Condition = Callable[[Item, "Terms"], bool]
Update = Callable[[Item, "Terms"], Item]

_TOKEN = re.compile(r"\s*(<=|>=|[()=,<>]|[:#]?\w+)")
_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_WORDS = frozenset({"AND", "OR", "BETWEEN", "SET", "REMOVE", "ADD"})


class InvalidError(Exception):
    """DynamoDB would answer ValidationException."""


class Terms(NamedTuple):
    """What a request's placeholders stand for."""

    names: Mapping[str, str]
    values: Mapping[str, Any]

    def name(self, token: str) -> str:
        return self.names[token] if token.startswith("#") else token


def check_terms(terms: Terms, *expressions: str) -> None:
    """Every placeholder is given, every given one is used, and no name is one of DynamoDB's own words."""
    tokens = [token for each in expressions for token in _tokens(each)]
    for sign, given in (("#", terms.names), (":", terms.values)):
        used = {token for token in tokens if token.startswith(sign)}
        if used != set(given):
            raise InvalidError(f"{sorted(used ^ set(given))}: used and not given, or given and not used")
    plain = {token.upper() for token in tokens if token[0] not in "#:"} - _WORDS
    if reserved := plain & _reserved():
        raise InvalidError(f"reserved words as names: {sorted(reserved)}")


@cache
def condition(expression: str) -> Condition:
    parser = _Parser(_tokens(expression))
    read = parser.either()
    parser.end()
    return read


@cache
def update(expression: str) -> Update:
    parser = _Parser(_tokens(expression))
    steps: list[tuple[str, Callable[[Item, Terms], Value]]] = []
    while parser.left:
        steps.extend(parser.clause())
    targets = [target for target, _ in steps]
    if len(set(targets)) < len(targets):
        raise InvalidError(f"two paths overlap: {expression}")

    def updated(item: Item, terms: Terms) -> Item:
        values = {terms.name(target): value(item, terms) for target, value in steps}
        return {name: value for name, value in (item | values).items() if value is not None}

    return updated


def ordered(value: Mapping[str, Any]) -> Any:
    """A key's value, as DynamoDB sorts it: numbers by number, strings by their bytes in UTF-8."""
    ((kind, raw),) = value.items()
    match kind:
        case "N":
            return Decimal(raw)
        case "S":
            return raw.encode()
        case _:
            raise LookupError(f"no order of {kind}")


class _Parser:
    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def left(self) -> bool:
        return self._at < len(self._tokens)

    def end(self) -> None:
        if self.left:
            raise InvalidError(f"unexpected {self._tokens[self._at :]}")

    # Conditions

    def either(self) -> Condition:
        parts = [self._both()]
        while self._took("OR"):
            parts.append(self._both())
        return lambda item, terms: any(part(item, terms) for part in parts)

    def _both(self) -> Condition:
        parts = [self._one()]
        while self._took("AND"):
            parts.append(self._one())
        return lambda item, terms: all(part(item, terms) for part in parts)

    def _one(self) -> Condition:
        if self._took("("):
            inner = self.either()
            self._need(")")
            return inner
        token = self._next()
        if token.startswith("attribute_"):
            return self._function(token)
        return self._comparison(_operand(token))

    def _function(self, name: str) -> Condition:
        there = {"attribute_exists": True, "attribute_not_exists": False}[name]
        self._need("(")
        target = _operand(self._next())
        self._need(")")
        return lambda item, terms: (target(item, terms) is not None) is there

    def _comparison(self, left: Operand) -> Condition:
        sign = self._next()
        right = _operand(self._next())
        if sign == "BETWEEN":
            self._need("AND")
            last = _operand(self._next())
            return lambda item, terms: (
                _compare(">=", left(item, terms), right(item, terms))
                and _compare("<=", left(item, terms), last(item, terms))
            )
        return lambda item, terms: _compare(sign, left(item, terms), right(item, terms))

    # Updates

    def clause(self) -> list[tuple[str, Callable[[Item, Terms], Value]]]:
        keyword = self._next()
        step = {"SET": self._set, "REMOVE": self._remove, "ADD": self._add}[keyword]
        steps = [step(self._next())]
        while self._took(","):
            steps.append(step(self._next()))
        return steps

    def _set(self, target: str) -> tuple[str, Operand]:
        self._need("=")
        token = self._next()
        if token != "if_not_exists":
            return target, _operand(token)
        self._need("(")
        kept = _operand(self._next())
        self._need(",")
        otherwise = _operand(self._next())
        self._need(")")
        return target, lambda item, terms: kept(item, terms) or otherwise(item, terms)

    def _remove(self, target: str) -> tuple[str, Operand]:
        return target, lambda _item, _terms: None

    def _add(self, target: str) -> tuple[str, Operand]:
        kept, more = _operand(target), _operand(self._next())

        def added(item: Item, terms: Terms) -> Value:
            before, by = kept(item, terms) or {"N": "0"}, more(item, terms) or {}
            return {"N": str(Decimal(before["N"]) + Decimal(by["N"]))}

        return target, added

    # Tokens

    def _next(self) -> str:
        if not self.left:
            raise InvalidError("the expression ends too early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _took(self, token: str) -> bool:
        taken = self.left and self._tokens[self._at] == token
        self._at += taken
        return taken

    def _need(self, token: str) -> None:
        if not self._took(token):
            raise InvalidError(f"{token} is missing at {self._tokens[self._at :]}")


def _operand(token: str) -> Operand:
    if token.startswith(":"):
        return lambda _item, terms: terms.values[token]
    return lambda item, terms: item.get(terms.name(token))


def _compare(sign: str, left: Value, right: Value) -> bool:
    """An attribute that is not there equals nothing and is no less than anything."""
    if sign == "=":
        return left is not None and left == right
    if left is None or right is None or left.keys() != right.keys():
        return False
    return _COMPARED[sign](ordered(left), ordered(right))


@cache
def _tokens(expression: str) -> tuple[str, ...]:
    found, at = [], 0
    while at < len(expression.rstrip()):
        token = _TOKEN.match(expression, at)
        if token is None:
            raise InvalidError(f"not understood: {expression[at:]}")
        found.append(token[1])
        at = token.end()
    return tuple(found)


@cache
def _reserved() -> frozenset[str]:
    return frozenset(ReservedKeywords.get_reserved_keywords())
