"""A consumer that reports single messages as failed and says nothing: what is told meanwhile and after."""

from collections.abc import Iterator

import pytest

from tests.oracle.cloudwatch import MINUTES_LATE
from tests.oracle.functions import Code, Form
from tests.oracle.people import Watched, summary
from tests.scenario.harness import Harness

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def watched() -> Iterator[Watched]:
    with Harness(strict=False) as h:
        yield Watched(h, Code.BUGGY, MINUTES_LATE, ["parcels"])


def card(watched: Watched) -> str:
    assert watched.card is not None
    return watched.card.text


def preview(watched: Watched) -> str:
    watched.acknowledge()
    assert watched.card is not None
    watched.card.button("Redrive…").click(by="ana")
    return watched.h.slack.modal("ana").text


def test_it_is_named_then_known_to_be_changed_and_over_only_when_they_passed(watched: Watched) -> None:
    watched.send(Form.OLD, 6)
    watched.run(minutes=3)
    watched.send(Form.NEW, 4)
    watched.run(minutes=20)
    assert "without saying so" in card(watched)
    assert "they may come back" in preview(watched)
    watched.deploy(Code.FIXED)
    watched.run(minutes=30)
    # Mended, and nothing has passed yet.
    assert "was changed since, and none of these is known to have been tried" in card(watched)
    assert "they may come back: none of these is known to have been tried since" in preview(watched)
    assert "resolved" not in card(watched)
    watched.redrive()
    watched.run(minutes=20)
    assert "resolved" in card(watched)
    assert summary(watched.false) == []
