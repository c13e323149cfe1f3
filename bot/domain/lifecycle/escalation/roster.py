"""The people behind a step's targets, and their names: people are named, not their roles."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from bot.domain.incident.incident import Incident
from bot.domain.incident.notifications import named
from bot.domain.lifecycle.escalation.next_notification import (
    mentions,
    next_notification,
    notification_foreseen_at,
)
from bot.domain.policy.policy import Policy, Route, Target, TargetKind


class Roster(NamedTuple):
    """Attributes: names are those of users and groups, from Slack."""

    policy: Policy
    names: Mapping[Target, str] = {}

    def behind(self, target: Target, route: Route, at: datetime) -> Target | None:
        """Whom a step at that time mentions: for a rotation, the person on call then."""
        return next(iter(mentions([target], route, self.policy, at)), None)

    def notified(self, target: Target, route: Route, at: datetime) -> str:
        behind = self.behind(target, route, at)
        return named(target, self.names.get(behind, "") if behind else "")


def next_people(incident: Incident, route: Route, policy: Policy, now: datetime) -> tuple[Target, ...]:
    """The users and groups that the next notification is for: a card shows their names."""
    at = notification_foreseen_at(incident, route, now)
    if at is None:
        return ()
    behind = mentions(next_notification(incident, route).targets, route, policy, at)
    return tuple(each for each in behind if each.kind in {TargetKind.USER, TargetKind.GROUP})
