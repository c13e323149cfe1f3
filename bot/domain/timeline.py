"""The story of an incident: append-only, written in the same transaction as what it tells."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from bot.domain.policy import Target


class By(NamedTuple):
    """Who did something: Slack user id and the name to show; both empty for Lastcall itself.

    The name is shown where a mention would notify: nobody is mentioned for what they did themselves.
    """

    user: str = ""
    name: str = ""


NOBODY = By()


class Event(StrEnum):
    """What happened. The words are stored; never rename one, only add."""

    OPENED = "opened"
    REOPENED = "reopened"
    FIRED = "fired"
    RECOVERING = "recovering"
    NOT_RECOVERED = "not_recovered"
    RESOLVED = "resolved"
    ACKNOWLEDGED = "acknowledged"
    TAKEN_OVER = "taken_over"
    RELEASED = "released"
    SNOOZED = "snoozed"
    WOKE = "woke"
    REFUSED = "refused"
    ESCALATED = "escalated"
    REMINDED = "reminded"
    ASKED = "asked"
    PAGED = "paged"
    NOT_PAGED = "not_paged"
    EVIDENCE = "evidence"
    CLOCK = "clock"
    GREW = "grew"
    REDRIVE_STARTED = "redrive_started"
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


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """One line of the story.

    Attributes:
        what: The sentence that is shown, in plain words without any markup.
        why: The rule or the reason given.
        thread: Posted into the card's thread, in order.
        until: The time the sentence ends with, shown in each reader's own time zone.
        mentions: Whom the thread reply calls: targets of kind `user`, `group` or `channel`.
        topics: ARNs of SNS topics that were told as well.
    """

    at: datetime
    event: Event
    what: str
    by: By = NOBODY
    why: str = ""
    until: datetime | None = None
    thread: bool = False
    mentions: tuple[Target, ...] = ()
    topics: tuple[str, ...] = ()
