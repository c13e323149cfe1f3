"""How far a redrive went: each message it met counts once."""

from dataclasses import replace

from bot.domain.redrive.job import JobState
from bot.domain.redrive.progress import BEYOND, NEWER, keeping, receiving
from bot.domain.redrive.sqs_answers import Undeleted
from bot.domain.redrive.words import verdict
from tests.unit.domain.jobs import JOB

NOTHING_YET = JOB.progress
DENIED = Undeleted("denied", for_good=True)


def test_what_stays_is_counted_once_and_by_its_latest_reason() -> None:
    first = keeping(NOTHING_YET, {"m-1": "too new", "m-2": "no source", "m-3": "no source"})
    again = keeping(first, {"m-1": "no source", "m-2": "no source"})
    assert (again.kept_count, again.kept_why) == (3, {"no source": 3})


def test_only_what_was_never_kept_is_new() -> None:
    kept = keeping(NOTHING_YET, {"m-1": "no source", "m-2": "no source"})
    again = receiving(receiving(kept, ["m-1"]), ["m-1", "m-2"])
    assert again.met_again == 3
    assert receiving(again, ["m-1", "m-3"]).met_again == 0


def test_what_was_sent_is_not_merely_kept() -> None:
    progress = replace(NOTHING_YET, both={"m-1": DENIED}, perhaps=("m-2",))
    assert keeping(progress, {"m-1": "no source", "m-2": "no source", "m-3": "no source"}).kept.keys() == {
        "m-3"
    }


def test_what_came_later_takes_no_room_of_what_was_promised() -> None:
    progress = keeping(NOTHING_YET, {"m-1": NEWER, "m-2": BEYOND, "m-3": "no source"})
    assert (progress.kept_count, progress.room) == (1, 2)


def test_with_no_room_left_only_what_is_to_be_tried_again_is_worth_receiving_for() -> None:
    full = replace(NOTHING_YET, moved=2, both={"m-1": DENIED})
    assert receiving(full, ["m-9"]).empty_reads == 1
    assert receiving(full, ["m-9", "m-1"]).empty_reads == 0


def test_what_an_earlier_redrive_had_no_answer_for_counts_once_it_is_met() -> None:
    progress = receiving(replace(NOTHING_YET, earlier_perhaps=("m-1", "m-2")), ["m-2", "m-3"])
    assert (progress.perhaps, progress.earlier_perhaps) == (("m-2",), ("m-1",))


def test_of_many_reasons_the_verdict_names_those_of_most_messages() -> None:
    kept = {f"m-{n}-{again}": f"reason {n}" for n in range(9) for again in range(n + 1)}
    told = verdict(replace(JOB, progress=replace(NOTHING_YET, planned=45, kept=kept)), JobState.DONE, "", 45)
    assert "9 left here: reason 8" in told
    assert "10 left here: 4 other reasons, which their receipts name" in told
    assert "reason 3" not in told
