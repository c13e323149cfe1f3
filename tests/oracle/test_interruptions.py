"""How often a story interrupts people, and with what: counted, and each of it needed."""

from collections.abc import Iterator, Sequence

import pytest

from tests.oracle import stories
from tests.oracle.cloudwatch import MINUTES_LATE, Late
from tests.oracle.functions import Code, Form
from tests.oracle.interruptions import SHOP, Interruptions, interruptions
from tests.oracle.people import Watched, summary
from tests.scenario.harness import Harness

pytestmark = pytest.mark.timeout(120)

late = pytest.mark.parametrize("late", [Late(), MINUTES_LATE], ids=["AWS at its fastest", "AWS late"])
# Each of these stood in a thread, or was called out, where nobody had to act or to know.
NOT_NEEDED = ("the alarm says OK, but", "they would pass now", "First loss in 6 h", "is catching up")


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(SHOP, strict=False) as h:
        yield h


def told(watched: Watched) -> Interruptions:
    assert "\n".join(summary(watched.false)) == ""
    found = interruptions(watched.h)
    said = [*found.replies, *(text for _, text in found.mentions)]
    assert [text for text in said if any(words.lower() in text.lower() for words in NOT_NEEDED)] == []
    return found


def called_by_steps(found: Interruptions) -> list[tuple[str, str]]:
    """Who, by which step."""
    known = [(name, text.rpartition("Escalation ")) for name, text in found.mentions]
    return [(name, step[: len("step 1")]) for name, (_, called, step) in known if called]


def containing(texts: Sequence[str], words: str) -> list[str]:
    return [text for text in texts if words in text]


@late
@pytest.mark.parametrize("part", ["orders", "parcels", "mails", "clicks", "thumbnails"])
def test_left_alone_it_is_one_message_and_one_call_a_person_and_step(
    h: Harness, part: str, late: Late
) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, late, [part]))
    stories.left_alone(watched)
    found = told(watched)
    assert len(found.roots) == 1
    steps = called_by_steps(found)
    assert len(steps) == len(set(steps)) == len(found.mentions) > 0
    # No resolution that was none, and nothing that fired again after it.
    assert containing(found.replies, "Resolved") == containing(found.replies, "fired again") == []
    assert len(found.replies) <= 3


@late
@pytest.mark.parametrize("part", ["clicks", "thumbnails"])
def test_mended_at_once_it_says_what_it_is_and_that_it_is_over(h: Harness, part: str, late: Late) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, late, [part]))
    watched.mend()
    watched.run(minutes=22)
    found = told(watched)
    assert (len(found.roots), found.called("ana")[1:]) == (1, [])
    assert len(containing(found.replies, "Resolved")) == 1
    assert containing(found.replies, "Late: ") == containing(found.replies, "fired again") == []


def test_what_came_back_is_told_to_whoever_redrove_it_once(h: Harness) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["orders"]))
    watched.redrive()
    watched.run(minutes=10)
    found = told(watched)
    assert len(found.roots) == 1
    (back,) = containing(found.called("ana"), "came back")
    assert "4 of 4 came back with KeyError 'fullname'" in back
    assert containing(found.replies, "It seemed over") == []


@pytest.mark.parametrize("held", [True, False], ids=["held", "open"])
def test_tenfold_growth_calls_again_within_a_quarter_of_an_hour(h: Harness, held: object) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["orders"]))
    if held:
        watched.acknowledge()
    watched.run(minutes=50)
    before = len(interruptions(h).mentions)
    watched.send(Form.NEW, 68)
    watched.run(minutes=18)
    found = told(watched)
    said = [*found.replies, *(text for _, text in found.mentions)]
    assert len(containing(said, "It has grown from 4 to ")) == 1
    assert len(found.mentions) > before


def test_a_flood_is_told_of_by_one_voice(h: Harness) -> None:
    """Two that spoke within seconds once contradicted each other."""
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["orders"]))
    watched.send(Form.NEW, 68)
    watched.run(minutes=14)
    found = told(watched)
    assert len(found.roots) == 1
    verdicts = containing(found.replies, "Now: ")
    assert len(verdicts) <= 1


def test_what_a_person_sent_again_at_once_is_over_without_a_word_against_it(h: Harness) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["mails"]))
    watched.mend()
    watched.send_the_dead_again()
    watched.run(minutes=12)
    found = told(watched)
    assert containing(found.replies, "still fails") == []
    assert len(containing(found.replies, "Resolved")) == 1


def test_a_resolution_says_what_was_skipped_and_what_is_still_in_force(h: Harness) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["clicks"]))
    watched.mitigate()
    watched.run(minutes=12)
    found = told(watched)
    (over,) = containing(found.replies, "Resolved")
    assert "1 record was skipped and is kept in clicks-skipped (incident " in over
    assert "in force until undone: mapping of clicks to clicks-counter: bisect on, 3 retries" in over
    assert containing(found.called("ana"), "Late: ") == []


def test_what_a_person_let_skip_calls_nobody_and_is_told_where_it_was_pressed(h: Harness) -> None:
    """Whoever pressed was told where it goes; the queue it fills is an incident all the same."""
    watched = stories.broken(Watched(h, Code.BUGGY, Late(), ["clicks"]))
    watched.mitigate()
    before = len(interruptions(h).mentions)
    watched.run(minutes=12)
    found = told(watched)
    assert len(found.roots) == 2
    assert found.mentions[before:] == []
    (card,) = watched.cards("skipped")
    assert "as ana allowed" in card.text
    skipped = h.incident("clicks-skipped")
    assert watched.card is not None
    (said,) = containing([each.text for each in watched.card.replies], "as ana allowed")
    assert said.startswith(
        f"1 record was skipped, as ana allowed: see clicks-skipped (incident {skipped.id})"
    )
