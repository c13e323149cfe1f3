"""The step of a redrive: whatever SQS answers, nothing is claimed that nobody confirmed, and all adds up."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.dead_letters.fifo_order import after, firsts
from bot.domain.dead_letters.way_back import NoWayBack, WayBack
from bot.domain.evidence.trial import Trial
from bot.domain.redrive.progress import RedriveProgress
from bot.domain.redrive.route import by_sqs
from bot.domain.redrive.sqs_answers import Sent, Undeleted
from bot.domain.redrive.step import BEHIND, Sorted, after_deleting, after_sending, sort_out
from bot.domain.redrive.tally import tally
from tests.unit.domain.jobs import JOB
from tests.unit.domain.test_redrive_plan import AFTER, BEFORE, SOURCE

NOTHING_YET = JOB.progress


def message(number: int, group: str = "", *, moves: bool = True, newer: bool = False) -> ReceivedMessage:
    system = {"SentTimestamp": AFTER if newer else BEFORE}
    system |= {"DeadLetterQueueSourceArn": SOURCE} if moves else {}
    system |= {"MessageGroupId": group} if group else {}
    return ReceivedMessage(f"m-{number}", f"r-{number}", "{}", system, {})


def ways(progress: RedriveProgress, received: Sequence[ReceivedMessage]) -> dict[str, WayBack]:
    unknown = NoWayBack("nobody knows")
    return {each.message_id: by_sqs(each, progress.sent_before, (SOURCE,)) or unknown for each in received}


made = st.builds(
    lambda group, moves, newer: (group, moves, newer),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from([True, True, False]),
    st.sampled_from([False, False, True]),
)
any_batch = st.lists(made, min_size=1, max_size=10).map(
    lambda each: [message(n, group, moves=moves, newer=newer) for n, (group, moves, newer) in enumerate(each)]
)
SEND_ANSWERS = ("accepted", "refused", "unanswered", "later", "not spoken of")
DELETE_ANSWERS = ("deleted", "passes", "for good")


def answered(data: st.DataObject, messages: Sequence[ReceivedMessage]) -> Sent:
    by_answer: dict[str, list[str]] = {}
    for each in messages:
        by_answer.setdefault(data.draw(st.sampled_from(SEND_ANSWERS)), []).append(each.message_id)
    return Sent(
        frozenset(by_answer.get("accepted", ())),
        dict.fromkeys(by_answer.get("refused", ()), "too large"),
        frozenset(by_answer.get("unanswered", ())),
        dict.fromkeys(by_answer.get("later", ()), "throttled"),
    )


def step(
    data: st.DataObject, progress: RedriveProgress, received: Sequence[ReceivedMessage], *, fifo: bool = False
) -> tuple[Sorted, RedriveProgress]:
    batch = sort_out(progress, received, ways(progress, received), fifo=fifo)
    progress = batch.progress
    sent = answered(data, batch.going)
    progress = after_sending(progress, batch.going, sent, fifo=fifo)
    asked = [each.message_id for each in batch.only_delete] + sorted(sent.accepted)
    answers = {each: data.draw(st.sampled_from(DELETE_ANSWERS)) for each in asked}
    undeleted = {
        each: Undeleted(how, for_good=how == "for good") for each, how in answers.items() if how != "deleted"
    }
    return batch, after_deleting(progress, asked, undeleted)


@given(st.data(), any_batch, st.integers(1, 12), st.integers(0, 30))
def test_any_answers_add_up_to_what_was_promised(
    data: st.DataObject, received: list[ReceivedMessage], planned: int, standing: int
) -> None:
    progress = replace(NOTHING_YET, planned=planned)
    for _ in range(3):
        gone = progress.moved
        _, progress = step(
            data, progress, [each for each in received if each.message_id not in _done(progress, received)]
        )
        assert progress.moved >= gone
        counted = tally(progress, data.draw(st.sampled_from([standing, None])))
        assert counted.promised == sum(counted[1:-1])
        assert min(counted) >= 0
        assert counted.moved + counted.both + counted.perhaps <= planned


def _done(progress: RedriveProgress, received: Sequence[ReceivedMessage]) -> set[str]:
    """What nobody gives out any more: as many as were moved."""
    known = progress.both.keys() | set(progress.perhaps) | progress.kept.keys()
    return {each.message_id for each in [r for r in received if r.message_id not in known][: progress.moved]}


@given(st.data(), any_batch)
def test_what_was_accepted_once_is_never_sent_again(
    data: st.DataObject, received: list[ReceivedMessage]
) -> None:
    _, progress = step(data, replace(NOTHING_YET, planned=10), received)
    again, _ = step(data, progress, received)
    assert not {each.message_id for each in again.going} & progress.both.keys()
    later = replace(NOTHING_YET, planned=10, earlier=tuple(progress.both))
    next_press = sort_out(later, received, ways(later, received), fifo=False)
    assert not {each.message_id for each in next_press.going} & progress.both.keys()


@given(st.data(), any_batch)
def test_in_a_fifo_queue_nothing_goes_behind_one_of_its_group_that_stays(
    data: st.DataObject, received: list[ReceivedMessage]
) -> None:
    batch, _ = step(data, replace(NOTHING_YET, planned=data.draw(st.integers(1, 10))), received, fifo=True)
    going = [each.message_id for each in batch.going]
    for stays in (each for each in received if each.message_id not in going):
        behind = received[received.index(stays) + 1 :]
        assert not [each for each in behind if each.group == stays.group and each.message_id in going]


@given(st.data(), any_batch)
def test_a_group_is_sent_in_turns_up_to_its_first_that_was_not_accepted(
    data: st.DataObject, waiting: list[ReceivedMessage]
) -> None:
    accepted, tried = set[str](), list[ReceivedMessage]()
    left: Sequence[ReceivedMessage] = waiting
    while left:
        turn = firsts(left)
        assert len({each.group for each in turn}) == len(turn)
        tried += turn
        accepted |= {each.message_id for each in turn if data.draw(st.booleans())}
        left = after(left, accepted)
    for group in {each.group for each in waiting}:
        of_group = [each.message_id for each in waiting if each.group == group]
        known = [each.message_id for each in tried if each.group == group]
        assert known == of_group[: len(known)]
        assert all(each in accepted for each in known[:-1])


def test_behind_one_that_is_refused_for_good_the_group_is_not_tried_again() -> None:
    batch = [message(n, "a") for n in range(3)]
    progress = after_sending(
        replace(NOTHING_YET, planned=3), batch, Sent(frozenset(), {"m-0": "too large"}), fifo=True
    )
    assert (progress.kept, progress.later) == ({"m-0": "too large", "m-1": BEHIND, "m-2": BEHIND}, ())


def test_behind_one_that_may_pass_the_group_is_tried_again() -> None:
    batch = [message(n, "a") for n in range(2)]
    progress = after_sending(
        replace(NOTHING_YET, planned=2), batch, Sent(frozenset(), {}, later={"m-0": "throttled"}), fifo=True
    )
    assert (progress.kept, set(progress.later)) == ({"m-0": "throttled", "m-1": BEHIND}, {"m-0", "m-1"})


def test_what_was_not_answered_and_is_accepted_later_may_have_been_sent_twice() -> None:
    batch = [message(0)]
    once = after_sending(NOTHING_YET, batch, Sent(frozenset(), {}, frozenset({"m-0"})), fifo=False)
    assert (once.perhaps, once.doubled) == (("m-0",), 0)
    twice = after_sending(once, batch, Sent(frozenset({"m-0"}), {}), fifo=False)
    assert (twice.perhaps, twice.doubled, set(twice.both)) == ((), 1, {"m-0"})


@given(data=st.data(), received=any_batch, among=st.sets(st.integers(0, 9)), fifo=st.booleans())
def test_a_trial_takes_one_of_those_it_may_and_leaves_all_others(
    data: st.DataObject, received: list[ReceivedMessage], among: set[int], *, fifo: bool
) -> None:
    trial = Trial(tuple(f"m-{n}" for n in sorted(among)), "KeyError")
    progress = replace(NOTHING_YET, planned=1, trial=trial)
    batch, after_it = step(data, progress, received, fifo=fifo)
    again, after_both = step(data, after_it, received, fifo=fifo)
    for each in (*batch.going, *again.going):
        assert trial.takes(each.message_id)
    tried = {each.message_id for each in (*batch.going, *again.going)}
    assert len(tried) <= 1
    assert after_both.moved <= 1


def test_a_trial_finds_its_message_behind_others_of_a_fifo_queue() -> None:
    progress = replace(NOTHING_YET, planned=1, trial=Trial(("m-2",)))
    received = [message(1, "a"), message(2, "b"), message(3, "b")]
    going = sort_out(progress, received, ways(progress, received), fifo=True).going
    assert [each.message_id for each in going] == ["m-2"]


def test_in_a_fifo_queue_a_trial_does_not_overtake_its_own_group() -> None:
    progress = replace(NOTHING_YET, planned=1, trial=Trial(("m-2",)))
    received = [message(1, "a"), message(2, "a")]
    assert sort_out(progress, received, ways(progress, received), fifo=True).going == ()
