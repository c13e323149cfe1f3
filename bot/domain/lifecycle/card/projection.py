"""The card as shown, and what would make it look like the incident. Slack is a projection of the table."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident, Status
from bot.domain.redrive.job import Job

# A storm of changes to one incident becomes one edit per window.
COALESCE = timedelta(seconds=5)
# Whoever finds the lease taken looks again this soon.
LEASE_AGAIN = timedelta(seconds=2)
# Outlasts on_change's timeout (60 s): whoever holds a live lease may still be talking to Slack.
LEASE = timedelta(seconds=75)
# How far back CloudWatch's picture goes.
PICTURED_FOR = timedelta(hours=3)


class Mention(NamedTuple):
    """A thread reply that holds buttons.

    Attributes:
        said: What was posted, in the channel's own words: without its buttons it stays as it is.
    """

    ts: str
    said: str
    marker: str


class Refusal(NamedTuple):
    """An entry of the timeline that the channel would not take as it was: it is told with less.

    Attributes:
        unfit: The message was refused for what it looks like, not for whom it mentions.
        alone: No thread takes it, and it mentions the channel: it is to be a message of its own.
    """

    version: int
    entry: int
    why: str
    unfit: bool = False
    alone: bool = False


class Left(NamedTuple):
    """A root message that stands where the incident is not told any more.

    Attributes:
        told: Its thread was told something, so that people may be there.
    """

    channel: str
    ts: str
    told: bool


class Frozen(StrEnum):
    """Whether Slack still lets the root message be edited."""

    NO = ""
    UNTOLD = "untold"  # it does not, and the thread has yet to be told so
    TOLD = "told"


# So many refusals are remembered, the newest.
MOST_REFUSALS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The CARD item: what Slack was last made to show for a group.

    Attributes:
        thread: Which of the incident's root messages this is; a newer one is posted afresh.
        ts: Slack's id of the root message; empty until the post was answered.
        thread_ts: Of the message whose thread is told where the root's own takes no replies; else empty.
        shown: The `card_version` the root message shows.
        shown_job: The newest job's revision it shows.
        cursor: Timeline version up to which the thread has been told in full.
        told: How many entries of the version after `cursor` were told: with it one position in the story.
        mentions: Replies that hold buttons, oldest first; only the newest may keep them.
        refused: Entries that the channel would not take as they were.
        not_before: No edit before this, unless a person made the change.
        lease: Token of whoever is talking to Slack now; nobody else does until `lease_until`.
        posting: Marker of the post that was begun and whose end nobody knows while there is no lease: it may
            have been accepted, so it is searched for before it is posted again.
        posting_since: When it was begun; None where it may be as old as the incident.
        line: The line the group stands in, and its `place` there; empty while it waits for nothing.
        plain: Slack refused the blocks; the plain-text card is shown instead.
        frozen: Slack does not let the root message be edited any more.
        closed: Channels that refused the card since it was last shown.
        mute: Channels that took the card of this thread and none of its replies.
        shut_out: Why Slack takes nothing of it, whatever it says: the token, or every channel; for operators.
        trouble: Why the card is not where or what it should be, in one line.
        left: Root messages of it in channels that it has left, which are to be taken away.
        pictured: The newest episode for which the metric's picture was tried: it is tried once.
        revision: Raised by every write of the item, by the store itself: what a claim is conditional on.
    """

    group: str
    thread: int = 0
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""
    shown: int = 0
    shown_job: int = 0
    cursor: int = 0
    told: int = 0
    mentions: tuple[Mention, ...] = ()
    refused: tuple[Refusal, ...] = ()
    not_before: datetime | None = None
    lease: str = ""
    lease_until: datetime | None = None
    posting: str = ""
    posting_since: datetime | None = None
    line: str = ""
    place: int = 0
    plain: bool = False
    frozen: Frozen = Frozen.NO
    closed: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()
    trouble: str = ""
    shut_out: str = ""
    left: tuple[Left, ...] = ()
    pictured: int = 0
    revision: int = 0

    def leased(self, now: datetime) -> bool:
        return bool(self.lease) and self.lease_until is not None and now < self.lease_until

    def reached(self, version: int, entry: int) -> bool:
        """Whether the thread was told this entry."""
        return (version, entry) < (self.cursor + 1, self.told)

    def refusal(self, version: int, entry: int) -> Refusal | None:
        """The newest of this entry."""
        found = (each for each in reversed(self.refused) if (each.version, each.entry) == (version, entry))
        return next(found, None)


class Lacking(NamedTuple):
    """What Slack does not show yet.

    Attributes:
        root: There is no message.
        edit: It does not show the newest.
        thread: The thread does not tell all.
        buttons: Replies whose buttons can do nothing any more.
        left: Messages that stand elsewhere, now that it stands where it belongs.
    """

    root: bool = False
    edit: bool = False
    thread: bool = False
    buttons: tuple[Mention, ...] = ()
    left: tuple[Left, ...] = ()

    @property
    def posts(self) -> bool:
        return self.root or self.thread

    @property
    def edits(self) -> bool:
        return self.edit or bool(self.buttons or self.left)


class Wait(NamedTuple):
    """Look again then: the window or somebody's lease is in the way."""

    at: datetime
    why: str


class UpToDate(NamedTuple):
    """The card already shows it."""


CardStep = Lacking | Wait | UpToDate


def next_step(incident: Incident, job: Job | Missing | None, card: Card, now: datetime) -> CardStep:
    """What on_change does about a card, given everything it re-read consistently."""
    owed = lacking(incident, job, card)
    if not any(owed):
        return UpToDate()
    if card.leased(now):
        return Wait(min(card.lease_until or now, now + LEASE_AGAIN), "another projection holds the lease")
    if owed.edit and collecting(incident, card, now):
        owed = owed._replace(edit=False)
        if not any(owed):
            return Wait(card.not_before or now, "changes are collected for a moment")
    return owed


def lacking(incident: Incident, job: Job | Missing | None, card: Card) -> Lacking:
    """Everything that Slack does not show yet; nothing of an incident that is not to be told."""
    if incident.status is Status.QUIET:
        return Lacking()
    if card.thread < incident.thread or not card.ts:
        return Lacking(root=True, thread=card.cursor < incident.thread_version)
    behind = card.shown < incident.card_version or (job is not None and card.shown_job != shown_of(job))
    return Lacking(
        edit=behind and not card.frozen,
        thread=card.cursor < incident.thread_version or card.frozen is Frozen.UNTOLD,
        buttons=stale_buttons(incident, card),
        left=tuple(each for each in card.left if (each.channel, each.ts) != (card.channel, card.ts)),
    )


def strays(incident: Incident, card: Card, channel: str) -> bool:
    """Whether it stands elsewhere than all that its alarms told would have put it.

    Args:
        channel: Of the incident's route, as it is known by now: an alarm that names no team may speak first.
    """
    refused = {*card.closed, *card.mute}
    # What may have been posted is looked for where it was posted.
    known = bool(card.channel) and card.thread == incident.thread and not card.posting
    return incident.live and known and card.channel != channel and channel not in refused


def moved(card: Card, channel: str) -> Card:
    """The card where it belongs, before it is posted there."""
    return replace(leaving(card, channel), line="", place=0, pictured=0)


def leaving(card: Card, channel: str) -> Card:
    """The card before it is posted in another channel; what stands of it here is to be taken away."""
    left = (*card.left, Left(card.channel, card.ts, told=card.cursor > 0)) if card.ts else card.left
    return replace(without_root(card, channel), left=left)


def without_root(card: Card, channel: str) -> Card:
    """The card before its root message is posted in this channel; its thread goes on where it was."""
    return replace(
        card,
        channel=channel,
        ts="",
        thread_ts="",
        shown=0,
        shown_job=0,
        mentions=(),
        refused=tuple(each for each in card.refused if card.reached(each.version, each.entry)),
        frozen=Frozen.NO,
        posting="",
        posting_since=None,
    )


def shown_of(job: Job | Missing) -> int:
    """What a card that shows this job compares; as long as a job cannot be read, it shows no revision."""
    return -1 if isinstance(job, Missing) else job.revision


def collecting(incident: Incident, card: Card, now: datetime) -> bool:
    """Whether an edit waits for what may follow it; what a person did never does."""
    return not pressed(incident, card) and card.not_before is not None and now < card.not_before


def pressed(incident: Incident, card: Card) -> bool:
    """Whether a person's change is not shown yet."""
    return card.shown < incident.person_version


def mention_owed(incident: Incident, card: Card) -> bool:
    """Whether the thread has yet to mention somebody."""
    return card.cursor < incident.mention_version


def stale_buttons(incident: Incident, card: Card) -> tuple[Mention, ...]:
    """Replies whose buttons do nothing any more: all but the newest, and that one once it is answered."""
    acknowledgement = incident.acknowledgement
    asked = incident.live and acknowledgement is not None and acknowledgement.asked_at is not None
    answered = incident.status is not Status.OPEN and not asked
    return card.mentions if answered else card.mentions[:-1]


def picture_due(incident: Incident, card: Card) -> bool:
    """Whether the thread still lacks the picture of this episode, for a route that asks for one.

    It waits for the evidence and for whoever is talking to Slack: nothing that is needed sooner waits for it.
    """
    there = bool(card.ts) and card.thread == incident.thread and not card.lease and not card.line
    looked = incident.evidence is not None and incident.evidence_wanted is None
    return (
        incident.live
        and incident.metric is not None
        and there
        and looked
        and card.pictured < incident.episode.number
    )
