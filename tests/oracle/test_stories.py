"""Stories of the shop, minute by minute: no sentence on a card, in a thread or a window is ever false.

Those that are left alone, or mended at once, are in test_interruptions.
"""

from collections.abc import Iterator, Mapping

import pytest

from tests.oracle import stories
from tests.oracle.cloudwatch import MINUTES_LATE, Late
from tests.oracle.functions import Code
from tests.oracle.interruptions import SHOP
from tests.oracle.people import Watched, summary
from tests.oracle.stories import Story
from tests.scenario.harness import Harness

pytestmark = pytest.mark.timeout(120)

# Each with the parts in which something of its own happens.
STORIES: Mapping[Story, tuple[str, ...]] = {
    stories.mended: ("orders", "parcels", "mails"),
    stories.mended_and_tried: ("orders", "parcels", "mails", "clicks"),
    stories.mended_wrongly: ("orders", "mails", "clicks"),
    stories.everything_deployed_anew: ("orders", "mails", "clicks"),
    stories.others_pass: ("orders", "parcels", "clicks", "thumbnails"),
    stories.purged: ("orders", "mails"),
    stories.more_come: ("orders", "clicks", "thumbnails"),
    stories.inspected: ("orders", "mails", "clicks", "thumbnails"),
    stories.redriven_too_early: ("orders", "parcels"),
    stories.redriven_when_mended: ("orders", "parcels", "mails"),
    stories.mitigated_and_undone: ("clicks", "thumbnails"),
    stories.resolved_by_hand: ("orders", "clicks", "thumbnails"),
    stories.snoozed_and_released: ("orders", "thumbnails"),
    stories.broken_worse: ("orders", "mails", "clicks"),
}
LATELY = [(story, part, MINUTES_LATE) for story, parts in STORIES.items() for part in parts]
AT_ITS_FASTEST = [
    (story, part, Late())
    for story in (stories.redriven_too_early, stories.mitigated_and_undone)
    for part in STORIES[story]
]


@pytest.fixture
def h() -> Iterator[Harness]:
    with Harness(SHOP, strict=False) as h:
        yield h


def _named(value: object) -> str:
    if isinstance(value, Late):
        return "AWS late" if value == MINUTES_LATE else "AWS at its fastest"
    return str(getattr(value, "__name__", value)).replace("_", " ")


@pytest.mark.parametrize(("story", "part", "late"), [*LATELY, *AT_ITS_FASTEST], ids=_named)
def test_no_sentence_is_ever_false(h: Harness, story: Story, part: str, late: Late) -> None:
    watched = stories.broken(Watched(h, Code.BUGGY, late, [part]))
    story(watched)
    assert h.slack.messages(), "the alarm never fired"
    assert "\n".join(summary(watched.false)) == ""
