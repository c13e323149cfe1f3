"""What people ask for, decided by the rules of bot/domain/acts without anything being read or written."""

from datetime import datetime
from typing import Any

from bot.alarm_kinds import kind_of_incident
from bot.domain.evidence.health import Health
from bot.domain.incident.change import Change
from bot.domain.incident.command import Acknowledge, Command, Release, Resolve, Snooze, TakeOver
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts import rule_of
from bot.domain.lifecycle.acts.command_rule import Asked, untimely
from bot.domain.lifecycle.acts.resolve import ReadBack
from bot.domain.policy.by import By
from bot.domain.policy.policy import Route
from tests.unit.domain.incidents import ROUTE


def acknowledge(incident: Incident, by: By, now: datetime) -> Change | Refused:
    return _decided(Acknowledge(incident.id), incident, by, now)


def take_over(incident: Incident, by: By, now: datetime) -> Change | Refused:
    return _decided(TakeOver(incident.id), incident, by, now)


def release(incident: Incident, by: By, now: datetime) -> Change | Refused:
    return _decided(Release(incident.id), incident, by, now)


def snooze(incident: Incident, by: By, until: datetime, now: datetime, route: Route) -> Change | Refused:
    return _decided(Snooze(incident.id, until), incident, by, now, route=route)


def resolve(
    incident: Incident, by: By, reason: str, health: Health | None, now: datetime
) -> Change | Refused:
    return _decided(Resolve(incident.id, reason), incident, by, now, read=ReadBack(health))


def _decided(
    command: Command, incident: Incident, by: By, now: datetime, *, route: Route = ROUTE, read: Any = None
) -> Change | Refused:
    rule, asked = rule_of(command), Asked(by, now, "click", route, kind_of_incident(incident))
    decided = untimely(rule, command, incident) or rule.decide(incident, command, read, asked)
    assert isinstance(decided, Change | Refused)
    return decided
