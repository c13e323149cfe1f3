"""Both clocks of an incident together. Everything that acts on the time left asks here, and nowhere else.

A lower bound of the loss clock says nothing once it has passed: it is left out from then on, everywhere.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.evidence.loss_clock import LossClock
from bot.domain.policy.hours import leaves_time, work_begins
from bot.domain.policy.policy import Hours, Route
from bot.domain.urgency.lateness_clock import Lateness, lateness

if TYPE_CHECKING:  # an alarm is taken in without the values of evidence
    from bot.domain.evidence.evidence import Evidence

# With less than this left before the first loss, people are notified in quick succession.
NEAR_LOSS = timedelta(hours=1)
# During a loss no one is left quiet for longer.
LOSING = timedelta(minutes=30)


class Deadlines(NamedTuple):
    """Attributes: loss is None if no loss is foreseen or known."""

    loss: LossClock | None
    lateness: Lateness | None

    def first_loss(self, now: datetime) -> datetime | None:
        return self.loss.ahead(now).first_loss if self.loss else None

    def next(self, now: datetime) -> datetime | None:
        """The deadline that orders lists: the earlier of the two."""
        late_at = self.lateness.late_at if self.lateness else None
        return min((at for at in (self.first_loss(now), late_at) if at is not None), default=None)

    def can_wait_until(self, hours: Hours | None, now: datetime) -> datetime | None:
        """When work begins, if both clocks leave enough time after it; None if it cannot wait.

        The card's "can wait" and the escalation's waiting both use this, and nothing else.
        """
        begins, first_loss = work_begins(hours, now), self.first_loss(now)
        late_at = self.lateness.late_at if self.lateness else None
        if first_loss is None or not all(leaves_time(at, begins) for at in (first_loss, late_at) if at):
            return None
        return begins

    def loss_near(self, after: datetime) -> datetime | None:
        """The first time from `after` on at which the first loss is near; a loss under way is near, too."""
        return self.loss.near(after, NEAR_LOSS) if self.loss else None

    def next_loss(self, after: datetime) -> datetime | None:
        """The next time after `after` at which something may be lost; None if none is known."""
        at = self.first_loss(after)
        return at if at is not None and at > after else None

    def word_before_loss(self, after: datetime, spared: timedelta = timedelta(0)) -> datetime | None:
        """When a person who was quiet from `after` on is notified again: as a loss is near.

        Later only if less time was left anyway: then half way to it. No one is notified within `spared`.
        """
        words = (max(loss - NEAR_LOSS, after + (loss - after) / 2) for loss in self._losses(after))
        return min((at for at in words if at >= after + spared), default=None)

    def quiet_ends(self, after: datetime, spared: timedelta = timedelta(0)) -> datetime | None:
        """When a person who holds or snoozes it, and is quiet from `after` on, is notified again.

        As a loss is near, and repeatedly while it goes on.
        """
        near, seen = self.word_before_loss(after, spared), self.loss.at_the_latest if self.loss else None
        going_on = max(after, seen) + LOSING if seen is not None else None
        return min((at for at in (near, going_on) if at is not None), default=None)

    def losing(self, now: datetime) -> bool:
        """Whether messages that were seen are being lost."""
        seen = self.loss.at_the_latest if self.loss else None
        return seen is not None and seen <= now

    def half_way_to_loss(self, after: datetime) -> datetime | None:
        loss = self.next_loss(after)
        return after + (loss - after) / 2 if loss else None

    def _losses(self, after: datetime) -> Iterator[datetime]:
        """Every bound of the loss clock still ahead."""
        bounds = (self.loss.not_before, self.loss.at_the_latest) if self.loss else ()
        yield from (at for at in bounds if at is not None and at > after)

    def late_near(self, after: datetime) -> datetime | None:
        """The first time from `after` on at which work is late, or a third of the allowed time before."""
        if self.lateness is None or self.lateness.late_at is None:
            return None
        return max(after, self.lateness.late_at - min(NEAR_LOSS, self.lateness.allowed / 3))

    def next_word(self, after: datetime) -> datetime | None:
        """The next time one of the clocks is worth a thread reply."""
        return min((at for at in self._words() if at > after), default=None)

    def _words(self) -> Iterator[datetime]:
        if self.loss:
            yield from self.loss.thresholds()
        if self.lateness and self.lateness.known_at:
            yield self.lateness.known_at


def deadlines(evidence: "Evidence | None", route: Route) -> Deadlines:
    """Both clocks, from the evidence."""
    clock = evidence.clock if evidence else None
    return Deadlines(clock if isinstance(clock, LossClock) else None, lateness(evidence, route))
