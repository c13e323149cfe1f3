"""Who is notified of what and when, and who may do what: `lastcall.toml` as frozen values."""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import NamedTuple

from bot.domain.policy.rotation import Rotation


class TargetKind(StrEnum):
    """Whom a step can notify, by the words of `lastcall.toml`."""

    OWNER = "owner"
    ONCALL = "oncall"
    USER = "user"
    GROUP = "group"
    CHANNEL = "channel"
    TOPIC = "topic"


class Target(NamedTuple):
    """Whom a step notifies.

    Attributes:
        kind: A TargetKind; perhaps another word if a newer release stored it.
        value: The Slack id, rotation name or topic ARN; empty for `owner` and `channel`.
    """

    kind: str
    value: str = ""


class Step(NamedTuple):
    """One step of an escalation: this long after the first card, these targets."""

    after: timedelta
    targets: tuple[Target, ...]


class Escalation(NamedTuple):
    """Steps, then reminders `remind_every` apart, doubling, at most `reminders` of them.

    Attributes:
        ask_after: How long after an acknowledgement "still on it?" is asked.
        answer_within: How long the question waits before the incident reopens.
    """

    steps: tuple[Step, ...] = (Step(timedelta(0), (Target(TargetKind.CHANNEL),)),)
    remind_every: timedelta = timedelta(minutes=30)
    reminders: int = 8
    ask_after: timedelta = timedelta(hours=2)
    answer_within: timedelta = timedelta(minutes=30)


class Match(NamedTuple):
    """Which incidents a route takes; an empty part matches everything. Patterns are shell-style."""

    kinds: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    tags: Mapping[str, str] = {}

    @property
    def everything(self) -> bool:
        return not (self.kinds or self.resources or self.accounts or self.regions or self.tags)


class Hours(NamedTuple):
    """Working hours of an owner: `days` 0 is Monday; minutes since midnight in `timezone`."""

    timezone: str
    days: tuple[int, ...]
    begins: int
    ends: int


class Access(NamedTuple):
    """Slack user and group ids with access; `everyone` means every full member of the workspace."""

    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    everyone: bool = False


class Route(NamedTuple):
    """Everything decided per team: where to, who, how fast, what may be shown and done.

    Attributes:
        impact: One line: what it means for people when this is stuck.
        settle: How long a recovered resource must stay healthy before the incident resolves.
        reopen: How long after a resolve an alarm continues the same thread.
        max_delay: How long work may wait before it is late; dead letters never are.
        sample: `auto`, `ask` or `never`: when messages may be received to look at them.
        samples: `off`, `shapes`, `keys` or `redacted`: how much of them is shown.
        unmasked: Fields whose values stay readable in samples (business ids), beside `Redaction.unmasked`.
        picture: Whether CloudWatch's graph of the alarm's metric is posted in the thread, once per episode.
        group_by: `resource`, or `alarm` for one incident per alarm.
        beside: The routes that the incident's other alarms matched. Each must allow a look or act.
    """

    name: str
    channel: str
    match: Match = Match()
    owner: str = ""
    impact: str = ""
    environment: str = ""
    escalation: Escalation = Escalation()
    settle: timedelta = timedelta(minutes=5)
    reopen: timedelta = timedelta(hours=1)
    max_delay: timedelta = timedelta(minutes=15)
    sample: str = "auto"
    samples: str = "redacted"
    unmasked: tuple[str, ...] = ()
    picture: bool = False
    group_by: str = "resource"
    look: Access = Access(everyone=True)
    act: Access = Access(everyone=True)
    hours: Hours | None = None
    runbook: str = ""
    beside: tuple["Route", ...] = ()

    @property
    def groups(self) -> tuple[str, ...]:
        """The user groups that decide who may look and act."""
        beside = (group for each in self.beside for group in each.groups)
        return tuple(dict.fromkeys((*self.look.groups, *self.act.groups, *beside)))


class Redaction(NamedTuple):
    """What is masked before a sample leaves the probe, beside the built-in patterns."""

    keys: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    unmasked: tuple[str, ...] = ()


NO_RULES = Redaction()


class EventFilter(NamedTuple):
    """Which alarms seen on the event bus are ours without being sent to us."""

    alarms: tuple[str, ...] = ()


class Bounds(NamedTuple):
    """The limits of mitigations.

    Attributes:
        stream_retention: What a Kinesis stream's retention is extended to.
        retries: The limit set on a mapping with unlimited retries.
        failure_destination: ARN of where skipped records go if the mapping has none of its own.
    """

    stream_retention: timedelta = timedelta(days=7)
    max_concurrency: int = 100
    reserved_concurrency: int = 100
    retries: int = 3
    failure_destination: str = ""


# The slash command's name, unless the stack's parameter and the Slack app set another.
SLASH_COMMAND = "/lastcall"


class Policy(NamedTuple):
    """The whole of `lastcall.toml`. The last route takes everything; the config check ensures that.

    Attributes:
        slash_command: What people type, as the stack's parameter says; not in the file.
        evidence_budget: What is not read within it is shown as missing.
    """

    routes: tuple[Route, ...]
    event_filter: EventFilter = EventFilter()
    rotations: tuple[Rotation, ...] = ()
    redaction: Redaction = Redaction()
    workspace: str = ""
    timezone: str = "UTC"
    evidence_budget: timedelta = timedelta(seconds=8)
    bounds: Bounds = Bounds()
    slash_command: str = SLASH_COMMAND

    def route_named(self, name: str) -> Route:
        """The route of that name; the catch-all if a release has removed it."""
        return next((route for route in self.routes if route.name == name), self.routes[-1])

    def redaction_for(self, route: Route) -> Redaction:
        """What is masked in a route's samples: as everywhere, except what the route keeps readable."""
        return self.redaction._replace(unmasked=(*self.redaction.unmasked, *route.unmasked))

    @property
    def redaction_of_all(self) -> Redaction:
        """What is masked in anything posted: as everywhere, except what any route keeps readable."""
        kept = (field for route in self.routes for field in route.unmasked)
        return self.redaction._replace(unmasked=tuple(dict.fromkeys((*self.redaction.unmasked, *kept))))

    def route_for(
        self, *, kind: str, resource: str, account: str, region: str, tags: Mapping[str, str]
    ) -> Route:
        """The first route that matches."""
        return next(
            (route for route in self.routes if _matches(route.match, kind, resource, account, region, tags)),
            self.routes[-1],
        )

    def rotation_named(self, name: str) -> Rotation | None:
        return next((rotation for rotation in self.rotations if rotation.name == name), None)


def _matches(
    match: Match, kind: str, resource: str, account: str, region: str, tags: Mapping[str, str]
) -> bool:
    return (
        (not match.kinds or kind in match.kinds)
        and _any(match.resources, resource)
        and _any(match.accounts, account)
        and _any(match.regions, region)
        and all(fnmatchcase(tags.get(key, ""), pattern) for key, pattern in match.tags.items())
    )


def _any(patterns: tuple[str, ...], text: str) -> bool:
    return not patterns or any(fnmatchcase(text, pattern) for pattern in patterns)
