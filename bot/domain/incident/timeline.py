"""The story of an incident: append-only, written in the same transaction as what it tells."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.domain.policy.by import NOBODY, By
from bot.domain.policy.policy import Target


class Event(StrEnum):
    """What happened. The words are stored; never rename one, only add."""

    OPENED = "opened"
    REOPENED = "reopened"
    FIRED = "fired"
    NOT_RECOVERED = "not_recovered"
    RESOLVED = "resolved"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_OVER = "taken_over"
    RELEASED = "released"
    SNOOZED = "snoozed"
    SNOOZE_ENDED = "woke"
    REFUSED = "refused"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    CONFIRMATION_ASKED = "asked"
    PAGED = "paged"
    NOT_PAGED = "not_paged"
    EVIDENCE = "evidence"
    CLOCK = "clock"
    GREW = "grew"
    REDRIVE_STARTED = "redrive_started"
    REDRIVE_WATCHED = "redrive_watched"
    REDRIVE_GOES_ON = "redrive_goes_on"
    REDRIVE_PAUSED = "redrive_paused"
    REDRIVE_STOPPING = "redrive_stopping"
    REDRIVE_ENDED = "redrive_ended"
    CAME_BACK = "came_back"
    DEPLOYED = "deployed"
    MITIGATION_ASKED = "mitigation_asked"
    MITIGATED = "mitigated"
    MITIGATION_FAILED = "mitigation_failed"
    MITIGATION_UNDONE = "mitigation_undone"
    # Never stored: it stands for entries that cannot be read.
    UNREADABLE = "unreadable"


class NotifyReason(StrEnum):
    """What an entry is told for: closed, so that entries can be counted by it. Stored; never rename one."""

    FIRST_NOTIFICATION = "first_notification"
    REOPENED = "reopened"
    # An alarm that fired in this episode already, and one that had not.
    REPEAT = "repeat"
    JOINED = "joined"
    SEVERITY_RAISED = "severity_raised"
    ESCALATION = "escalation"
    REMINDER = "reminder"
    STILL_ON_IT = "still_on_it"
    ACKNOWLEDGEMENT_TIMEOUT = "acknowledgement_timeout"
    SNOOZE_END = "snooze_end"
    CLOCK = "clock"
    GROWTH = "growth"
    FINDING = "finding"
    DEPLOYMENT = "deployment"
    RECOVERY = "recovery"
    RESOLVED = "resolved"
    COMMAND = "command"
    REDRIVE = "redrive"
    MITIGATION = "mitigation"
    PAGE = "page"


# For each event that is stored, what it is told for unless its entry says otherwise.
REASONS: Mapping[Event, NotifyReason] = {
    Event.OPENED: NotifyReason.FIRST_NOTIFICATION,
    Event.REOPENED: NotifyReason.REOPENED,
    Event.FIRED: NotifyReason.REPEAT,
    Event.NOT_RECOVERED: NotifyReason.RECOVERY,
    Event.RESOLVED: NotifyReason.RESOLVED,
    Event.ACKNOWLEDGED: NotifyReason.COMMAND,
    Event.TAKEN_OVER: NotifyReason.COMMAND,
    Event.RELEASED: NotifyReason.COMMAND,
    Event.SNOOZED: NotifyReason.COMMAND,
    Event.REFUSED: NotifyReason.COMMAND,
    Event.SNOOZE_ENDED: NotifyReason.SNOOZE_END,
    Event.ESCALATED: NotifyReason.ESCALATION,
    Event.REMINDED: NotifyReason.REMINDER,
    Event.CONFIRMATION_ASKED: NotifyReason.STILL_ON_IT,
    Event.PAGED: NotifyReason.PAGE,
    Event.NOT_PAGED: NotifyReason.PAGE,
    Event.EVIDENCE: NotifyReason.FINDING,
    Event.DEPLOYED: NotifyReason.DEPLOYMENT,
    Event.CLOCK: NotifyReason.CLOCK,
    Event.GREW: NotifyReason.GROWTH,
    Event.REDRIVE_STARTED: NotifyReason.REDRIVE,
    Event.REDRIVE_WATCHED: NotifyReason.REDRIVE,
    Event.REDRIVE_GOES_ON: NotifyReason.REDRIVE,
    Event.REDRIVE_PAUSED: NotifyReason.REDRIVE,
    Event.REDRIVE_STOPPING: NotifyReason.REDRIVE,
    Event.REDRIVE_ENDED: NotifyReason.REDRIVE,
    Event.CAME_BACK: NotifyReason.REDRIVE,
    Event.MITIGATION_ASKED: NotifyReason.MITIGATION,
    Event.MITIGATED: NotifyReason.MITIGATION,
    Event.MITIGATION_FAILED: NotifyReason.MITIGATION,
    Event.MITIGATION_UNDONE: NotifyReason.MITIGATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of the story.

    Attributes:
        what: The sentence that is shown, in plain words without any markup.
        why: The rule or the reason given.
        reason: What it is told for; every written entry has one, but for those of earlier releases.
        thread: Posted into the card's thread, in order.
        until: The time the sentence ends with, shown in each reader's own time zone.
        mentions: Whom the thread reply mentions: targets of kind `user`, `group` or `channel`.
        topics: ARNs of SNS topics that were told as well.
    """

    at: datetime
    event: Event
    what: str
    by: By = NOBODY
    why: str = ""
    reason: NotifyReason | None = None
    until: datetime | None = None
    thread: bool = False
    mentions: tuple[Target, ...] = ()
    topics: tuple[str, ...] = ()


def with_reason(entry: TimelineEntry) -> TimelineEntry:
    """The entry as it is written."""
    return entry if entry.reason else replace(entry, reason=REASONS[entry.event])
