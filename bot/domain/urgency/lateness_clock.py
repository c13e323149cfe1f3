"""The lateness clock: how long work has been waiting, against what its route allows.

Dead letters are never late: they failed permanently, and wait for a person. A function's backlog can be.
"""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.domain.evidence.loss_clock import SLOWEST_RISE
from bot.domain.policy.policy import Route

if TYPE_CHECKING:  # an alarm is taken in without the values of evidence
    from bot.domain.evidence.evidence import Evidence
    from bot.domain.evidence.lag.lag import Lag

# By then a minute's metrics are complete.
METRICS_LATE = timedelta(minutes=5)
# CloudWatch has the newest datapoint within a few minutes; an older one means no newer one came.
FRESH = timedelta(minutes=10)


class Lateness(NamedTuple):
    """Waiting work.

    Attributes:
        since: The oldest of it has been waiting at least since then.
        allowed: How long it may wait.
        late_at: When it has waited longer than that; None while it is on course to be done before.
        seen_at: When it was last seen waiting.
    """

    since: datetime
    allowed: timedelta
    late_at: datetime | None
    seen_at: datetime

    @property
    def known_at(self) -> datetime | None:
        """When it is known to be late: foreseen lateness may be averted before metrics show it."""
        if self.late_at is None or self.late_at <= self.seen_at:
            return self.late_at
        return self.late_at + METRICS_LATE

    def late(self, now: datetime) -> bool:
        return self.known_at is not None and self.known_at <= now


def lateness(evidence: "Evidence | None", route: Route) -> Lateness | None:
    """The lateness of what the evidence found lagging; None if nothing lags or that is unknown."""
    if evidence is None:
        return None
    from bot.domain.evidence.lag.lag import Lag  # noqa: PLC0415 - see above; loaded with the evidence

    lag = evidence.lag
    if not isinstance(lag, Lag) or lag.age is None:
        return None
    at = lag.at or evidence.taken_at
    rise = _rise(lag, stale=evidence.taken_at - at > FRESH)
    allowed = route.max_delay
    return Lateness(at - lag.age, allowed, _late_at(lag.age, at, allowed, rise), at)


def _rise(lag: "Lag", *, stale: bool) -> float:
    """Seconds of age per second from now on; 0 if it gets no older."""
    if lag.waiting == 0 or (stale and not lag.incoming):
        return 0.0
    # Nothing was taken out since, or no trend is known: it counts as stuck until it is seen to move.
    return 1.0 if stale or lag.slope is None or lag.stands_still else lag.slope


def _late_at(age: timedelta, at: datetime, allowed: timedelta, rise: float) -> datetime | None:
    if age >= allowed:
        return at - (age - allowed)
    return at + (allowed - age) / rise if rise >= SLOWEST_RISE else None
