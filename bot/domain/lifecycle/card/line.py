"""The line before what Slack limits: one for each channel's posts, one for the edits of the whole app.

    open ──Slack refuses or asks to wait──► a line: one turn at a time, the first in place goes
      ▲                                       │
      └──── nobody has stood there for a while┘

Who stands in a line costs nothing until its turn comes. Slack's limits are of unlike kinds
(https://docs.slack.dev/apis/web-api/rate-limits): about one post a second for each channel, and chat.update
by its tier, 50 a minute for the app and workspace, whatever the channel.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.incident.incident import Incident
from bot.domain.urgency.decision import Urgency

EDITS = "chat.update"
POST_PACE = timedelta(seconds=1)
# 30 edits a minute, and so many at once after a quiet while: never more than 45 of the 50 in any minute.
EDIT_PACE = timedelta(seconds=2)
EDITS_AT_ONCE = 15
# Of these so many are kept for what people press: they see it at once, also in a storm of changes.
EDITS_FOR_PEOPLE = 10
# A line in which nobody stands is watched for a moment longer: the index may lag the table.
LINGER = timedelta(seconds=5)
# A turn that is this late was lost: whoever notices gives the next one.
TURN_LOST = timedelta(seconds=20)
# While Slack fails, one card tries for all that wait: each time after a thirtieth of how long it has been.
SOONEST_PROBE, RAREST_PROBE = timedelta(seconds=15), timedelta(minutes=5)
_PROBES = 30


class Line(NamedTuple):
    """Attributes:
    name: A channel's id, or EDITS.
    closed_until: Slack asked to wait, or fails: nobody goes before.
    failing_since: Since when Slack has failed without a success in between; `why` is what it said last.
    refused: That was a refusal of whatever anybody asks: the token's, or every channel's.
    turn: The one valid ticket of the next turn; empty while nobody stands in the line.
    turn_at: When that turn is.
    idle: Nobody stood there at the last turn.
    spent_until: Of edits: when all that were made would have been made at their pace.
    revision: Raised by every write.
    """

    name: str
    closed_until: datetime | None = None
    failing_since: datetime | None = None
    why: str = ""
    refused: bool = False
    turn: str = ""
    turn_at: datetime | None = None
    idle: bool = False
    spent_until: datetime | None = None
    revision: int = 0

    @property
    def pace(self) -> timedelta:
        return EDIT_PACE if self.name == EDITS else POST_PACE

    def closed(self, now: datetime) -> bool:
        return self.closed_until is not None and now < self.closed_until

    def open(self, now: datetime) -> bool:
        """Whether one may go without standing in the line."""
        return not self.closed(now) and (not self.turn or self.idle)

    def turn_lost(self, now: datetime) -> bool:
        """Whether nobody will give the next turn by itself."""
        return not self.turn or self.turn_at is None or self.turn_at + TURN_LOST <= now

    def next_turn(self, ticket: str, now: datetime, pace: timedelta | None = None) -> "Line":
        """The line with a new ticket, for the earliest turn there can be."""
        at = now + (pace or self.pace)
        at = max(at, self.closed_until) if self.closed_until else at
        return self._replace(turn=ticket, turn_at=at, idle=False)

    def limited(self, wait: timedelta, now: datetime) -> "Line":
        """Slack asked to wait."""
        until = now + wait
        return self._replace(closed_until=max(self.closed_until or until, until))

    def failed(self, why: str, now: datetime, *, refused: bool = False) -> "Line":
        """Slack fails: the longer it does, the rarer it is tried."""
        since = self.failing_since or now
        wait = min(max((now - since) / _PROBES, SOONEST_PROBE), RAREST_PROBE)
        return self._replace(failing_since=since, why=why, refused=refused, closed_until=now + wait)

    def waits_long(self, now: datetime) -> bool:
        """Whether the next probe is further off than one more need be."""
        return self.failing_since is not None and self.closed(now + SOONEST_PROBE)

    def sooner(self, now: datetime) -> "Line":
        return self._replace(closed_until=now + SOONEST_PROBE)

    def succeeded(self) -> "Line":
        return self._replace(failing_since=None, why="", refused=False)

    def edited(self, now: datetime, *, for_person: bool) -> "Line | None":
        """The line after one more edit; None when this one must wait."""
        spent = max(self.spent_until or now, now) + EDIT_PACE
        most = EDITS_AT_ONCE if for_person else EDITS_AT_ONCE - EDITS_FOR_PEOPLE
        return self._replace(spent_until=spent) if spent - now <= most * EDIT_PACE else None


_URGENT = (Urgency.BEING_LOST, Urgency.LATE, Urgency.ACT_BEFORE)
_STEP = 10**13  # later than any time in epoch milliseconds (the year 2286)
_LAST = 9


def place_in_line(incident: Incident, urgency: Urgency, *, mentions: bool, pressed: bool, there: bool) -> int:
    """Where an incident stands in a line: mentions, then what people pressed, then by urgency and age.

    Args:
        mentions: The thread owes somebody a mention.
        pressed: A person's change is not shown yet.
        there: The card exists; one that does not is seen by nobody.
    """
    rank = 0 if mentions else 1 if pressed else 3 if there else 2
    urgent = _URGENT.index(urgency) if urgency in _URGENT else len(_URGENT)
    return (rank * 10 + urgent) * _STEP + _milliseconds(incident.opened_at)


def last_in_line(now: datetime) -> int:
    """Behind all others: of one that Slack failed, so that another tries next."""
    return _LAST * 10 * _STEP + _milliseconds(now)


def _milliseconds(at: datetime | None) -> int:
    return int(at.timestamp() * 1000) if at else 0
