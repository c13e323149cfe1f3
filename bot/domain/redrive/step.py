"""One step of a redrive, as its progress goes: which messages go, and what SQS's answers make of it.

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

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.dead_letters.way_back import NoWayBack, WayBack
from bot.domain.redrive.progress import (
    BESIDE,
    BEYOND,
    MOST_COPIES,
    NEWER,
    OTHERS,
    RedriveProgress,
    keeping,
    receiving,
    shortened,
)
from bot.domain.redrive.sqs_answers import Sent, Undeleted

BEHIND = "behind one of its group that stays"
NOT_SENT = "not sent yet"
_NOT_YET = Undeleted("not asked for yet")


class Sorted(NamedTuple):
    """A received batch, and the progress that knows of it.

    Attributes:
        only_delete: Sent before and not deleted: they must not be sent twice.
        going: To be sent, each group of a FIFO queue in its order.
    """

    progress: RedriveProgress
    only_delete: tuple[ReceivedMessage, ...]
    going: tuple[ReceivedMessage, ...]


def sort_out(
    progress: RedriveProgress, received: Sequence[ReceivedMessage], ways: Mapping[str, WayBack], *, fifo: bool
) -> Sorted:
    """What is to be done with each message of one receive.

    In a FIFO queue the group is the unit: behind one that stays, all of its group stay. SQS gives out no
    later message of a group while an earlier one is hidden (developer guide, "FIFO delivery logic").

    Args:
        ways: The way of each, by message id.
    """
    progress = receiving(progress, [each.message_id for each in received])
    only_delete: list[ReceivedMessage] = []
    going: list[ReceivedMessage] = []
    kept: dict[str, str] = {}
    blocked: set[str] = set()
    room = progress.room
    for each in received:
        if each.message_id in progress.both:
            only_delete.append(each)
            continue
        sent_earlier = each.message_id in progress.earlier
        why = BEHIND if fifo and each.group in blocked else ""
        if progress.trial and not progress.trial.takes(each.message_id):
            why = OTHERS
        why = why or ("" if sent_earlier else _why_not(ways[each.message_id]))
        fresh = _fresh(progress, each.message_id)
        if fresh and room == 0 and why != NEWER:
            if progress.holds_back and progress.rest:
                blocked.add(each.group)
                continue  # its turn comes
            why = OTHERS if progress.trial else BEYOND
        if fresh and why not in BESIDE:
            room -= 1
        if why:
            kept[each.message_id] = why
            blocked.add(each.group)
            continue
        (only_delete if sent_earlier else going).append(each)
    return Sorted(keeping(progress, kept), tuple(only_delete), tuple(going))


def _fresh(progress: RedriveProgress, message_id: str) -> bool:
    """Whether it takes one of the places that are left: it was not met, or did not count."""
    return message_id not in progress.perhaps and progress.kept.get(message_id, BEYOND) in BESIDE


def _why_not(way: WayBack) -> str:
    return way.why if isinstance(way, NoWayBack) else ""


def under_way(progress: RedriveProgress, messages: Sequence[ReceivedMessage]) -> RedriveProgress:
    """As it is noted before a send: whoever finds it so knows no more than that these may be sent."""
    going = [each.message_id for each in messages if each.message_id not in progress.perhaps]
    known = set(going)
    return replace(
        progress,
        perhaps=(*progress.perhaps, *going),
        doubled=progress.doubled + len(messages) - len(going),
        kept={each: why for each, why in progress.kept.items() if each not in known},
        later=tuple(each for each in progress.later if each not in known),
    )


def after_sending(
    progress: RedriveProgress, messages: Sequence[ReceivedMessage], sent: Sent, *, fifo: bool
) -> RedriveProgress:
    """What was accepted is in both places now; what stands in no answer was not sent and is tried again."""
    touched = sent.accepted | sent.unanswered
    twice = [each for each in touched if each in progress.perhaps]
    others = [each for each in progress.perhaps if each not in touched]
    copies = [copy for copy in sent.copies.values() if copy]
    progress = replace(
        progress,
        both={**progress.both, **dict.fromkeys(sorted(sent.accepted), _NOT_YET)},
        perhaps=(*others, *sorted(sent.unanswered)),
        doubled=progress.doubled + len(twice),
        kept={each: reason for each, reason in progress.kept.items() if each not in touched},
        later=tuple(each for each in progress.later if each not in touched),
        copies=(*progress.copies, *copies)[:MOST_COPIES],
        met_again=0 if touched else progress.met_again,
    )
    for_good, later = _unsent(messages, sent, fifo=fifo)
    return keeping(keeping(progress, later, later=True), for_good)


def _unsent(
    messages: Sequence[ReceivedMessage], sent: Sent, *, fifo: bool
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Why the others were not sent: for good, and for now."""
    for_good, later = dict(sent.refused), dict[str, str]()
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


def after_deleting(
    progress: RedriveProgress, asked: Collection[str], undeleted: Mapping[str, Undeleted]
) -> RedriveProgress:
    """What is deleted was moved; what is not stands in both places, for the reason given."""
    done = {each for each in asked if each not in undeleted}
    left = {each: why for each, why in progress.both.items() if each not in done}
    found = {each: undeleted[each] for each in asked if each in undeleted}
    still = {each: why._replace(why=shortened(why.why)) for each, why in found.items()}
    settled = sum(each in progress.earlier for each in done)
    return replace(
        progress,
        moved=progress.moved + len(done),
        settled=progress.settled + settled,
        both={**left, **still},
        earlier=tuple(each for each in progress.earlier if each not in set(asked)),
        met_again=0 if done else progress.met_again,
    )
