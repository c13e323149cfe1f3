"""Receipts: a file of them tells by itself whether a byte of it was changed."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.redrive.chain import NO_RECEIPTS
from bot.domain.redrive.job import Job
from bot.domain.redrive.ledger import closing, ends_of, summed, verify
from bot.domain.redrive.receipt import End, Receipt, lines_of
from tests.contract.aws.examples import ARN, job
from tests.fakes.clock import NOON

receipts = st.builds(
    Receipt,
    message=st.sampled_from(["m-1", "m-2", "m-3"]) | st.text(min_size=1),
    content=st.text("0123456789abcdef", min_size=64, max_size=64),
    end=st.sampled_from(End),
    at=st.just(NOON) | st.just(NOON + timedelta(microseconds=1)),
    to=st.sampled_from(["", ARN]),
    copy=st.sampled_from(["", "copy-1"]),
    why=st.text(),
)


def file_of(given_job: Job, found: list[Receipt]) -> bytes:
    lines, chain = lines_of(given_job, found)
    ledger = summed(given_job.progress.planned, {each.message: each.end for each in found})
    last = closing(replace(given_job, receipts=chain), ledger)
    return "".join(f"{each}\n" for each in [*lines, last]).encode()


files = st.lists(receipts, max_size=5).map(lambda found: file_of(job(), found))


@given(files)
def test_what_is_as_it_was_written_is_whole(data: bytes) -> None:
    assert verify(data) == []


@given(st.data(), files)
def test_any_changed_byte_is_found_and_its_line_is_named(data: st.DataObject, whole: bytes) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda each: each != whole[place]))
    found = verify(whole[:place] + bytes([byte]) + whole[place + 1 :])
    assert whole.count(b"\n", 0, place) + 1 in {each.line for each in found}


@given(st.data(), files)
def test_any_byte_that_is_missing_or_added_is_found(data: st.DataObject, whole: bytes) -> None:
    place = data.draw(st.integers(0, len(whole) - 1))
    assert verify(whole[:place] + whole[place + 1 :])
    assert verify(whole[:place] + bytes([data.draw(st.integers(0, 255))]) + whole[place:])


@given(st.data(), st.lists(receipts, min_size=1, max_size=5).map(lambda found: file_of(job(), found)))
def test_any_line_that_is_missing_doubled_or_moved_is_found(data: st.DataObject, whole: bytes) -> None:
    lines = whole.splitlines(keepends=True)
    one = data.draw(st.integers(0, len(lines) - 1))
    other = data.draw(st.integers(0, len(lines) - 1).filter(lambda each: each != one))
    swapped = [*lines]
    swapped[one], swapped[other] = lines[other], lines[one]
    for changed in (lines[:one] + lines[one + 1 :], [*lines[:one], lines[one], *lines[one:]], swapped):
        assert verify(b"".join(changed))


@given(st.lists(receipts, min_size=1, max_size=5))
def test_lines_of_another_job_are_found(found: list[Receipt]) -> None:
    own, others = file_of(job(), found).splitlines(True), file_of(job("01J1"), found).splitlines(True)
    assert verify(b"".join([*others[:-1], own[-1]]))
    assert verify(b"".join([*own[:-1], others[-1]]))


@given(st.lists(receipts, max_size=12), st.integers(0, 12))
def test_the_sum_adds_up_to_what_was_promised(found: list[Receipt], promised: int) -> None:
    ends = ends_of([{"message": each.message, "end": each.end} for each in found])
    moved = sum(end in {End.MOVED, End.BOTH, End.PERHAPS} for end in ends.values())
    ledger = summed(max(promised, moved), ends)
    assert ledger.promised == sum(ledger[1:-1])
    assert sum(ledger[1:]) - ledger.unknown == len(ends)
    assert min(ledger) >= 0


@given(st.binary(max_size=300))
def test_what_is_no_file_of_receipts_is_not_whole(data: bytes) -> None:
    assert verify(data)


def test_a_sum_of_other_receipts_is_found() -> None:
    lines, chain = lines_of(job(), [Receipt("m-1", "c0ffee", End.MOVED, NOON)])
    last = closing(job(receipts=chain), summed(37, {"m-1": End.KEPT}))
    (problem,) = verify("".join(f"{each}\n" for each in [*lines, last]).encode())
    assert (problem.line, problem.why) == (2, "it sums up other receipts than these")


def test_a_job_without_receipts_has_a_whole_file() -> None:
    assert job().receipts == NO_RECEIPTS
    assert file_of(job(), []).count(b"\n") == 1
    assert str(summed(37, {})) == "37 = 0 moved + 0 kept + 37 unknown"


def test_the_sum_names_both_places_only_where_something_is_there() -> None:
    ends = {"m-1": End.MOVED, "m-2": End.BOTH, "m-3": End.PERHAPS, "m-4": End.KEPT, "m-5": End.BESIDE}
    assert (
        str(summed(4, ends)) == "4 = 1 moved + 1 in both places + 1 in one place or both + 1 kept + 0 unknown"
    )
