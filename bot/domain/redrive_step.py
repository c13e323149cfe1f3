"""One step of a redrive, as what it does to the job: which messages go, and what SQS's answers make of it.

    received ──┬─ was sent before, not deleted ──► delete only
               ├─ stays, with its reason ────────► kept; in a FIFO queue all of its group behind it
               └─ goes ──► sent ──┬─ accepted ───► both places ──► deleted ──► moved
                                  ├─ no answer ──► perhaps
                                  └─ not sent ───► kept

Whatever is accepted counts as in both places until its delete is confirmed: a step that is broken off
anywhere, or answered in part, claims nothing that nobody confirmed.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from bot.domain.dead_letter import ReceivedMessage
from bot.domain.job import BESIDE, BEYOND, MOST_COPIES, NEWER, OTHERS, Job, keeping, receiving
from bot.domain.redrive_plan import may_move
from bot.domain.sqs_answers import Sent, Undeleted

BEHIND = "behind one of its group that stays"
NOT_SENT = "not sent yet"
_NOT_YET = Undeleted("not asked for yet")


class Sorted(NamedTuple):
    """A received batch, and the job that knows of it.

    Attributes:
        only_delete: Sent before and not deleted: they must not be sent twice.
        going: To be sent, each group of a FIFO queue in its order.
    """

    job: Job
    only_delete: tuple[ReceivedMessage, ...]
    going: tuple[ReceivedMessage, ...]


def sort_out(
    job: Job, received: Sequence[ReceivedMessage], sources: Collection[str], *, fifo: bool
) -> Sorted:
    """What is to be done with each message of one receive.

    In a FIFO queue the group is the unit: behind one that stays, all of its group stay. SQS gives out no
    later message of a group while an earlier one is hidden (developer guide, "FIFO delivery logic").
    """
    job = receiving(job, [each.message_id for each in received])
    only_delete: list[ReceivedMessage] = []
    going: list[ReceivedMessage] = []
    kept: dict[str, str] = {}
    blocked: set[str] = set()
    room = job.room
    for each in received:
        if each.message_id in job.both:
            only_delete.append(each)
            continue
        sent_earlier = each.message_id in job.earlier
        why = BEHIND if fifo and each.group in blocked else ""
        if job.trial and not job.trial.takes(each.message_id):
            why = OTHERS
        why = why or ("" if sent_earlier else may_move(each, job.sent_before, sources))
        fresh = each.message_id not in job.perhaps and job.kept.get(each.message_id, BEYOND) in BESIDE
        if fresh and room == 0 and why != NEWER:
            why = OTHERS if job.trial else BEYOND
        if fresh and why not in BESIDE:
            room -= 1
        if why:
            kept[each.message_id] = why
            blocked.add(each.group)
            continue
        (only_delete if sent_earlier else going).append(each)
    return Sorted(keeping(job, kept), tuple(only_delete), tuple(going))


def under_way(job: Job, messages: Sequence[ReceivedMessage]) -> Job:
    """The job as it is noted before a send: whoever finds it so knows no more than that these may be sent."""
    going = [each.message_id for each in messages if each.message_id not in job.perhaps]
    known = set(going)
    return replace(
        job,
        perhaps=(*job.perhaps, *going),
        doubled=job.doubled + len(messages) - len(going),
        kept={each: why for each, why in job.kept.items() if each not in known},
        later=tuple(each for each in job.later if each not in known),
    )


def after_sending(job: Job, messages: Sequence[ReceivedMessage], sent: Sent) -> Job:
    """What was accepted is in both places now; what stands in no answer was not sent and is tried again."""
    touched = sent.accepted | sent.unanswered
    twice = [each for each in touched if each in job.perhaps]
    others = [each for each in job.perhaps if each not in touched]
    copies = [copy for copy in sent.copies.values() if copy]
    job = replace(
        job,
        both={**job.both, **dict.fromkeys(sorted(sent.accepted), _NOT_YET)},
        perhaps=(*others, *sorted(sent.unanswered)),
        doubled=job.doubled + len(twice),
        kept={each: reason for each, reason in job.kept.items() if each not in touched},
        later=tuple(each for each in job.later if each not in touched),
        copies=(*job.copies, *copies)[:MOST_COPIES],
        met_again=0 if touched else job.met_again,
    )
    for_good, later = _unsent(job, messages, sent)
    return keeping(keeping(job, later, later=True), for_good)


def _unsent(
    job: Job, messages: Sequence[ReceivedMessage], sent: Sent
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Why the others were not sent: for good, and for now."""
    for_good, later = dict(sent.refused), dict[str, str]()
    fifo = job.queue.endswith(".fifo")
    stay: dict[str, dict[str, str]] = {}
    for each in messages:
        if each.message_id in sent.accepted or each.message_id in sent.unanswered:
            continue
        ahead = stay.get(each.group) if fifo else None
        if each.message_id in for_good:
            stay[each.group] = for_good
        elif ahead is None:
            later[each.message_id] = sent.later.get(each.message_id, NOT_SENT)
            stay[each.group] = later
        else:
            ahead[each.message_id] = BEHIND
    return for_good, later


def after_deleting(job: Job, asked: Collection[str], undeleted: Mapping[str, Undeleted]) -> Job:
    """What is deleted was moved; what is not stands in both places, for the reason given."""
    done = {each for each in asked if each not in undeleted}
    left = {each: why for each, why in job.both.items() if each not in done}
    still = {each: undeleted[each] for each in asked if each in undeleted}
    return replace(
        job,
        moved=job.moved + len(done),
        both={**left, **still},
        earlier=tuple(each for each in job.earlier if each not in set(asked)),
        met_again=0 if done else job.met_again,
    )
