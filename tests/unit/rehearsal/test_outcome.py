"""What is said of a letter: by how the handler ended, and by what was refused on the way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rehearsal.calls import Effect, OutwardCall, second_write
from bot.rehearsal.outcome import DEAD, OPEN, Kind, LetterOutcome, compared, outcome
from bot.rehearsal.ran import End, Exited, Raised, Ran, Returned, TimedOut

WRITE = OutwardCall(Effect.WRITE, "dynamodb", "PutItem", "orders")
READ = OutwardCall(Effect.READ, "dynamodb", "GetItem", "customers")
ANSWERED = READ._replace(answered=True)
CONNECTION = OutwardCall(Effect.CONNECTION, target="api.example.com:443")
FULLNAME = "KeyError 'fullname'"
DIED = Raised("KeyError", "'fullname'")
REFUSED = Raised("ClientError", "lastcall rehearse refuses dynamodb PutItem", refused=True)
FAILED = Returned({"batchItemFailures": [{"itemIdentifier": "m-1"}]})


def of(
    end: End, *calls: OutwardCall, known: tuple[str, ...] = (), caught: tuple[Raised, ...] = ()
) -> LetterOutcome:
    return outcome(Ran(end=end, calls=calls, caught=caught), known)


def test_the_same_shape_is_dead_as_before() -> None:
    assert of(DIED, known=(FULLNAME,)) == LetterOutcome(Kind.DIES_AS_BEFORE, FULLNAME)


def test_another_shape_is_dead_as_well() -> None:
    assert of(DIED, known=("KeyError 'name'",)) == LetterOutcome(Kind.DIES_OTHERWISE, FULLNAME)


def test_what_it_died_of_before_is_not_made_up() -> None:
    assert of(DIED).kind is Kind.DIES


def test_a_letter_that_tells_the_message_alone_is_compared_by_that() -> None:
    assert of(Raised("ValueError", "no sku in order 17"), known=("no sku in order #",)).kind is (
        Kind.DIES_AS_BEFORE
    )


def test_a_handler_that_fails_of_the_refusal_came_to_its_first_write() -> None:
    assert of(REFUSED, WRITE).write == WRITE
    assert of(REFUSED, WRITE).kind is Kind.STOPS_AT_WRITE


def test_it_is_the_stand_in_that_says_so_and_not_the_exceptions_words() -> None:
    assert of(REFUSED).kind is Kind.DIES


def test_a_failure_after_a_swallowed_write_that_nothing_ties_to_it_cannot_be_told() -> None:
    assert of(Raised("KeyError", "'name'"), WRITE).kind is Kind.CANNOT_TELL


def test_the_old_shape_after_a_swallowed_write_is_dead_as_before() -> None:
    assert of(DIED, WRITE, known=(FULLNAME,)).kind is Kind.DIES_AS_BEFORE


def test_the_old_shape_after_a_read_without_an_answer_may_come_of_that() -> None:
    assert of(DIED, READ, known=(FULLNAME,)).kind is Kind.CANNOT_TELL


def test_a_read_that_was_answered_changes_nothing() -> None:
    assert of(DIED, ANSWERED, known=(FULLNAME,)).kind is Kind.DIES_AS_BEFORE
    assert of(REFUSED, ANSWERED, WRITE).write == WRITE


@pytest.mark.parametrize("end", [REFUSED, Returned(None)])
@pytest.mark.parametrize("calls", [(READ,), (WRITE, READ), (READ, WRITE), (CONNECTION, WRITE)])
def test_where_a_read_has_no_answer_what_comes_behind_it_proves_nothing(
    end: End, calls: tuple[OutwardCall, ...]
) -> None:
    told = of(end, *calls)
    assert told.kind is Kind.CANNOT_TELL
    assert (READ.name if READ in calls else "api.example.com:443") in told.why


def test_a_handler_that_swallows_the_refusal_returns_after_it() -> None:
    assert of(Returned("ok"), WRITE) == LetterOutcome(Kind.RETURNS_AFTER_WRITE, write=WRITE)


def test_a_handler_that_asks_for_nothing_returns() -> None:
    assert of(Returned(None)).kind is Kind.RETURNS
    assert of(Returned({"batchItemFailures": []})).kind is Kind.RETURNS


def test_a_letter_that_is_reported_as_failed_is_dead_of_what_was_caught_last() -> None:
    assert of(FAILED, caught=(Raised("ValueError", "x"), DIED), known=(FULLNAME,)) == LetterOutcome(
        Kind.DIES_AS_BEFORE, FULLNAME
    )
    assert of(FAILED) == LetterOutcome(Kind.DIES, "reported as failed")


def test_a_letter_that_is_reported_as_failed_because_of_the_refusal_came_to_its_write() -> None:
    assert of(FAILED, WRITE, caught=(DIED, REFUSED)).kind is Kind.STOPS_AT_WRITE
    assert of(FAILED, WRITE, caught=(REFUSED, DIED)).kind is Kind.CANNOT_TELL


def test_a_timeout_of_any_length_is_the_same_death() -> None:
    assert of(TimedOut(30), known=("timeout after 3 s",)).kind is Kind.DIES_AS_BEFORE
    assert of(TimedOut(30), known=(FULLNAME,)).shape == "timeout after 30 s"
    assert of(TimedOut(30), READ).kind is Kind.CANNOT_TELL


def test_a_process_that_ends_is_dead() -> None:
    assert of(Exited(1)).kind is Kind.DIES


def test_a_variable_that_is_not_set_here_says_nothing_of_the_letter() -> None:
    told = of(Raised("KeyError", "'TABLE'", variable="TABLE"), known=(FULLNAME,))
    assert (told.kind, "--env TABLE=VALUE" in told.why) == (Kind.CANNOT_TELL, True)


PASSING = LetterOutcome(Kind.STOPS_AT_WRITE, write=WRITE)


def test_past_is_only_what_the_code_before_did_not_come_to() -> None:
    assert compared(PASSING, LetterOutcome(Kind.DIES, FULLNAME)).past


@pytest.mark.parametrize(
    "before", [PASSING, LetterOutcome(Kind.RETURNS), LetterOutcome(Kind.CANNOT_TELL, why="a read")]
)
def test_where_the_code_before_does_not_die_here_nothing_is_proven(before: LetterOutcome) -> None:
    assert compared(PASSING, before).kind is Kind.CANNOT_TELL
    assert compared(LetterOutcome(Kind.RETURNS), before).kind is Kind.CANNOT_TELL


def test_a_death_stays_a_death_whatever_was_before() -> None:
    dead = LetterOutcome(Kind.DIES_OTHERWISE, "KeyError 'name'")
    assert compared(dead, PASSING) == dead


calls = st.lists(
    st.builds(OutwardCall, st.sampled_from(Effect), st.just("s"), st.just("Op"), answered=st.booleans())
)
raised = st.builds(Raised, st.sampled_from(["KeyError", "E"]), st.just("'fullname'"), st.booleans())
ends = (
    raised
    | st.builds(Exited, st.integers())
    | st.builds(TimedOut, st.just(3.0))
    | st.sampled_from([FAILED, Returned(None), Returned([]), Returned({"batchItemFailures": None})])
)


@given(ends, calls, st.lists(raised), st.sampled_from([(), (FULLNAME,)]))
def test_nothing_passes_behind_what_was_asked_and_not_answered(
    end: End, made: list[OutwardCall], caught: list[Raised], known: tuple[str, ...]
) -> None:
    told = outcome(Ran(end=end, calls=tuple(made), caught=tuple(caught)), known)
    open_ends = [each for each in made if not each.answered and each.effect is not Effect.WRITE]
    if told.kind not in DEAD | OPEN:
        assert not open_ends
        assert isinstance(end, Returned) or (isinstance(end, Raised) and end.refused)
    assert (told.kind in OPEN) == bool(told.why)


# -- twice in a row

TOKEN = ("MessageDeduplicationId", "order-17")


@pytest.mark.parametrize(
    ("first", "second", "said"),
    [
        (WRITE, WRITE, "the second write would not be conditional"),
        (WRITE, WRITE._replace(condition="If-None-Match"), "would be conditional (If-None-Match)"),
        (WRITE, None, "does not come to a write"),
        (WRITE._replace(token=TOKEN), WRITE._replace(token=TOKEN), "the same MessageDeduplicationId"),
        (WRITE._replace(token=TOKEN), WRITE._replace(token=("ClientToken", "2")), "not be conditional"),
    ],
)
def test_the_second_write_is_told_by_what_it_names(
    first: OutwardCall, second: OutwardCall | None, said: str
) -> None:
    assert said in second_write(first, second)
