"""Fold a batch of alarm transitions into incidents: one read for all groups, one write per changed group."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.alarm_kinds import KINDS
from bot.domain.alarm.alarm import AlarmTransition, Signal
from bot.domain.alarm.event_filter import is_ours
from bot.domain.errors import BotError
from bot.domain.incident.incident import Incident
from bot.domain.incident.routing import led
from bot.domain.lifecycle.intake import RoutedDelivery, quiet_incident, take_in
from bot.domain.resource.grouping import group_key
from bot.ports.incidents import Incidents, Write
from bot.ports.policies import Policies
from bot.use_cases.place_alarm import Placement, place_alarm
from bot.use_cases.write_incident import IncidentWriter

log = logging.getLogger("lastcall")

_KINDS = tuple(kind.name for kind in KINDS)


class Delivery(NamedTuple):
    """One transition and the id of the record that brought it."""

    record: str
    transition: AlarmTransition


class _Group(NamedTuple):
    """Attributes: first is the place of the first delivery; the others may be of another kind and route."""

    first: Placement
    deliveries: list[tuple[Delivery, Placement]]

    def quiet(self) -> Incident:
        return quiet_incident(self.first.grouped, self.first.kind.name, self.first.route.name)


class TakeInAlarm:
    """Returns the ids of records that must be delivered again; the others are done with."""

    def __init__(self, incidents: Incidents, write_incident: IncidentWriter, policy: Policies) -> None:
        self._incidents = incidents
        self._write_incident = write_incident
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
                failed.update(delivery.record for delivery, _ in group.deliveries)
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
            alarm = delivered.transition.signal is Signal.ALARM
            delivery = delivered if alarm else self._masked(delivered)
            place = place_alarm(delivery.transition, self._policy())
            group = groups.setdefault(group_key(place.grouped), _Group(place, []))
            group.deliveries.append((delivery, place))
        return groups

    def _masked(self, notice: Delivery) -> Delivery:
        """A notice or an error is anybody's text: what looks like a secret in it is not even stored."""
        from bot.domain.redaction.sample_text import masked  # noqa: PLC0415 - patterns no alarm needs, and a start would pay for

        rules = self._policy().redaction
        told = notice.transition
        return notice._replace(
            transition=replace(told, name=masked(told.name, rules), reason=masked(told.reason, rules))
        )

    def _take_in(self, key: str, group: _Group, stored: Mapping[str, Incident] | None, now: datetime) -> None:
        def decide(incident: Incident | None) -> Write | None:
            ours = self._ours(group.deliveries, incident)
            if not ours:
                log.info("not ours", extra={"group": key, "deliveries": len(group.deliveries)})
                return None
            intake = take_in(incident or group.quiet(), ours, _KINDS, now)
            log.info("taken in", extra={"group": key, "outcomes": [str(each) for each in intake.outcomes]})
            change = intake.change
            return Write(change._replace(incident=led(change.incident, self._policy()))) if change else None

        known = None if stored is None else stored.get(key, group.quiet())
        self._write_incident(key, decide, now, known=known)

    def _ours(
        self, deliveries: Sequence[tuple[Delivery, Placement]], incident: Incident | None
    ) -> list[RoutedDelivery]:
        live = incident is not None and incident.live
        return [
            RoutedDelivery(
                delivery.transition,
                place.kind.name,
                place.route,
                place.members,
                place.member_kinds,
                place.beside,
            )
            for delivery, place in deliveries
            if is_ours(delivery.transition, self._policy().event_filter, open_incident=live)
        ]
