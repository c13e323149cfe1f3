"""Who a Slack user is, and who would not notice a mention now: ports.People. Reads only.

If Slack refuses to say who someone is, that is an answer. If it gives none, nothing is decided about them:
the fault is raised, and the command is delivered again.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.domain.errors import Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.incident.notifications import Reach
from bot.domain.lifecycle.access import Person
from bot.domain.policy.policy import Route, Target
from bot.ports.channel import UnauthorisedError
from bot.ports.clock import Clock
from bot.ports.policies import Policies
from bot.slack.client import SlackClient
from bot.slack.groups import GroupMembers
from bot.slack.reaching import Reaching

# A missing scope, or a person Slack does not know: asking again gives the same answer.
_REFUSED = (Permanent, UnauthorisedError)


class SlackPeople:
    def __init__(self, client: SlackClient, policy: Policies, clock: Clock) -> None:
        self._client = client
        self._policy = policy
        self._members = GroupMembers(client, clock)
        self._home = ""

    def person(self, user: str, route: Route | None = None) -> Person | Missing:
        try:
            described = self._client.call("users.info", user=user).get("user", {})
        except _REFUSED as fault:
            return Missing(f"users.info: {fault}")
        known_as, also_in = _on_the_grid(described)
        # Partners in a shared channel are not strangers: ids decide who is ours, not these flags.
        outside = ("is_restricted", "is_ultra_restricted", "is_bot", "deleted", "is_stranger")
        return Person(
            user,
            str(described.get("team_id", "")),
            str(described.get("profile", {}).get("display_name") or described.get("name") or user),
            full_member=not any(described.get(flag) for flag in outside),
            groups=self._groups({user, known_as}, route) if route else (),
            also_in=also_in,
            known_as=known_as,
            home=self._own_workspace(),
        )

    def _own_workspace(self) -> str | Missing:
        """The workspace whose members are ours if the policy names none: asked once, then cached."""
        if self._policy().workspace or self._home:
            return self._home
        try:
            answer = self._client.call("auth.test")
        except _REFUSED as fault:
            return Missing(f"auth.test: {fault}")
        whole = "enterprise_id" if answer.get("is_enterprise_install") else "team_id"
        self._home = str(answer.get(whole) or "")
        return self._home or Missing("auth.test names no workspace")

    def _groups(self, ids: set[str], route: Route) -> tuple[str, ...] | Missing:
        """The route's groups that the user is in; other groups decide nothing and are not read."""
        try:
            return tuple(group for group in route.groups if ids & self._members.of(group))
        except _REFUSED as fault:
            return Missing(f"usergroups.users.list: {fault}")

    def reach(
        self, targets: Sequence[Target], route: Route, channel: str, now: datetime
    ) -> tuple[Reach, ...]:
        return Reaching(self._client, channel, now).of(targets, route, self._policy())


def _on_the_grid(described: dict[str, Any]) -> tuple[str, tuple[str, ...]]:
    """The id in the organisation, and its organisation and workspaces: `enterprise_user` of users.info.

    https://docs.slack.dev/reference/objects/user-object
    """
    user = described.get("enterprise_user") or {}
    organisation = user.get("enterprise_id") or described.get("enterprise_id")
    teams = (*(user.get("teams") or ()), *(described.get("teams") or ()))
    return str(user.get("id") or ""), tuple(str(each) for each in (organisation, *teams) if each)
