"""One time an incident was open: from the alarm that opened it, or what was read, to its resolution.

An opening is a new value: whatever it does not name begins anew.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.domain.incident.follow_up import FollowUp
from bot.domain.incident.notifications import Notification, of_number
from bot.domain.policy.by import NOBODY, By


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
    depth: How many messages these were; None where that is not known.
    """

    at: datetime
    how: str
    by: By = NOBODY
    note: str = ""
    although: bool = False
    depth: int | None = None


class EscalationPosition(NamedTuple):
    """How far the escalation went: steps taken, reminders sent, when last.

    Attributes:
        since: From when the steps count: the opening, or the release of an acknowledgement.
        notifications: What became of the last ones, of the coming ones where their pages are out already, and
            of what is still owed of those before.
        reached: Whether somebody was reached, or may have been, before the last one.
        wakes: When the first wakes of those who only rested, while nobody else is known to be reached.
    """

    since: datetime
    steps: int = 0
    reminders: int = 0
    last_at: datetime | None = None
    notifications: tuple[Notification, ...] = ()
    reached: bool = False
    wakes: datetime | None = None

    @property
    def made(self) -> int:
        """How many steps and reminders were made: the number of the coming one."""
        return self.steps + self.reminders

    @property
    def last(self) -> tuple[Notification, ...]:
        """What became of the last step or reminder."""
        return of_number(self.notifications, self.made - 1)

    @property
    def coming(self) -> tuple[Notification, ...]:
        """The pages of the coming step that are out already."""
        return of_number(self.notifications, self.made)


class Recovery(NamedTuple):
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
class Episode:
    """The current episode of an incident, or the one that ended last.

    Attributes:
        number: 0 until an alarm is to be told; each opening is one more.
        opened_at: When the first alarm of this episode fired.
        fire_count: Transitions into ALARM during this episode.
        last_joined_at: When an alarm was last heard to fire that had not fired in this episode before.
        last_resolution: How the episode before this one ended.
        clock_notified_at: When a clock was last told of.
        late_notified_since: Since when work is late, as it was last said.
        notified_count: How many messages stood there when people were last told of it; None before that.
        follow_ups: What was done, and the looks at what came of it.
    """

    number: int = 0
    opened_at: datetime | None = None
    fire_count: int = 0
    last_fired_at: datetime | None = None
    last_joined_at: datetime | None = None
    acknowledgement: Acknowledgement | None = None
    resolution: Resolution | None = None
    last_resolution: Resolution | None = None
    escalation: EscalationPosition | None = None
    recovering_since: datetime | None = None
    recovery: Recovery | None = None
    clock_notified_at: datetime | None = None
    late_notified_since: datetime | None = None
    notified_count: int | None = None
    follow_ups: tuple[FollowUp, ...] = ()


class OfEpisode:
    """What is asked of an incident and is of its episode."""

    __slots__ = ()
    episode: Episode

    @property
    def opened_at(self) -> datetime | None:
        return self.episode.opened_at

    @property
    def fire_count(self) -> int:
        return self.episode.fire_count

    @property
    def last_fired_at(self) -> datetime | None:
        return self.episode.last_fired_at

    @property
    def last_joined_at(self) -> datetime | None:
        return self.episode.last_joined_at

    @property
    def acknowledgement(self) -> Acknowledgement | None:
        return self.episode.acknowledgement

    @property
    def resolution(self) -> Resolution | None:
        return self.episode.resolution

    @property
    def last_resolution(self) -> Resolution | None:
        return self.episode.last_resolution

    @property
    def escalation(self) -> EscalationPosition | None:
        return self.episode.escalation

    @property
    def recovering_since(self) -> datetime | None:
        return self.episode.recovering_since

    @property
    def recovery(self) -> Recovery | None:
        return self.episode.recovery

    @property
    def clock_notified_at(self) -> datetime | None:
        return self.episode.clock_notified_at

    @property
    def late_notified_since(self) -> datetime | None:
        return self.episode.late_notified_since

    @property
    def notified_count(self) -> int | None:
        return self.episode.notified_count

    @property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        return self.episode.follow_ups
