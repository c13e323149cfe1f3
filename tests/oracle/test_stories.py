"""Stories of the shop, minute by minute: no sentence on a card, in a thread or a window is ever false."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.oracle import stories
from tests.oracle.cloudwatch import Late
from tests.oracle.functions import Code
from tests.oracle.people import Watched, summary
from tests.oracle.stories import Story
from tests.scenario.harness import Harness

pytestmark = pytest.mark.timeout(120)

MINUTES_LATE = Late(metrics=timedelta(minutes=3), logs=timedelta(minutes=5), trail=timedelta(minutes=15))


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(strict=False) as h:
        yield h


def _named(story: Story) -> str:
    return story.__name__.replace("_", " ")


@pytest.mark.parametrize("late", [Late(), MINUTES_LATE], ids=["AWS at its fastest", "AWS late"])
@pytest.mark.parametrize("part", ["orders", "parcels", "mails", "clicks", "thumbnails"])
@pytest.mark.parametrize(
    "story",
    [
        stories.left_alone,
        stories.mended,
        stories.mended_and_tried,
        stories.mended_wrongly,
        stories.everything_deployed_anew,
        stories.others_pass,
        stories.purged,
        stories.more_come,
        stories.inspected,
        stories.redriven_too_early,
        stories.redriven_when_mended,
        stories.mitigated_and_undone,
        stories.resolved_by_hand,
        stories.snoozed_and_released,
        stories.broken_worse,
    ],
    ids=_named,
)
def test_no_sentence_is_ever_false(h: Harness, story: Story, part: str, late: Late) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, late, [part]))
    story(watched)
    assert h.slack.messages(), "the alarm never fired"
    assert "\n".join(summary(watched.false)) == ""
