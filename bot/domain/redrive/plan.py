"""What a redrive would do, decided before anything moves."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple, assert_never

from bot.domain.alarm.alarm_kind import Action, AlarmKind
from bot.domain.dead_letters.dead_letter import QueueFacts
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.trial import Trial
from bot.domain.evidence.worked_since import Answer, Since, one_passed, passed_in_words, worked_since
from bot.domain.incident.command import Agreed
from bot.domain.incident.follow_up import FollowUp, redrive_of
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.redrive.came_back import returned
from bot.domain.redrive.job import Job
from bot.domain.redrive.route import any_way
from bot.domain.redrive.stages import first_of


class RedrivePlan(NamedTuple):
    """Attributes:
    planned: How many go back: of those that stand there, at most what somebody agreed to.
    since: How many more came since that, and stay.
    trial: Which one message is tried first; then `left` of those agreed to stay.
    first: How many go before the others, which wait for these to be watched; 0 where none waits.
    warnings: What a person should know before pressing; none of them forbids it.
    """

    queue: str
    destinations: tuple[str, ...]
    planned: int
    sent_before: datetime
    warnings: tuple[str, ...] = ()
    since: int = 0
    trial: Trial | None = None
    left: int = 0
    first: int = 0


def may_redrive(evidence: Evidence | None) -> bool:
    """Whether nothing known refuses a redrive, as `plan_redrive` would."""
    if evidence is None:
        return True
    return not (evidence.seen_empty or evidence.pushes_on) and any_way(evidence)


def may_try(evidence: Evidence | None) -> bool:
    """Whether one should be tried before the others: where none like it is known to have passed."""
    several = evidence is not None and isinstance(evidence.depth, Depth) and evidence.depth.total > 1
    return several and may_redrive(evidence) and not one_passed(evidence)


def plan_redrive(
    incident: Incident,
    kind: AlarmKind,
    queue: QueueFacts | Missing,
    destinations: Sequence[str] | Missing,
    now: datetime,
    *,
    before: Job | None = None,
    agreed: Agreed | None = None,
    trial: Trial | None = None,
) -> RedrivePlan | Refused:
    """The plan of a redrive of a whole queue, or why there is none.

    Args:
        before: The redrive that ended last, of the same incident.
        agreed: What the window promised to whoever pressed: that moves, however many stand there now.
        trial: Which message is tried, where no more than one is to go.
    """
    if refused := _refused(incident, kind):
        return refused
    if isinstance(queue, Missing):
        return Refused(f"Could not read the queue: {queue.reason}")
    if isinstance(destinations, Missing):
        return Refused(f"No way back is open: {destinations.reason}")
    if refused := _refused_by(queue, destinations):
        return refused
    standing = queue.visible + queue.in_flight + queue.delayed
    given = agreed or Agreed(standing, now)
    back = returned(incident, standing)
    known = back or _not_known_yet(redrive_of(incident.follow_ups), now)
    warnings = (*((known,) if known else ()), *_warnings(incident.evidence, queue, before))
    since, going = max(standing - given.messages, 0), 1 if trial else given.messages
    left, first = given.messages - going, first_of(going)
    return RedrivePlan(queue.arn, tuple(destinations), going, given.at, warnings, since, trial, left, first)


def _refused(incident: Incident, kind: AlarmKind) -> Refused | None:
    if Action.REDRIVE not in kind.actions:
        return Refused("There is nothing to redrive here: this alarm is not about a dead-letter queue.")
    return Refused("A redrive of this queue is already running.") if incident.live_job else None


def _refused_by(queue: QueueFacts, destinations: Sequence[str]) -> Refused | None:
    if not destinations:
        return Refused(
            "No queue uses this one as its dead-letter queue, and no function that gives up into it is "
            "confirmed, so there is no known way back."
        )
    if pushes := queue.pushes_on:
        return Refused(f"Not redriven: {pushes}. Remove its redrive policy for now, then press again.")
    empty = queue.visible + queue.in_flight + queue.delayed == 0
    return Refused("The queue is empty: there is nothing to redrive.") if empty else None


def _not_known_yet(redrive: FollowUp | None, now: datetime) -> str:
    """What was sent back just now may still come back, and says more than any number."""
    if redrive is None or redrive.back or redrive.back_by is None or redrive.back_by <= now:
        return ""
    sent = f"{redrive.moved:,} redriven {lasting(now - redrive.at)} ago"
    return f"{sent} may still come back: in {lasting(redrive.back_by - now)} it will be known."


def _warnings(evidence: Evidence | None, queue: QueueFacts, before: Job | None) -> tuple[str, ...]:
    """What is most likely to do harm first: people press before they have read the last line."""
    warnings = [*_of_the_consumer(evidence), *_of_the_last_one(before)]
    if queue.fifo:
        warnings.append("Order will change: newer messages of a group may already have been processed.")
    warnings.append("The consumer may see these messages a second time: it must be idempotent.")
    if queue.in_flight:
        warnings.append(f"{queue.in_flight} are in flight and can only be moved once they are visible again.")
    return tuple(warnings)


def _of_the_last_one(before: Job | None) -> Iterator[str]:
    if before is None:
        return
    left = before.progress
    if both := len(left.both) + len(left.earlier):
        yield (
            f"Up to {both} of them were sent back before and not deleted here: these will only be deleted, "
            "not sent again."
        )
    if perhaps := len(left.perhaps) + len(left.earlier_perhaps):
        yield f"Up to {perhaps} of them may have been sent back before, so these may arrive twice."


def _of_the_consumer(evidence: Evidence | None) -> tuple[str, ...]:
    since = worked_since(evidence) if evidence else None
    if evidence is None or not isinstance(since, Since):
        return ("Could not read whether the consumer still fails.",)
    ago = f"{lasting(evidence.taken_at - since.failed.by)} before the last look" if since.failed else ""
    match since.answer:
        case Answer.FAILS:
            return (
                "The consumer failed just before the last look: they come back unless that was fixed since.",
            )
        case Answer.CHANGED:
            told = "they may come back: none of these is known to have been tried since"
            return (f"The consumer was changed after its last failure, {ago}; {told}.",)
        case Answer.PASSED:
            return (
                f"{passed_in_words(evidence.tried, evidence.taken_at)}: the others may fail differently.",
            )
        case Answer.UNTRIED:
            known = f"No failure is known since {ago}, but" if ago else "No failure is known, but"
            return (f"{known} nothing shows that these would pass now: they may come back.",)
        case _:
            assert_never(since.answer)
