"""Names of people and user groups: ports.Names. Cached per container: names hardly ever change."""

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from bot.domain.errors import BotError
from bot.domain.policy.policy import Target, TargetKind
from bot.ports.clock import Clock
from bot.slack.client import SlackClient

log = logging.getLogger("lastcall")

CACHED_FOR = timedelta(hours=1)
# A card must not wait again and again for a name that Slack does not give.
ASKED_AGAIN_AFTER = timedelta(minutes=5)


class SlackNames:
    def __init__(self, client: SlackClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._known: dict[Target, str] = {}
        self._asked: dict[Target, datetime] = {}
        self._silent_until: datetime | None = None

    def of(self, targets: Collection[Target], *, ask: bool) -> Mapping[Target, str]:
        for target in targets if ask else ():
            if self._due(target):
                self._ask(target)
        return {target: self._known[target] for target in targets if self._known.get(target)}

    def _due(self, target: Target) -> bool:
        now, asked = self._clock(), self._asked.get(target)
        if self._silent_until is not None and now < self._silent_until:
            return False
        kept = CACHED_FOR if self._known.get(target) else ASKED_AGAIN_AFTER
        return asked is None or now - asked >= kept

    def _ask(self, target: Target) -> None:
        """An unknown name is left out; one known before is still used."""
        now = self._clock()
        self._asked[target] = now
        try:
            found = self._user(target.value) if target.kind == TargetKind.USER else self._groups(now)
        except BotError as fault:
            log.info("name not known", extra={"who": target.value, "why": str(fault)})
            self._silent_until = now + ASKED_AGAIN_AFTER
            return
        self._known.update(found)

    def _user(self, user: str) -> Mapping[Target, str]:
        described = self._client.call("users.info", user=user).get("user") or {}
        name = described.get("profile", {}).get("display_name") or described.get("name") or ""
        return {Target(TargetKind.USER, user): str(name)}

    def _groups(self, now: datetime) -> Mapping[Target, str]:
        """All at once: Slack has no call for one. https://docs.slack.dev/reference/methods/usergroups.list"""
        groups = self._client.call("usergroups.list").get("usergroups") or ()
        found = {
            Target(TargetKind.GROUP, str(group.get("id"))): f"@{group.get('handle')}"
            for group in groups
            if group.get("id") and group.get("handle")
        }
        self._asked.update(dict.fromkeys(found, now))
        return found
