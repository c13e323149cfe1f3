"""Where an alarm belongs: which kind it is, what is broken, whose it is and which incident speaks for it."""

from typing import NamedTuple

from bot.alarm_kinds import kind_of
from bot.domain.alarm import AlarmTransition
from bot.domain.alarm_kind import AlarmKind
from bot.domain.grouping import Resource
from bot.domain.policy import Policy, Route


class Place(NamedTuple):
    """Attributes: resource is what the alarm is about, `grouped` what its incident is about."""

    kind: AlarmKind
    resource: Resource
    grouped: Resource
    route: Route


def place_alarm(transition: AlarmTransition, policy: Policy) -> Place:
    """The same for every delivery of a transition, wherever it is asked."""
    kind, resource = kind_of(transition)
    route = policy.route_for(
        kind=kind.name,
        resource=resource.name,
        account=resource.account,
        region=resource.region,
        tags=transition.tags or {},
    )
    return Place(kind, resource, _grouped(transition, resource, route), route)


def _grouped(transition: AlarmTransition, resource: Resource, route: Route) -> Resource:
    if route.group_by != "alarm":
        return resource
    return Resource("alarm", transition.arn or resource.name, resource.account, resource.region)
