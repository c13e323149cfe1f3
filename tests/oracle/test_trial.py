"""One message is tried first: it is one, and what became of it is said when it is known, and not before."""

from collections.abc import Iterator

import pytest

from tests.oracle.cloudwatch import MINUTES_LATE, Late
from tests.oracle.functions import Code, Form
from tests.oracle.people import Watched, summary
from tests.scenario.harness import Harness
from tests.scenario.harness.places import ANA

pytestmark = pytest.mark.timeout(120)


@pytest.fixture(params=[Late(), MINUTES_LATE], ids=["AWS at its fastest", "AWS late"])
def watched(request: pytest.FixtureRequest) -> Iterator[Watched]:
    """Four orders died of a consumer that does not know their new form."""
    with Harness(strict=False) as h:
        watched = Watched(h, Code.BUGGY, request.param)
        watched.send(Form.OLD, 6)
        watched.run(minutes=3)
        watched.send(Form.NEW, 4)
        watched.run(minutes=16)
        assert dead(watched) == 4
        yield watched


def dead(watched: Watched) -> int:
    return len(watched.part.moment().dead)


def offered(watched: Watched) -> list[str]:
    """What whoever holds the incident may press to bring them back, in that order."""
    watched.acknowledge()
    assert watched.card is not None
    return [each for each in watched.card.controls if each in {"Try 1…", "Redrive…"}]


def tries_one(watched: Watched) -> None:
    assert offered(watched) == ["Try 1…", "Redrive…"]
    watched.redrive("Try 1…")


def said(watched: Watched, words: str) -> list[str]:
    assert watched.card is not None
    return [each.text for each in watched.card.replies if words in each.text]


def test_exactly_one_goes_and_the_others_stay(watched: Watched) -> None:
    tries_one(watched)
    moment = watched.part.moment()
    assert (len(moment.dead), len(moment.waiting)) == (3, 1)
    watched.run(seconds=10)
    assert said(watched, "ana tries 1 of 4 messages (it is mended)")
    assert said(watched, "1 of 1 moved back to orders")


def test_of_a_mended_consumer_it_is_said_that_it_did_not_come_back_and_the_others_are_offered(
    watched: Watched,
) -> None:
    watched.deploy(Code.FIXED)
    watched.run(minutes=12)
    assert "Try 1" in watched.told
    tries_one(watched)
    watched.run(minutes=16)
    (told,) = said(watched, "The one tried did not come back")
    assert "neither in its source queue nor in orders-dlq" in told
    assert "*What was tried did not come back*" in watched.told
    assert offered(watched) == ["Redrive…"]
    assert said(watched, "came back with") == []
    assert summary(watched.false) == []


def test_of_a_consumer_that_still_fails_it_is_said_that_it_came_back_and_one_is_offered_again(
    watched: Watched,
) -> None:
    tries_one(watched)
    watched.run(minutes=16)
    (told,) = said(watched, "1 of 1 came back")
    assert f"<@{ANA}>" in told
    assert said(watched, "did not come back") == []
    assert "did not come back" not in watched.told
    assert offered(watched) == ["Try 1…", "Redrive…"]
    assert summary(watched.false) == []


def test_while_nobody_consumes_it_is_not_known(watched: Watched) -> None:
    watched.part.work = lambda: None  # type: ignore[method-assign] # its mapping is disabled
    tries_one(watched)
    watched.run(minutes=20)
    (told,) = said(watched, "Not known whether the one tried passed")
    assert "the source queue holds 1" in told
    assert "did not come back" not in watched.told


def test_where_somebody_took_messages_out_it_is_not_known(watched: Watched) -> None:
    """Its own return would not show in the number."""
    tries_one(watched)
    assert watched.part.dead is not None
    watched.part.dead.messages.pop()
    watched.deploy(Code.FIXED)
    watched.run(minutes=20)
    assert said(watched, "did not come back") == []
    (told,) = said(watched, "Not known whether the one tried passed")
    assert "messages were taken out of the dead-letter queue meanwhile" in told
