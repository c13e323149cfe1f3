"""Fold a batch of alarm transitions into incidents: one read for all groups, one write per changed group."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.alarm_kinds import kind_of
from bot.domain.alarm import AlarmTransition
from bot.domain.errors import BotError
from bot.domain.grouping import Resource, group_key
from bot.domain.incident import Incident
from bot.domain.intake import quiet_incident, take_in
from bot.domain.policy import Policy, Route
from bot.domain.watch import is_ours
from bot.ports import Incidents
from bot.use_cases.keep import Keep, Write

log = logging.getLogger("lastcall")


class Delivery(NamedTuple):
    """One transition and the id of the record that brought it."""

    record: str
    transition: AlarmTransition


class _Group(NamedTuple):
    kind: str
    resource: Resource
    route: Route
    deliveries: list[Delivery]


class TakeInAlarm:
    """Returns the ids of records that must be delivered again; the others are done with."""

    def __init__(self, incidents: Incidents, keep: Keep, policy: Policy) -> None:
        self._incidents = incidents
        self._keep = keep
        self._policy = policy

    def __call__(self, deliveries: Iterable[Delivery], now: datetime) -> frozenset[str]:
        groups = self._grouped(deliveries)
        if not groups:
            return frozenset()
        stored = self._stored(groups)
        failed: set[str] = set()
        for key, group in groups.items():
            try:
                self._take_in(key, group, stored, now)
            except BotError:
                # One group's fault must not hold up its neighbours: only its records come again.
                log.exception("not taken in", extra={"group": key})
                failed.update(delivery.record for delivery in group.deliveries)
        return frozenset(failed)

    def _stored(self, groups: Mapping[str, _Group]) -> Mapping[str, Incident] | None:
        """All in one read; None when one of them cannot be read, so that only its own records fail."""
        try:
            return self._incidents.load(groups.keys())
        except BotError:
            log.exception("groups are read one by one")
            return None

    def _grouped(self, deliveries: Iterable[Delivery]) -> Mapping[str, _Group]:
        groups: dict[str, _Group] = {}
        for delivered in deliveries:
            delivery = delivered if delivered.transition.arn else self._masked(delivered)
            kind, resource = kind_of(delivery.transition)
            route = self._route(delivery.transition, kind.name, resource)
            if route.group_by == "alarm":
                arn = delivery.transition.arn or resource.name
                resource = Resource("alarm", arn, resource.account, resource.region)
            group = groups.setdefault(group_key(resource), _Group(kind.name, resource, route, []))
            group.deliveries.append(delivery)
        return groups

    def _masked(self, notice: Delivery) -> Delivery:
        """A notice is anybody's text: what looks like a secret in it is not even stored."""
        from bot.domain.redaction import masked  # noqa: PLC0415 - patterns no alarm needs, and a start would pay for

        rules = self._policy.redaction
        told = notice.transition
        return notice._replace(
            transition=replace(told, name=masked(told.name, rules), reason=masked(told.reason, rules))
        )

    def _route(self, transition: AlarmTransition, kind: str, resource: Resource) -> Route:
        return self._policy.route_for(
            kind=kind,
            resource=resource.name,
            account=resource.account,
            region=resource.region,
            tags=transition.tags or {},
        )

    def _take_in(self, key: str, group: _Group, stored: Mapping[str, Incident] | None, now: datetime) -> None:
        def decide(incident: Incident | None) -> Write | None:
            ours = self._ours(group.deliveries, incident)
            if not ours:
                log.info("not ours", extra={"group": key, "deliveries": len(group.deliveries)})
                return None
            before = incident or quiet_incident(group.resource, group.kind, group.route.name)
            intake = take_in(before, ours, group.route, now)
            log.info("taken in", extra={"group": key, "outcomes": [str(each) for each in intake.outcomes]})
            return Write(intake.change) if intake.change else None

        quiet = quiet_incident(group.resource, group.kind, group.route.name)
        known = None if stored is None else stored.get(key, quiet)
        self._keep(key, decide, now, known=known)

    def _ours(self, deliveries: Sequence[Delivery], incident: Incident | None) -> list[AlarmTransition]:
        live = incident is not None and incident.live
        return [
            delivery.transition
            for delivery in deliveries
            if is_ours(delivery.transition, self._policy.watch, open_incident=live)
        ]
