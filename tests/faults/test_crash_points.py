"""Every story, broken off at its calls, in every way: each kind at its ends, by `make test-long` at each one.

A call is one outgoing request, to AWS or to Slack. After the fault the event comes again as SQS, Lambda,
Slack or the person would repeat it, what waits is drained, time passes the longest lease, and the clock ticks
once: then everything that must hold, holds, and the story ends as it does when nothing goes wrong.
"""

import logging
import os
from collections.abc import Iterator, Sequence

import pytest

from tests.faults.invariants import Ending, violations
from tests.faults.stories import LONGEST_WAIT, STORIES, Story
from tests.scenario.harness import Fate, Harness
from tests.scenario.harness.wire import AT_ONCE, Call

EVERY_CALL = bool(os.environ.get("EVERY_CALL"))

# What changes nothing.
READS = (
    *(f"dynamodb.{verb}" for verb in ("GetItem", "BatchGetItem", "Query")),
    *(f"sqs.{verb}" for verb in ("GetQueueUrl", "GetQueueAttributes", "ListDeadLetterSourceQueues")),
    *("lambda.Get", "lambda.List", "kinesis.Describe", "iam.Simulate", "cloudtrail."),
    *("cloudwatch.", "cloudwatch-logs.", "secrets-manager."),
    *("slack.users.", "slack.usergroups.", "slack.dnd.", "slack.conversations."),
)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """Faults are logged where they are met: here there are thousands."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.name)
def test_a_story_ends_well_whatever_happens_to_any_of_its_calls(story: Story) -> None:
    wrong = {}
    with Harness(strict=False) as h:
        story.prepare(h)
        prepared = h.snapshot()
        prepared.restore()
        calls, ending = unharmed(h, story)
        for k, call in enumerate(calls):
            for fate in fates(story, calls, k):
                prepared.restore()
                wrong[f"{fate}: {call.by}, call {k}, {call}"] = broken_off(h, story, fate, k, call, ending)
    assert {call: found for call, found in wrong.items() if found} == {}


def fates(story: Story, calls: Sequence[Call], k: int) -> Iterator[Fate]:
    """What is tried with a call."""
    if EVERY_CALL or chosen(story, calls, k):
        yield from (fate for fate in AT_ONCE if makes_a_difference(fate, calls, k))


def makes_a_difference(fate: Fate, calls: Sequence[Call], k: int) -> bool:
    """Dying after a call is dying before the next one of the same run; a lost read is one that failed.

    A read changes nothing: dying after it leaves the world as dying before it does.
    """
    match fate:
        case Fate.DIES_BEFORE:
            return k == 0 or calls[k - 1].run != calls[k].run or not calls[k - 1].name.startswith(READS)
        case Fate.DIES_AFTER:
            return k + 1 == len(calls) or calls[k + 1].run != calls[k].run
        case Fate.LOST:
            return not calls[k].name.startswith(READS)
        case _:
            return True


def chosen(story: Story, calls: Sequence[Call], k: int) -> bool:
    """Whether it is the first or the last of its kind that the function makes in the story."""
    if calls[k].by not in story.by:
        return False
    kind = (calls[k].by, calls[k].name)
    return not all(kind in ((each.by, each.name) for each in part) for part in (calls[:k], calls[k + 1 :]))


def unharmed(h: Harness, story: Story) -> tuple[list[Call], Ending]:
    """The calls of the story, and how it ends."""
    outcome = story.act(h)
    calls = list(h.wire.calls)
    recover(h, story, outcome)
    ending = Ending.of(h)
    assert violations(h, ending) == []
    return calls, ending


def broken_off(h: Harness, story: Story, fate: Fate, k: int, expected: Call, ending: Ending) -> list[str]:
    h.wire.meet(lambda call: fate if call.number == k else None)
    outcome = story.act(h)
    assert str(h.wire.calls[k]) == str(expected), "the story goes another way every time"
    recover(h, story, outcome)
    return violations(h, ending)


def recover(h: Harness, story: Story, outcome: object) -> None:
    h.wire.unharmed()
    story.again(h, outcome)
    h.fast_forward(seconds=30, ticking=False)
    h.fast_forward(seconds=LONGEST_WAIT.total_seconds(), ticking=False)
    h.tick()
    h.fast_forward(seconds=30, ticking=False)
    h.fast_forward(seconds=story.lasts.total_seconds())
