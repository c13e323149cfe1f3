"""The incident: one per group, for ever; it holds the current episode and what every alarm last said.

*Snoozed*, *recovering* and *muted* are derived from stored times, never stored as flags.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.domain.alarm.alarm import AlarmState, ChildAlarm, Limit, Metric
from bot.domain.incident.episode import Episode, OfEpisode
from bot.domain.incident.mitigation_record import MitigationRecord
from bot.domain.incident.notifications import owed_since
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind

if TYPE_CHECKING:
    from bot.domain.evidence.evidence import Evidence
else:
    Evidence = object

# What an alarm's own tags may say of its incident.
INCIDENT_TAGS = ("runbook", "owner", "impact")


def _evidence() -> Any:
    """Loaded with the first incident that has some: taking in an alarm must not wait for all its values."""
    from bot.domain.evidence.evidence import Evidence  # noqa: PLC0415 - see above

    return Evidence | None


class Status(StrEnum):
    QUIET = "quiet"  # no alarm of the group was ever to be told
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    RESOLVED = "resolved"


class AlarmEntry(NamedTuple):
    """What one alarm of the group last said.

    Attributes:
        verdict: The last state that decides: ALARM or OK; INSUFFICIENT_DATA decides nothing.
        suppressed: The ALARM was delivered with its actions suppressed: recorded, not told.
        seen: At least so many log lines or events told it in this episode; 0 for an alarm.
        fires: When it was told to fire since `closed_through`, the newest MOST_FIRES of them, oldest first.
        closed_through: The newest transition an ended episode knew; nothing up to it opens another.
        rings_above: The age above which it rings, where Lastcall's own reading may ring it; else None.
    """

    name: str
    arn: str
    state: AlarmState
    at: datetime
    verdict: AlarmState | None = None
    verdict_at: datetime | None = None
    suppressed: bool = False
    closed_through: datetime | None = None
    seen: int = 0
    fires: tuple[datetime, ...] = ()
    rings_above: timedelta | None = None

    @property
    def firing(self) -> bool:
        return self.verdict is AlarmState.ALARM and not self.suppressed


class Spoken(NamedTuple):
    """The firing that the card speaks of: the first of the most serious kind, whichever was heard first.

    Attributes:
        kind: As the alarm says; the incident's own may be corrected by what was read since.
        alarm: The alarm's key.
    """

    kind: str
    at: datetime
    alarm: str


class Owed(NamedTuple):
    """What Slack must show, and since when: a version of the card, and of the thread.

    Attributes:
        checks: How often it was looked for in vain.
        refused: Why Slack refused the card itself, by the last look that found it so.
    """

    since: datetime
    card: int
    thread: int
    checks: int = 0
    refused: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident(OfEpisode):
    """One group's incident.

    Attributes:
        version: Compare-and-set counter of the item; every write raises it by one.
        card_version: The version at which what the card shows last changed.
        person_version: The version at which a person last changed it: shown without delay.
        thread_version: The version of the newest timeline entry that belongs into the thread.
        mention_version: The version of the newest one that mentions somebody there.
        episode: The current one, or the one that ended last.
        thread: Which root message: an episode soon after the last continues its thread.
        kind: Of the most serious alarm that fired in this episode, corrected by what was read of its queue;
            title, reason, description, tags and metric are that alarm's: of `spoken`.
        route: Of the alarm that opened it; which route the incident has, `routing.route_of` says.
        routes: Those of all its alarms, ever, whatever they said.
        tags: Of KEPT_TAGS, those the alarm has, in lower case; None where it has none.
        members: Of an alarm over several resources, each that it watches: it is about itself then.
        member_kinds: Of each of these the kind of alarm its metric makes; empty where all are of `kind`.
        children: Of a composite alarm, as its newest notification told them, at `children_at`.
        metric: What the alarm watches, of several the first; None where it watches none that has a name.
        limit: What it compares that with, as far as its notification tells.
        evicted: Alarms that made room for others in `alarms`.
        evidence_wanted: Since when evidence is asked for and not yet there.
        evidence_asked: How often it was asked for in vain before that.
        evidence_turn_by: When at the latest a look that was asked for before has its turn.
        evidence_taken: How many EVIDENCE items were written, ever.
        reread_at: When it was last read between two looks; None before that.
        card_check_at: When to look whether Slack shows what is owed; None once confirmed.
        card_owed: What Slack was not yet seen to show; None once confirmed.
        live_job: Id of the job that runs, else empty.
        ended_job: Id of the job that ended last, also in an earlier episode; its verdict stays on the card.
        mitigations: What was changed in AWS on its account, oldest first, also in earlier episodes.
    """

    group: str
    id: str
    resource: Resource
    kind: str
    route: str
    routes: tuple[str, ...] = ()
    description: str = ""
    version: int = 0
    card_version: int = 0
    person_version: int = 0
    thread_version: int = 0
    mention_version: int = 0
    episode: Episode = field(default=Episode(), metadata={"among": {"number": "episode"}})
    thread: int = 0
    alarms: Mapping[str, AlarmEntry]
    evicted: int = 0
    title: str = ""
    reason: str = ""
    spoken: Spoken | None = None
    tags: Mapping[str, str] | None = None
    members: tuple[Resource, ...] = ()
    member_kinds: tuple[str, ...] = ()
    children: tuple[ChildAlarm, ...] = ()
    children_at: datetime | None = None
    metric: Metric | None = None
    limit: Limit | None = None
    snoozed_until: datetime | None = None
    evidence: Evidence | None = field(default=None, metadata={"loads": _evidence})
    evidence_wanted: datetime | None = None
    evidence_asked: int = 0
    evidence_turn_by: datetime | None = None
    evidence_taken: int = 0
    reread_at: datetime | None = None
    card_check_at: datetime | None = None
    card_owed: Owed | None = None
    live_job: str = ""
    ended_job: str = ""
    mitigations: tuple[MitigationRecord, ...] = ()
    attention_at: datetime | None = None

    @property
    def name(self) -> str:
        """What people call it: a resource by its name; an alarm by its title, since its name is an ARN."""
        of_itself = self.resource.kind == ResourceKind.ALARM
        return self.title or self.resource.name if of_itself else self.resource.name

    @property
    def status(self) -> Status:
        if self.episode.number == 0:
            return Status.QUIET
        if self.resolution:
            return Status.RESOLVED
        return Status.ACKNOWLEDGED if self.acknowledgement else Status.OPEN

    @property
    def live(self) -> bool:
        return self.status in {Status.OPEN, Status.ACKNOWLEDGED}

    @property
    def firing(self) -> bool:
        return any(alarm.firing for alarm in self.alarms.values())

    @property
    def muted(self) -> bool:
        """Whether an alarm stands in ALARM with its actions suppressed: it neither fires nor is it OK."""
        return any(alarm.suppressed for alarm in self.alarms.values())

    @property
    def claim(self) -> str:
        """What speaks for a recovery while none of the alarms fires."""
        return "Every alarm still firing is muted" if self.muted else "The alarm says OK"

    def snoozed(self, now: datetime) -> bool:
        return self.snoozed_until is not None and now < self.snoozed_until

    @property
    def look_has_turn_by(self) -> datetime | None:
        """When at the latest the look that is wanted has its turn, as far as that was read."""
        wanted, turn = self.evidence_wanted, self.evidence_turn_by
        return turn if wanted and turn and wanted < turn else None

    @property
    def newest_job(self) -> str:
        return self.live_job or self.ended_job

    @property
    def recovering(self) -> bool:
        """Whether every alarm says OK, is muted, or fires on while the resource was read empty."""
        return self.live and self.recovering_since is not None

    @property
    def left_in_peace(self) -> bool:
        """Recovering, and the resource itself does not speak against it.

        An OK is a claim: until the resource is read, which is done at once, it is believed; a resource that
        is not healthy, or that a running redrive keeps from being read, escalates as before.
        """
        if self.recovery is None:
            return self.recovering and not self.live_job
        return self.recovering and self.recovery.healthy_since is not None

    @property
    def undelivered_since(self) -> datetime | None:
        """Since when the oldest is owed of what people wait for: the card, a notification, a page.

        A card that Slack refuses, with the mentions in it, is told of as refused. Pages go their own way.
        """
        position, card = self.escalation, self.card_owed
        refused = card is not None and bool(card.refused)
        made = position.notifications if position and self.status is Status.OPEN else ()
        notified = owed_since([each for each in made if each.page or not refused])
        shown = card.since if card and not refused else None
        return min((at for at in (notified, shown) if at), default=None)
