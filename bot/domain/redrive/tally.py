"""How the messages of a redrive add up: the only things it may claim."""

from typing import NamedTuple

from bot.domain.redrive.progress import RedriveProgress


class Tally(NamedTuple):
    """A redrive's messages by what became of them; all but `beside` add up to what was promised.

    Attributes:
        moved: Accepted by their source queue and deleted here.
        both: Accepted there and not deleted here, as far as anybody confirmed.
        perhaps: Sent, and never confirmed: in one of the two places, or in both.
        kept: Left here for a reason that was found.
        left: Not given out, and by the queue's count still here.
        gone: Not given out, and by the queue's count not here any more.
        unknown: Not given out, and the queue's count does not tell where they are, or could not be read.
        beside: Met and left, and not among those promised: newer, or beyond their number.
    """

    promised: int
    moved: int
    both: int
    perhaps: int
    kept: int
    left: int
    gone: int
    unknown: int
    beside: int


def tally(progress: RedriveProgress, standing: int | None) -> Tally:
    """How the messages of a redrive add up.

    Args:
        standing: How many messages the queue holds now, hidden ones too; None where that was not read.
    """
    both, perhaps = len(progress.both), len(progress.perhaps)
    kept = min(progress.kept_count, max(progress.planned - progress.moved - both - perhaps, 0))
    rest = max(progress.planned - progress.moved - both - perhaps - kept, 0)
    left, gone = _rest(progress, rest, standing) if standing is not None else (0, 0)
    return Tally(
        promised=progress.planned,
        moved=progress.moved,
        both=both,
        perhaps=perhaps,
        kept=kept,
        left=left,
        gone=gone,
        unknown=rest - left - gone,
        beside=len(progress.kept) - kept,
    )


def _rest(progress: RedriveProgress, rest: int, standing: int) -> tuple[int, int]:
    """How many of the rest surely stand there, and how many surely do not: of some it is not known where they
    are, so whatever stands there may be these.
    """
    for_good = sum(each.for_good for each in progress.both.values())
    certain = len(progress.kept) + for_good
    uncertain = len(progress.perhaps) + len(progress.both) - for_good
    others = max(standing - certain, 0)
    return min(rest, max(others - uncertain, 0)), max(rest - others, 0)
