"""The kinds of alarm Lastcall knows, most specific first. A new kind is one file here and one line below.

The order decides when metric math watches metrics of several kinds: what is lost, what will be, then why.
"""

from bot.alarm_kinds import (
    account_concurrency,
    async_event_age,
    async_events_dropped,
    composite,
    dead_letters,
    failed_invocations,
    function_concurrency,
    function_errors,
    function_throttles,
    generic,
    iterator_age,
    logged_errors,
    lost_events,
    queue_backlog,
    rule_failures,
    throughput_exceeded,
    topic_failures,
    unsuccessful_executions,
)
from bot.alarm_kinds.resources import the_alarm_itself
from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.alarm.alarm_kind import MOST_MEMBERS, Action, AlarmKind
from bot.domain.incident.incident import Incident
from bot.domain.resource.grouping import Resource

KINDS: tuple[AlarmKind, ...] = (
    dead_letters.KIND,
    lost_events.KIND,
    async_events_dropped.KIND,
    failed_invocations.KIND,
    rule_failures.KIND,
    topic_failures.KIND,
    unsuccessful_executions.KIND,
    iterator_age.KIND,
    async_event_age.KIND,
    queue_backlog.KIND,
    function_throttles.KIND,
    throughput_exceeded.KIND,
    function_errors.KIND,
    logged_errors.KIND,
    function_concurrency.KIND,
    account_concurrency.KIND,
    composite.KIND,
    generic.KIND,
)

# These do not count if something else is watched too: how much of a limit is used, and what no kind knows.
_ALONE = (function_concurrency.KIND, account_concurrency.KIND, composite.KIND, generic.KIND)
_BY_NAME = {kind.name: kind for kind in KINDS}


def kind_of(transition: AlarmTransition) -> tuple[AlarmKind, Resource]:
    """The kind of an alarm and what it is about; the generic kind takes what no other kind knows.

    An alarm over several resources is about itself: it speaks of none of them alone.
    """
    (kind, resource), *others = kinds_of(transition)
    return kind, the_alarm_itself(transition) if others else resource


def kinds_of(transition: AlarmTransition) -> tuple[tuple[AlarmKind, Resource], ...]:
    """Every resource an alarm watches, each with its most serious kind, the most serious first.

    At most MOST_MEMBERS of them.
    """
    found: dict[Resource, AlarmKind] = {}
    for kind in KINDS:
        if found and kind in _ALONE:
            continue
        for resource in kind.resources(transition):
            found.setdefault(resource, kind)
    return tuple((kind, resource) for resource, kind in found.items())[:MOST_MEMBERS]


def kind_named(name: str) -> AlarmKind:
    """The kind of that name; the generic one for a name from an older or newer release."""
    return _BY_NAME.get(name, generic.KIND)


def kind_of_incident(incident: Incident) -> AlarmKind:
    """Its kind; the resources of an alarm over several can only be looked at, each on its own."""
    kind = kind_named(incident.kind)
    if not incident.members:
        return kind
    shown = kind.actions & {Action.INSPECT} if kind is dead_letters.KIND else frozenset()
    return kind._replace(probes=("last_time",), actions=shown)
