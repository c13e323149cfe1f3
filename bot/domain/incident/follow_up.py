"""Acts have consequences that are looked for: each act brings looks of its own, whatever the incident's age.

A message that fails again is back after maxReceiveCount times the visibility timeout; a setting shows within
minutes. Alarms tell of neither: one that never left ALARM has no transition to tell.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.by import NOBODY, By

SOON = (timedelta(seconds=30), timedelta(minutes=2))
# The last look of an act of which nothing tells when it shows; and what bounds one that is told.
LAST = timedelta(minutes=15)
EARLIEST_LAST, LATEST_LAST = timedelta(minutes=5), timedelta(hours=2)
# Beside the visibility timeouts: polling, batching and the move itself.
SLACK = timedelta(minutes=1)

# After a resolution that no alarm's OK speaks for.
AFTER_RESOLUTION = (timedelta(minutes=1), timedelta(minutes=5), timedelta(hours=1))

# What brings looks by being told. A redrive brings its own, since they depend on its queues.
ACTS = frozenset(
    {
        Event.MITIGATED,
        Event.MITIGATION_UNDONE,
        Event.DEPLOYED,
        Event.RELEASED,
    }
)


class FollowUp(NamedTuple):
    """An act, and the looks at what came of it.

    Attributes:
        looks: Those still to come, earliest first.
        moved: Of a redrive: how many it sent back.
        left: Of a redrive: how many it left in the queue, as far as it knew; more than these are new there.
        copies: Of a redrive: ids of the first copies, by which they are recognised.
        back: How many were said to have come back.
        same: Whether messages that came back were recognised.
        began: Of a redrive: when it began to send.
        back_by: Of a redrive: by then what fails again is back; None where that is not known, or not even
            what was sent.
        trial: Of a redrive: one message was tried, and others were left for later.
        shape: What those sent back had failed with; empty where that was not told.
        passed_at: The look at which none of them stood anywhere any more; None before that.
    """

    act: Event
    at: datetime
    by: By = NOBODY
    looks: tuple[datetime, ...] = ()
    moved: int = 0
    left: int = 0
    copies: tuple[str, ...] = ()
    back: int = 0
    same: bool = False
    began: datetime | None = None
    back_by: datetime | None = None
    trial: bool = False
    shape: str = ""
    passed_at: datetime | None = None

    def new_among(self, depth: int) -> int:
        """How many of the messages that stand there now may be those sent back."""
        return min(self.moved, max(depth - self.left, 0))


def looks_after(at: datetime, returns: timedelta | None = None) -> tuple[datetime, ...]:
    """When to look at what came of an act.

    Args:
        returns: How long a message that fails again takes to be back; None where nothing tells.
    """
    last = LAST if returns is None else min(max(returns + SLACK, EARLIEST_LAST), LATEST_LAST)
    return tuple(at + each for each in (*SOON, last))


def following(known: Sequence[FollowUp], entries: Iterable[TimelineEntry]) -> tuple[FollowUp, ...]:
    """With the looks that these entries bring; a later act of the same kind takes the place of an earlier."""
    followed = tuple(known)
    for entry in entries:
        if entry.event in ACTS:
            followed = with_follow_up(
                followed, FollowUp(entry.event, entry.at, entry.by, looks_after(entry.at))
            )
    return followed


def with_follow_up(known: Sequence[FollowUp], new: FollowUp) -> tuple[FollowUp, ...]:
    if any(each.act is new.act and each.at >= new.at for each in known):
        return tuple(known)
    return (*(each for each in known if each.act is not new.act), new)


def resolution_followed(known: Sequence[FollowUp], at: datetime, by: By) -> tuple[FollowUp, ...]:
    """The looks after a resolution; what else was to be looked for is over with it."""
    redrive = redrive_of(known)
    kept = (redrive._replace(looks=()),) if redrive else ()
    return (*kept, FollowUp(Event.RESOLVED, at, by, tuple(at + each for each in AFTER_RESOLUTION)))


def next_look(known: Sequence[FollowUp]) -> datetime | None:
    return min((each.looks[0] for each in known if each.looks), default=None)


def redrive_of(known: Sequence[FollowUp]) -> FollowUp | None:
    """What is known of the last redrive."""
    return next((each for each in known if each.act is Event.REDRIVE_ENDED), None)


def looked(known: Sequence[FollowUp], at: datetime) -> tuple[FollowUp, ...]:
    """After a look that began then; an act without looks to come is forgotten, but for the last redrive."""
    after = (each._replace(looks=tuple(look for look in each.looks if look > at)) for each in known)
    return tuple(each for each in after if each.looks or each.act is Event.REDRIVE_ENDED)
