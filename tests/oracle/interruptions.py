"""Whom a story interrupted: new messages in the channel, phones that rang, and what a thread was told."""

from datetime import timedelta
from typing import NamedTuple

from bot.domain.policy.policy import Bounds, Escalation, Policy, Route, Step, Target
from bot.domain.policy.rotation import Rotation
from local.slack_workspace import people
from tests.fakes.clock import NOON
from tests.scenario.harness import Harness
from tests.scenario.harness.places import ANA, BEN, INCIDENTS, queue_arn

# Ana owns the shop, Ben is on call from the tenth minute on, their group from the twentieth.
STEPS = (
    Step(timedelta(0), (Target("owner"),)),
    Step(timedelta(minutes=10), (Target("oncall", "shop"),)),
    Step(timedelta(minutes=20), (Target("group", people.ORDERS_ONCALL.id),)),
)
SHOP = Policy(
    routes=(
        Route(
            name="shop",
            channel=INCIDENTS,
            owner=ANA,
            escalation=Escalation(STEPS, remind_every=timedelta(minutes=30), reminders=3),
        ),
    ),
    rotations=(Rotation("shop", (BEN,), NOON, timedelta(days=7)),),
    workspace=people.TEAM_ID,
    bounds=Bounds(failure_destination=queue_arn("clicks-skipped")),
)


class Interruptions(NamedTuple):
    """Attributes:
    roots: What each new message in the channel is about, oldest first.
    mentions: Whose phone rang, with what was said.
    broadcasts: Replies that the channel saw as well.
    replies: What the threads were told beside the calls.
    """

    roots: list[str]
    mentions: list[tuple[str, str]]
    broadcasts: list[str]
    replies: list[str]

    def called(self, person: str) -> list[str]:
        return [said for name, said in self.mentions if name == person]


def interruptions(h: Harness) -> Interruptions:
    roots = h.slack.messages()
    replies = [reply for root in roots for reply in root.replies]
    return Interruptions(
        [root.text.strip().split("\n")[0].lstrip("🔴🟠💤✅ ") for root in roots],
        [(name, reply.text) for reply in replies for name in reply.notified],
        [reply.text for reply in replies if reply.message.broadcast],
        [reply.text for reply in replies if not reply.notified],
    )
