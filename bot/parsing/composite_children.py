"""The alarms a composite is made of: those that triggered it with their state, the others by its rule alone.

    ALARM("orders errors") AND NOT OK(arn:aws:cloudwatch:...:alarm:deploying)
    AT_LEAST(2, ALARM, (orders-errors, "payments errors", stock-errors))

(CloudWatch API reference, PutCompositeAlarm, AlarmRule: a name with blanks, quotes or brackets is quoted.)
"""

import re
from collections.abc import Iterator
from typing import Any

from bot.domain.alarm.alarm import MOST_CHILDREN, ChildAlarm
from bot.parsing.alarm_identity import AlarmIdentity, identify
from bot.parsing.alarm_parts import state_of
from bot.parsing.transport import Transport
from bot.parsing.untrusted import get, items, text, time

_LONGEST_RULE = 10_240
# The ARN of an alarm whose name has 255 letters.
_QUOTED = r"\"(?:\\.|[^\"\\]){0,600}\"|'(?:\\.|[^'\\]){0,600}'"
_OPERAND = re.compile(
    rf"\b(?:ALARM|OK|INSUFFICIENT_DATA)\s*\(\s*({_QUOTED}|[^\s()\"',]+)\s*\)", re.IGNORECASE
)
_COUNTED = re.compile(r"\bAT_LEAST\s*\([^()]*\(", re.IGNORECASE)
_LISTED = re.compile(rf"[\s,]*({_QUOTED}|[^\s,\"'()]+)[\s,]*")
_ESCAPED = re.compile(r"\\(.)")


def children_of(
    triggering: Any, rule: Any, composite: AlarmIdentity, transport: Transport
) -> tuple[ChildAlarm, ...]:
    """At most MOST_CHILDREN, each once, those that triggered it first.

    Args:
        triggering: What the delivery lists, as objects with `arn` and `state`, in either casing.
        rule: The alarm's rule; a bare name in it is an alarm of the composite's own account and region.
    """
    home = transport._replace(account=composite.account, region=composite.region)
    children: dict[str, ChildAlarm] = {}
    for child in (*_triggering(triggering, home), *_named(text(rule, _LONGEST_RULE), home)):
        children.setdefault(child.arn, child)
    return tuple(children.values())[:MOST_CHILDREN]


def _triggering(listed: Any, home: Transport) -> Iterator[ChildAlarm]:
    for each in items(listed):
        if found := identify(get(each, "arn"), "", "", home):
            told = get(each, "state")
            yield ChildAlarm(
                found.arn, found.name, state_of(get(told, "value")), time(get(told, "timestamp"))
            )


def _named(rule: str, home: Transport) -> Iterator[ChildAlarm]:
    alone = ((found.start(), found[1]) for found in _OPERAND.finditer(rule))
    counted = (each for found in _COUNTED.finditer(rule) for each in _listed(rule, found.end()))
    for _, operand in sorted((*alone, *counted)):
        name = _ESCAPED.sub(r"\1", operand[1:-1]) if operand[0] in "\"'" else operand
        if found := identify(name, "", "", home) or identify("", name, "", home):
            yield ChildAlarm(found.arn, found.name)


def _listed(rule: str, at: int) -> list[tuple[int, str]]:
    """(place, operand) of a list up to its closing bracket; nothing of one that does not end."""
    listed = []
    while found := _LISTED.match(rule, at):
        listed.append((found.start(1), found[1]))
        at = found.end()
    return listed if rule[at : at + 1] == ")" else []


def bounded_child(child: ChildAlarm) -> ChildAlarm:
    """A child as another release of ours wrote it, cut to size."""
    return child._replace(arn=text(child.arn, 1600), name=text(child.name, 255))
