"""Who is in a user group, read from Slack at most once a minute per container.

Slack allows the whole app 20 usergroups.users.list calls a minute (Tier 2 of
https://docs.slack.dev/apis/web-api/rate-limits): with a call per press, a busy minute would leave some
undecided. A person removed from a group may therefore act for a minute longer.
"""

from datetime import datetime, timedelta

from bot.ports.clock import Clock
from bot.slack.client import SlackClient

CACHED_FOR = timedelta(minutes=1)


class GroupMembers:
    def __init__(self, client: SlackClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock
        self._read: dict[str, tuple[datetime, frozenset[str]]] = {}

    def of(self, group: str) -> frozenset[str]:
        """The users of a group. Raises what the client raises; failures are not cached."""
        now = self._clock()
        known = self._read.get(group)
        if known and now - known[0] < CACHED_FOR:
            return known[1]
        answer = self._client.call("usergroups.users.list", usergroup=group)
        members = frozenset(map(str, answer.get("users", [])))
        self._read[group] = (now, members)
        return members
