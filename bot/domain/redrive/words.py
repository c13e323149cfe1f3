"""What a redrive says when it is over: how its messages add up, and nothing that nobody confirmed."""

from collections import Counter
from collections.abc import Iterator

from bot.domain.evidence.durations import lasting
from bot.domain.redrive.job import Job, JobState
from bot.domain.redrive.progress import OTHERS, RedriveProgress
from bot.domain.redrive.route import place
from bot.domain.redrive.tally import Tally, tally
from bot.domain.resource.arn import as_arn

# More reasons than these are not read.
MOST_REASONS = 5
_MANY = "for reasons that their receipts name"


def verdict(job: Job, state: JobState, fault: str, standing: int | None, held: int = 0) -> str:
    """Moved back means accepted by what it goes back to and deleted here, not consumed.

    Args:
        fault: Why it could not go on; empty otherwise.
        standing: How many messages the queue holds now; None where that could not be read.
        held: How many of them are in flight.
    """
    went = job.progress
    counted = tally(went, standing)
    parts = [f"{counted.moved:,} of {counted.promised:,} moved back{_to(went)}"]
    if job.stop_by.user and state is JobState.STOPPED:
        parts.append(f"stopped by {job.stop_by.name}")
    parts.extend(_in_both(went, counted, standing))
    parts.extend(_left_here(went))
    if went.doubled:
        parts.append(f"up to {went.doubled:,} may have been sent twice")
    parts.extend(_rest(counted, held, broken_off=bool(fault) or state is JobState.STOPPED))
    if went.trial and not went.met_any:
        parts.append("SQS returned none of the messages sampled before: press again")
    elif went.kept_enough or went.unproven:
        parts.append("stopped: too many messages could not be moved")
    parts.extend(filter(None, (went.goes_on, fault)))
    return "; ".join(parts)


def watches(job: Job) -> str:
    """What the thread is told once the first are sent; the others go only if nothing speaks against it."""
    went = job.progress
    known = lasting(went.watch.until - went.watch.began) if went.watch else ""
    others = "the other one goes" if went.rest == 1 else f"the other {went.rest:,} go"
    told = f"{went.sent_now:,} of {went.planned:,} sent back{_to(went)} first: {others} by themselves"
    return f"{told} within {known}, unless some of these come back or their consumer fails"


def _to(went: RedriveProgress) -> str:
    """Where they went: what comes back, comes back from there."""
    if len(went.to) > 1:
        return f" to {len(went.to)} {'queues' if _only_queues(went) else 'places'}"
    return f" to {place(went.to[0])}" if went.to else ""


def _only_queues(went: RedriveProgress) -> bool:
    return all(as_arn(each).service == "sqs" for each in went.to)


def _left_here(went: RedriveProgress) -> Iterator[str]:
    """Why they stay, in the order in which that was met; of many reasons those of most messages."""
    whys = {reason: seen for reason, seen in went.kept_why.items() if reason != OTHERS}
    named = dict(Counter(whys).most_common(MOST_REASONS))
    yield from (f"{seen:,} left here: {reason}" for reason, seen in whys.items() if reason in named)
    if others := sum(whys.values()) - sum(named.values()):
        yield f"{others:,} left here: {len(whys) - len(named):,} other reasons, which their receipts name"


def _in_both(went: RedriveProgress, counted: Tally, standing: int | None) -> Iterator[str]:
    places, one = ("queues", "queue") if _only_queues(went) else ("places", "place")
    whys = Counter(went.both.values())
    if len(whys) > MOST_REASONS:
        whys = Counter(each._replace(why=_MANY) for each in went.both.values())
    for (why, for_good), seen in whys.items():
        where = f"in both {places}" if for_good else f"perhaps in both {places}"
        yield f"{seen:,} {where}: sent back, not confirmed deleted here, {why}"
    if counted.perhaps:
        yield f"{counted.perhaps:,} in one {one} or both: sent, but no answer came"
    stay = len(went.both) + len(went.perhaps) + len(went.kept)
    if (went.both or went.perhaps) and standing is not None and standing < stay:
        yield f"messages here now: {standing:,}"


def _rest(counted: Tally, held: int, *, broken_off: bool) -> Iterator[str]:
    """What was never given out: still there, or gone, by a count that SQS calls approximate."""
    in_flight = min(held, counted.left)
    stay = counted.left - in_flight
    if in_flight:
        yield f"{in_flight:,} are held by another consumer and stay"
    if stay:
        yield (
            f"{stay:,} were not tried and stay"
            if broken_off
            else f"{stay:,} were not returned by SQS and stay"
        )
    if counted.gone:
        yield (
            f"{counted.gone:,} are no longer there: purged, expired, taken by another consumer, or counted "
            "wrongly by SQS"
        )
    if counted.unknown:
        yield f"cannot tell whether {counted.unknown:,} more are still there"
