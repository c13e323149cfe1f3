"""How far a redrive went: what became of each message it met."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from bot.domain.evidence.trial import Trial
from bot.domain.redrive.sqs_answers import Undeleted

# Bounds the item. A redrive that has left so many where they are would go on to do little else.
MOST_KEPT = 1000
# A redrive that cannot tell of so many what became of them does more harm than good.
MOST_UNPROVEN = 100
# Of so many copies the ids are kept: by them what comes back is recognised.
MOST_COPIES = 100
# Of earlier redrives: whatever stood in both places before these may be sent a second time, which is said.
MOST_EARLIER = 1000
# A reason is kept of each message: as long as hardly any is. A letter outside ASCII takes up to twelve bytes.
_MOST_WHY, _MOST_OTHER = 240, 40
# Why messages stay that were not among those promised: they count for nothing but themselves.
NEWER = "arrived after the redrive began"
BEYOND = "more than were agreed to"
# Of a trial: it would be tried later.
OTHERS = "left for later"
BESIDE = frozenset({NEWER, BEYOND, OTHERS})


class CanaryWatch(NamedTuple):
    """Over those sent first. Until then at the latest it is looked whether they are back."""

    began: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RedriveProgress:
    """Attributes:
    planned: How many the preview promised; never more are moved.
    to: ARNs of what they go back to; empty of a redrive that an older release began.
    trial: Which one message is to be tried; None for all.
    first: How many go before the others, which are held back; 0 where none is.
    watch: Over those sent first; None before that.
    goes_on: Why the others may go; empty as long as they are held back.
    sent_before: Only messages sent before the preview are moved: what returns is newer.
    moved: Accepted by their source queue and deleted here.
    both: Accepted there and not deleted here: message id and why. They are never sent again.
    perhaps: Ids of what was sent and not answered for, or under way when a slice died: perhaps accepted.
        Met again, it is sent again.
    earlier: Ids of what an earlier redrive left in both places: only to be deleted.
    settled: How many of these were deleted, and count as moved.
    earlier_perhaps: Ids of what an earlier redrive sent and had no answer for.
    beyond: How many more stood there as it began than were agreed to.
    kept: Messages left in the queue so far: message id and reason. A long redrive meets them again.
    later: Ids of those kept for a reason that may pass: they are tried again.
    copies: Ids of the first copies that were accepted.
    met_again: Received in a row that were all kept before.
    doubled: Messages that may have been sent twice (an answer was lost).
    empty_reads: Receives in a row that returned nothing.
    waits: How often it was waited for messages that somebody held.
    """

    planned: int
    sent_before: datetime
    to: tuple[str, ...] = ()
    trial: Trial | None = None
    first: int = 0
    watch: CanaryWatch | None = None
    goes_on: str = ""
    beyond: int = 0
    moved: int = 0
    doubled: int = 0
    both: Mapping[str, Undeleted] = field(default_factory=dict)
    perhaps: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    settled: int = 0
    earlier_perhaps: tuple[str, ...] = ()
    kept: Mapping[str, str]
    later: tuple[str, ...] = ()
    copies: tuple[str, ...] = ()
    met_again: int = 0
    empty_reads: int = 0
    waits: int = 0

    @property
    def kept_count(self) -> int:
        """How many of the promised ones were kept."""
        return sum(why not in BESIDE for why in self.kept.values())

    @property
    def kept_enough(self) -> bool:
        return len(self.kept) >= MOST_KEPT

    @property
    def kept_why(self) -> Mapping[str, int]:
        """How many were kept for each reason."""
        return Counter(self.kept.values())

    @property
    def met_any(self) -> bool:
        """Whether any of those that were to go was given out."""
        return bool(self.moved or self.both or self.perhaps or self.kept_count)

    @property
    def unproven(self) -> bool:
        return len(self.both) + len(self.perhaps) >= MOST_UNPROVEN

    @property
    def sent(self) -> int:
        """How many were sent, or perhaps were."""
        return self.moved + len(self.both) + len(self.perhaps)

    @property
    def rest(self) -> int:
        """How many of the promised ones are left: what was kept, or cannot be told, is of these, too."""
        return max(self.planned - self.sent - self.kept_count, 0)

    @property
    def holds_back(self) -> bool:
        return bool(self.first) and not self.goes_on

    @property
    def sent_now(self) -> int:
        """How many this redrive sent: what an earlier one sent tells nothing of what is held back."""
        return self.sent - self.settled

    @property
    def room(self) -> int:
        """How many more may be moved now."""
        return min(self.rest, max(self.first - self.sent_now, 0)) if self.holds_back else self.rest

    @property
    def first_are_sent(self) -> bool:
        """Whether it is time to watch: there are others, and what was sent first was answered for."""
        return self.holds_back and not self.perhaps and self.sent_now >= self.first and self.rest > 0

    @property
    def watching(self) -> bool:
        return self.holds_back and self.watch is not None

    @property
    def unsettled(self) -> bool:
        """Whether there are messages that another try may settle."""
        return bool(self.both or self.perhaps or self.later)


def waiting(progress: RedriveProgress) -> RedriveProgress:
    """The progress before messages that somebody holds are received anew: what it kept back among them."""
    return replace(progress, waits=progress.waits + 1, empty_reads=0, met_again=0)


def going_on(progress: RedriveProgress, why: str) -> RedriveProgress:
    """The progress with nothing held back any more, and what the queue gave out so far forgotten."""
    return replace(progress, goes_on=why, waits=0, empty_reads=0, met_again=0)


def receiving(progress: RedriveProgress, ids: Collection[str]) -> RedriveProgress:
    """The progress after one receive; what it kept before tells nothing new."""
    known = progress.kept.keys() | progress.both.keys() | set(progress.perhaps)
    again = bool(ids) and all(each in known for each in ids)
    met = {each for each in ids if each in progress.earlier_perhaps}
    # With no room left, only what is to be tried again is worth receiving for.
    wanted = progress.room > 0 or any(
        each in {*progress.both, *progress.perhaps, *progress.later, *progress.earlier, *met} for each in ids
    )
    return replace(
        progress,
        empty_reads=0 if ids and wanted else progress.empty_reads + 1,
        met_again=progress.met_again + len(ids) if again or not ids else 0,
        perhaps=(*progress.perhaps, *sorted(met)),
        earlier_perhaps=tuple(each for each in progress.earlier_perhaps if each not in met),
    )


def keeping(progress: RedriveProgress, reasons: Mapping[str, str], *, later: bool = False) -> RedriveProgress:
    """The progress with messages left where they are, by id; each counts once, for its latest reason.

    One that was sent before, whatever came of that, is not merely left where it is.
    """
    sent = progress.both.keys() | set(progress.perhaps)
    reasons = {each: why for each, why in reasons.items() if each not in sent}
    if not reasons:
        return progress
    others = tuple(each for each in progress.later if each not in reasons)
    whys = {each: shortened(why) for each, why in reasons.items()}
    return replace(progress, kept={**progress.kept, **whys}, later=(*others, *reasons) if later else others)


def shortened(why: str) -> str:
    """A reason as it is kept of each message."""
    most = _MOST_WHY if why.isascii() else _MOST_OTHER
    return why if len(why) <= most else f"{why[: most - 3]}..."
