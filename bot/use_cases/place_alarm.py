"""Where an alarm belongs: which kind it is, what is broken, whose it is and which incident speaks for it."""

from typing import NamedTuple

from bot.alarm_kinds import kind_of, kinds_of
from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.policy.policy import Policy, Route
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind


class Placement(NamedTuple):
    """Attributes:
    resource: What the alarm is about.
    grouped: What its incident is about.
    members: What it watches together, where that is more than one thing; `resource` is the alarm then.
    member_kinds: Of each of these its kind.
    beside: Names of the other routes that these match.
    """

    kind: AlarmKind
    resource: Resource
    grouped: Resource
    route: Route
    members: tuple[Resource, ...] = ()
    member_kinds: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


def place_alarm(transition: AlarmTransition, policy: Policy) -> Placement:
    """The same for every delivery of a transition, wherever it is asked."""
    (kind, resource), found = kind_of(transition), kinds_of(transition)
    several = found if len(found) > 1 else ()
    matched = {
        route.name: route
        for of, each in several or ((kind, resource),)
        for route in (_route(transition, of, each, policy),)
    }
    # Of the routes of several the first of lastcall.toml leads.
    route, *others = (each for each in policy.routes if each.name in matched)
    beside = tuple(each.name for each in others)
    grouped = _grouped(transition, resource, route)
    members, kinds = tuple(each for _, each in several), tuple(of.name for of, _ in several)
    return Placement(kind, resource, grouped, route, members, kinds, beside)


def _route(transition: AlarmTransition, kind: AlarmKind, resource: Resource, policy: Policy) -> Route:
    # What is known as an alarm alone stands by its ARN in an incident; people write names.
    of_itself = resource.kind == ResourceKind.ALARM and transition.name
    return policy.route_for(
        kind=kind.name,
        resource=transition.name if of_itself else resource.name,
        account=resource.account,
        region=resource.region,
        tags=transition.tags or {},
    )


def _grouped(transition: AlarmTransition, resource: Resource, route: Route) -> Resource:
    if route.group_by != "alarm":
        return resource
    return Resource(ResourceKind.ALARM, transition.arn or resource.name, resource.account, resource.region)
