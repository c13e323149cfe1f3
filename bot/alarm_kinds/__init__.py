"""The kinds of alarm Lastcall knows, most specific first. A new kind is one file here and one line below."""

from bot.alarm_kinds import dead_letters, generic
from bot.domain.alarm import AlarmTransition
from bot.domain.alarm_kind import AlarmKind
from bot.domain.grouping import Resource

KINDS: tuple[AlarmKind, ...] = (
    dead_letters.KIND,
    generic.KIND,
)

_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(transition: AlarmTransition) -> tuple[AlarmKind, Resource]:
    """The kind of an alarm and what it is about; the generic kind takes what nobody else knows."""
    for kind in KINDS:
        if resource := kind.resource(transition):
            return kind, resource
    raise AssertionError("the generic kind takes every alarm")


def kind_named(name: str) -> AlarmKind:
    """The kind of that name; the generic one for a name an older or newer release knew."""
    return _BY_NAME.get(name, generic.KIND)
