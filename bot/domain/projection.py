"""The card as shown, and what would make it look like the incident. Slack is a projection of the table."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from bot.domain.incident import Incident, Status
from bot.domain.job import Job

# A storm of changes to one incident becomes one edit per window.
COALESCE = timedelta(seconds=5)
# Whoever finds the lease taken looks again this soon.
LEASE_AGAIN = timedelta(seconds=2)
# Outlasts on_change's timeout (60 s): whoever holds a live lease may still be talking to Slack.
LEASE = timedelta(seconds=75)
# How far back CloudWatch's picture goes.
PICTURED_FOR = timedelta(hours=3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The CARD item: what Slack was last made to show for a group.

    Attributes:
        thread: Which of the incident's root messages this is; a newer one is posted afresh.
        ts: Slack's id of the root message; empty until the post was answered.
        shown: The `card_version` the root message shows.
        shown_job: The newest job's revision it shows.
        cursor: Timeline version up to which the thread has been told in full.
        telling: The version after it that was told in part; its first `told` entries are in the thread.
        mention_ts: The newest thread reply that still holds an Acknowledge button.
        mention_version: The timeline version that reply tells, and which of its entries.
        not_before: No edit before this, unless a person made the change.
        lease: Token of whoever is talking to Slack now; nobody else does until `lease_until`. One that is
            still there afterwards was left by somebody who died or got no answer: what they were posting
            may have been accepted, so it is searched for before anything is posted again.
        plain: Slack refused the blocks; the plain-text card is shown instead.
        trouble: Why the card is not where or what it should be, in one line.
        pictured: The newest episode for which the metric's picture was tried: it is tried once.
        revision: Raised by every write of the item, by the store itself: what a claim is conditional on.
    """

    group: str
    thread: int = 0
    channel: str = ""
    ts: str = ""
    shown: int = 0
    shown_job: int = 0
    cursor: int = 0
    telling: int = 0
    told: int = 0
    mention_ts: str = ""
    mention_version: int = 0
    mention_entry: int = 0
    not_before: datetime | None = None
    lease: str = ""
    lease_until: datetime | None = None
    plain: bool = False
    trouble: str = ""
    pictured: int = 0
    revision: int = 0


class Do(StrEnum):
    POST = "post"
    EDIT = "edit"
    TELL = "tell"  # only the thread is behind


class Later(NamedTuple):
    """Look again then: the window, somebody's lease or a closed channel is in the way."""

    at: datetime
    why: str


class Current(NamedTuple):
    """The card already shows it."""


Next = Do | Later | Current


def next_step(
    incident: Incident, job: Job | None, card: Card, closed_until: datetime | None, now: datetime
) -> Next:
    """What on_change does about a card, given everything it re-read consistently."""
    do = _behind(incident, job, card)
    if do is None:
        return Current()
    if card.lease_until is not None and now < card.lease_until:
        return Later(min(card.lease_until, now + LEASE_AGAIN), "another projection holds the lease")
    if closed_until is not None and now < closed_until:
        return Later(closed_until, "Slack asked to wait")
    pressed = card.shown < incident.person_version
    if do is Do.EDIT and not pressed and card.not_before is not None and now < card.not_before:
        return Later(card.not_before, "changes are collected for a moment")
    return do


def _behind(incident: Incident, job: Job | None, card: Card) -> Do | None:
    if incident.status is Status.QUIET:
        return None
    if card.thread < incident.thread or not card.ts:
        return Do.POST
    if card.shown < incident.card_version or (job is not None and card.shown_job < job.revision):
        return Do.EDIT
    if mention_answered(incident, card):
        return Do.EDIT
    return Do.TELL if card.cursor < incident.thread_version else None


def picture_due(incident: Incident, card: Card) -> bool:
    """Whether the thread still lacks the picture of this episode, for a route that asks for one.

    It waits for the evidence and for whoever is talking to Slack: nothing that is needed sooner waits for it.
    """
    there = bool(card.ts) and card.thread == incident.thread and not card.lease
    looked = incident.evidence is not None and incident.evidence_wanted is None
    return (
        incident.live
        and incident.metric is not None
        and there
        and looked
        and card.pictured < incident.episode
    )


def mention_answered(incident: Incident, card: Card) -> bool:
    """Whether the newest mention holds buttons that do nothing any more."""
    held = incident.acknowledgement
    asked = incident.live and held is not None and held.asked_at is not None
    return bool(card.mention_ts) and incident.status is not Status.OPEN and not asked
