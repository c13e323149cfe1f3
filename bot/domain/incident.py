"""The incident: one per group, for ever; it holds the current episode and what every alarm last said.

*Snoozed*, *recovering* and *muted* are derived from stored times, never stored as flags.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from bot.domain.alarm import AlarmState, ChildAlarm, Limit, Metric
from bot.domain.calls import Called, of_call, owed_since
from bot.domain.follow_up import FollowUp
from bot.domain.grouping import Resource
from bot.domain.mitigation import Taken
from bot.domain.timeline import NOBODY, By, TimelineEntry, with_reason

if TYPE_CHECKING:
    from bot.domain.evidence import Evidence
else:
    Evidence = object

# A change that on_change has not confirmed as shown after this long is looked at again.
CARD_CHECK = timedelta(seconds=60)
# What an alarm's own tags may say of its incident.
KEPT_TAGS = ("runbook", "owner", "impact")


def _evidence() -> Any:
    """Loaded with the first incident that has some: taking in an alarm must not wait for all its values."""
    from bot.domain.evidence import Evidence  # noqa: PLC0415 - see above

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


class Acknowledgement(NamedTuple):
    """Attributes: asked_at is when "still on it?" was asked and is not yet answered."""

    by: By
    at: datetime
    confirmed_at: datetime
    asked_at: datetime | None = None


class Resolution(NamedTuple):
    """Attributes:
    how: `proven`, `unproven` (nothing could be re-read), `lost` or `by hand`.
    although: Something was read to stand there still, or could not be read, and whoever resolved it knew.
    standing: How many messages these were; None where that is not known.
    """

    at: datetime
    how: str
    by: By = NOBODY
    note: str = ""
    although: bool = False
    standing: int | None = None


class EscalationPosition(NamedTuple):
    """How far the escalation went: steps taken, reminders sent, when last.

    Attributes:
        since: From when the steps count: the opening, or the release of an acknowledgement.
        calls: What became of the last call, of the coming one where its pages are out already, and of what
            is still owed of those before.
        reached: Whether somebody was reached, or may have been, by a call before the last one.
        wakes: When the first wakes of those who only rested, while nobody else is known to be reached.
    """

    since: datetime
    steps: int = 0
    reminders: int = 0
    last_at: datetime | None = None
    calls: tuple[Called, ...] = ()
    reached: bool = False
    wakes: datetime | None = None

    @property
    def made(self) -> int:
        """How many calls were made: the number of the coming one."""
        return self.steps + self.reminders

    @property
    def last(self) -> tuple[Called, ...]:
        """What became of the last call."""
        return of_call(self.calls, self.made - 1)

    @property
    def coming(self) -> tuple[Called, ...]:
        """The pages of the coming call that are out already."""
        return of_call(self.calls, self.made)


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


class Healing(NamedTuple):
    """What re-reading the live resource showed since the alarms went OK, or since it was read empty.

    Attributes:
        healthy_since: First of an unbroken row of healthy reads; None when the last read was not.
        next_at: When it is read again.
    """

    healthy_since: datetime | None
    next_at: datetime
    said: str = ""
    unproven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """One group's incident.

    Attributes:
        version: Compare-and-set counter of the item; every write raises it by one.
        card_version: The version at which what the card shows last changed.
        person_version: The version at which a person last changed it: shown without delay.
        thread_version: The version of the newest timeline entry that belongs into the thread.
        called_version: The version of the newest one that calls somebody there.
        episode: 0 until an alarm is to be told; each opening is one more.
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
        opened_at: When the first alarm of this episode fired.
        fired: Transitions into ALARM during this episode.
        joined_at: When an alarm was last heard to fire that had not fired in this episode before.
        last_resolution: How the episode before this one ended.
        evicted: Alarms that made room for others in `alarms`.
        evidence_wanted: Since when evidence is asked for and not yet there.
        evidence_asked: How often it was asked for in vain before that.
        evidence_taken: How many EVIDENCE items were written, ever.
        reread_at: When it was last read between two looks; None before that.
        late_said_at: Since when work is late, as it was last said.
        told_amount: How many messages stood there when people were last told of it; None before that.
        card_check_at: When to look whether Slack shows what is owed; None once confirmed.
        card_owed: What Slack was not yet seen to show; None once confirmed.
        live_job: Id of the job that runs, else empty.
        ended_job: Id of the job that ended last, also in an earlier episode; its verdict stays on the card.
        mitigations: What was changed in AWS on its account, oldest first, also in earlier episodes.
        follow_ups: What was done, and the looks at what came of it.
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
    called_version: int = 0
    episode: int = 0
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
    opened_at: datetime | None = None
    fired: int = 0
    last_fired_at: datetime | None = None
    joined_at: datetime | None = None
    acknowledgement: Acknowledgement | None = None
    resolution: Resolution | None = None
    last_resolution: Resolution | None = None
    snoozed_until: datetime | None = None
    escalation: EscalationPosition | None = None
    recovering_since: datetime | None = None
    healing: Healing | None = None
    evidence: Evidence | None = field(default=None, metadata={"loads": _evidence})
    evidence_wanted: datetime | None = None
    evidence_asked: int = 0
    evidence_taken: int = 0
    clock_said_at: datetime | None = None
    late_said_at: datetime | None = None
    told_amount: int | None = None
    reread_at: datetime | None = None
    card_check_at: datetime | None = None
    card_owed: Owed | None = None
    live_job: str = ""
    ended_job: str = ""
    mitigations: tuple[Taken, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    attention_at: datetime | None = None

    @property
    def name(self) -> str:
        """What people call it: a resource by its name; an alarm by its title, since its name is an ARN."""
        return self.title or self.resource.name if self.resource.kind == "alarm" else self.resource.name

    @property
    def status(self) -> Status:
        if self.episode == 0:
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
        return "What still alarms is muted" if self.muted else "The alarm says OK"

    def snoozed(self, now: datetime) -> bool:
        return self.snoozed_until is not None and now < self.snoozed_until

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
        is not healthy, or that a running redrive keeps from being read, is called for as before.
        """
        if self.healing is None:
            return self.recovering and not self.live_job
        return self.recovering and self.healing.healthy_since is not None

    @property
    def undelivered_since(self) -> datetime | None:
        """Since when the oldest is owed of what people wait for: the card, a call, a page.

        A card that Slack refuses, with the calls in it, is told of as refused. Pages go their own way.
        """
        position, card = self.escalation, self.card_owed
        refused = card is not None and bool(card.refused)
        calls = position.calls if position and self.status is Status.OPEN else ()
        called = owed_since([each for each in calls if each.page or not refused])
        shown = card.since if card and not refused else None
        return min((at for at in (called, shown) if at), default=None)


class Change(NamedTuple):
    """What one write puts down: the incident and the story of the change, in one transaction.

    Attributes:
        before: The version the write is conditional on; 0 for an item that is not there yet.
        ended: The episode to keep as it ended, when this change begins the next one.
    """

    incident: Incident
    before: int
    entries: tuple[TimelineEntry, ...] = ()
    ended: Incident | None = None


def changed(
    incident: Incident,
    now: datetime,
    *entries: TimelineEntry,
    by_person: bool = False,
    shown: bool = True,
    ended: Incident | None = None,
) -> Change:
    """Number a new version of the incident. `attention_at` is set by whoever knows the policy, just after.

    Args:
        shown: Whether what the card shows changed; a version that nobody can see needs no edit.
    """
    version = incident.version + 1
    numbered = replace(
        incident,
        version=version,
        card_version=version if shown else incident.card_version,
        person_version=version if by_person else incident.person_version,
        thread_version=version if any(entry.thread for entry in entries) else incident.thread_version,
        called_version=version if any(entry.mentions for entry in entries) else incident.called_version,
    )
    written = tuple(map(with_reason, entries))
    return Change(owing(numbered, now) if shown else numbered, incident.version, written, ended)


def owing(incident: Incident, now: datetime) -> Incident:
    """Slack owes what the incident says now; what it owed before stays the older debt."""
    soon = now + CARD_CHECK
    return replace(
        incident,
        card_owed=incident.card_owed or Owed(now, incident.card_version, incident.thread_version),
        card_check_at=min(incident.card_check_at or soon, soon),
    )
