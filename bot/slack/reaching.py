"""Who would notice a mention now. Slack notifies no one in Do Not Disturb or outside the channel.

Three questions, each with its own answer: does the account exist (users.info), does its owner rest
(dnd.info), is it in the channel (conversations.members, read once). What Slack does not answer, or does not
let us ask, is unknown, and never counts as reached. After no answer at all this look asks nothing more.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from bot.domain.errors import BotError, Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.incident.notifications import Reach
from bot.domain.lifecycle.escalation.next_notification import mentions
from bot.domain.policy.policy import Policy, Route, Target, TargetKind
from bot.slack.client import SlackClient
from bot.slack.refusals import ScopeMissingError

PAGE = 200
# In a group or a channel at most this many are checked, until one is found who would notice.
MOST_LOOKED_AT = 20
# At most this many are named as not reached.
_NAMED = 3
# Slack's words for what does not exist (its reference of users.info and usergroups.users.list).
_NO_SUCH = ("user_not_found", "users_not_found", "no_such_subteam", "subteam_not_found")

Members = frozenset[str] | Missing


class Reaching:
    """One look. Attributes: silent is why Slack is not asked again."""

    def __init__(self, client: SlackClient, channel: str, now: datetime) -> None:
        self._client = client
        self._channel = channel
        self._now = now
        self._members: Members | None = None
        self._people: dict[str, Reach] = {}
        self.silent = ""

    def of(self, targets: Sequence[Target], route: Route, policy: Policy) -> tuple[Reach, ...]:
        found = (
            (target, each) for target in targets for each in mentions([target], route, policy, self._now)
        )
        return tuple(self._reach(target, each) for target, each in found)

    def _reach(self, target: Target, found: Target) -> Reach:
        match found.kind:
            case "user":
                return self._user(found.value)._replace(target=target)
            case "group":
                return self._group(target, found.value)
            case _:
                return self._everybody(target)

    def _user(self, user: str) -> Reach:
        if user not in self._people:
            self._people[user] = self._looked_up(user)
        return self._people[user]

    def _looked_up(self, user: str) -> Reach:
        target = Target(TargetKind.USER, user)
        described = self._ask("users.info", "user", user=user)
        if isinstance(described, Missing):
            return Reach(target, _unless_gone(described), f"{user}: {described.reason}")
        name = _name(described, user)
        if described.get("deleted"):
            return Reach(target, reached=False, why=f"{name} is deactivated")
        if described.get("is_bot"):
            return Reach(target, reached=False, why=f"{name} is an app")
        members = self._in_channel()
        if not isinstance(members, Missing) and user not in members:
            return Reach(target, reached=False, why=f"{name} is not in the channel", name=name)
        rest = self._ask("dnd.info", "", user=user)
        until = None if isinstance(rest, Missing) else _rests_until(rest, self._now)
        if until is not None:
            why = f"{name} is in Do Not Disturb"
            return Reach(target, reached=False, why=why, rests=True, rests_until=until, name=name)
        doubts = [each.reason for each in (members, rest) if isinstance(each, Missing)]
        why = f"{name}: {doubts[0]}" if doubts else ""
        return Reach(target, None if doubts else True, why, name=name)

    def _group(self, target: Target, group: str) -> Reach:
        answer = self._ask("usergroups.users.list", "", usergroup=group)
        if isinstance(answer, Missing):
            return Reach(target, _unless_gone(answer), f"a group: {answer.reason}")
        return self._any_of(target, [str(user) for user in answer.get("users", [])], "the group")

    def _everybody(self, target: Target) -> Reach:
        """The channel: a mention of all its members."""
        members = self._in_channel()
        if isinstance(members, Missing):
            return Reach(target, None, f"the channel: {members.reason}")
        return self._any_of(target, sorted(members), "the channel")

    def _any_of(self, target: Target, users: Sequence[str], whole: str) -> Reach:
        """Whether one of them would notice: the first who would decides."""
        looked: list[Reach] = []
        for user in users[:MOST_LOOKED_AT]:
            reach = self._user(user)
            if reach.reached:
                return Reach(target)
            looked.append(reach)
        unknown = next((each for each in looked if each.reached is None), None)
        if unknown is not None:
            return Reach(target, None, f"{whole}: {unknown.why}")
        rests = any(each.rests for each in looked)
        wakes = min((each.rests_until for each in looked if each.rests_until), default=None)
        if len(users) > MOST_LOOKED_AT:
            why = f"{whole}: none of the {MOST_LOOKED_AT} checked would notice"
            return Reach(target, None, why, rests, wakes)
        return Reach(target, False, _nobody(whole, looked), rests, wakes)

    def _in_channel(self) -> Members:
        if self._members is None:
            self._members = self._listed()
        return self._members

    def _listed(self) -> Members:
        members: list[str] = []
        cursor: str | None = None
        while True:
            answer = self._ask("conversations.members", "", channel=self._channel, limit=PAGE, cursor=cursor)
            if isinstance(answer, Missing):
                return answer
            members.extend(str(member) for member in answer.get("members", []))
            cursor = answer.get("response_metadata", {}).get("next_cursor") or None
            if cursor is None:
                return frozenset(members)

    def _ask(self, method: str, part: str, **arguments: Any) -> dict[str, Any] | Missing:
        """The answer, or a part of it; Missing if Slack gives none, or refuses to say."""
        if self.silent:
            return Missing(self.silent)
        try:
            answer = self._client.call(method, **arguments)
        except (ScopeMissingError, Permanent) as fault:
            return Missing(f"{method}: {fault}")
        except BotError as fault:
            self.silent = f"Slack does not say ({fault})"
            return Missing(self.silent)
        found = answer.get(part, {}) if part else answer
        return found if isinstance(found, dict) else {}


def _unless_gone(refusal: Missing) -> bool | None:
    """A missing person or group is not reached; any other refusal proves nothing."""
    return False if refusal.reason.endswith(_NO_SUCH) else None


def _name(described: dict[str, Any], user: str) -> str:
    return str(described.get("profile", {}).get("display_name") or described.get("name") or user)


def _nobody(whole: str, looked: Sequence[Reach]) -> str:
    """Why no one of several people would notice: the common reason, or each one."""
    people = [each for each in looked if not each.why.endswith(" is an app")]
    if not people:
        return f"no one is in {whole}"
    looked = people
    if all(each.rests for each in looked) and len(looked) > 1:
        return f"everyone in {whole} is in Do Not Disturb"
    reasons = list(dict.fromkeys(each.why for each in looked))
    more = f", and {len(reasons) - _NAMED} more" if len(reasons) > _NAMED else ""
    return f"no one in {whole}: {', '.join(reasons[:_NAMED])}{more}"


def _rests_until(rest: dict[str, Any], now: datetime) -> datetime | None:
    """When the last current rest ends; None for a person who does not rest.

    https://docs.slack.dev/reference/methods/dnd.info
    """
    stamp, ends = now.timestamp(), list[float]()
    if rest.get("snooze_enabled"):
        ends.append(float(rest.get("snooze_endtime") or 0))
    if rest.get("dnd_enabled") and float(rest.get("next_dnd_start_ts") or 0) <= stamp:
        ends.append(float(rest.get("next_dnd_end_ts") or 0))
    last = max(ends, default=0)
    return datetime.fromtimestamp(last, UTC) if stamp < last else None
