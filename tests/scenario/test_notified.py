"""Whose phones ring, for each kind of target and each standing of the person behind it.

The first step calls the target; cleo is next after a quarter of an hour, or at once where nobody was reached.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from bot.domain.policy.policy import Escalation, Step, Target
from local.slack_workspace import people
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.places import BEN, CLEO, ORDERS, ORDERS_ROUTE, PAGER, POLICY

MINUTE = timedelta(minutes=1)
CHANNEL, USER, OWNER = Target("channel"), Target("user", BEN), Target("owner")
GROUP, ON_CALL = Target("group", people.ORDERS_ONCALL.id), Target("oncall", "nights")
TOPIC = Target("topic", PAGER)
EVERYBODY = ["ana", "ben", "cleo"]
Change = Callable[[Harness], None]


def as_they_are(_h: Harness) -> None:
    """All are there: emil rests, fay is deactivated and not in the channel."""


def person(user: people.User, **standing: Any) -> Change:
    return lambda h: h.slack.workspace.change_user(replace(user, **standing))


def out(*users: str) -> Change:
    def leave(h: Harness) -> None:
        channel = h.slack.workspace.channels[ORDERS]
        h.slack.workspace.change_channel(replace(channel, members=channel.members - set(users)))

    return leave


def no_topic(h: Harness) -> None:
    h.wire.meet(lambda call: Fate.ERROR if call.name == "sns.Publish" else None)


def resting(h: Harness) -> None:
    for user in (people.ANA, people.BEN):
        person(user, in_do_not_disturb=True)(h)


class Case(NamedTuple):
    """Attributes: called is whom each reply of the first two minutes notified."""

    target: Target
    change: Change
    called: list[list[str]]
    paged: bool = False


IN_DND, DEACTIVATED = person(people.BEN, in_do_not_disturb=True), person(people.BEN, deleted=True)
REACHED, NEXT = [["ben"]], [["cleo"]]
CASES = {
    **{
        f"{name} {standing}": Case(target, change, called)
        for name, target in {"a user": USER, "the owner": OWNER, "whoever is on call": ON_CALL}.items()
        for standing, change, called in (
            ("in the channel", as_they_are, REACHED),
            ("out of the channel", out(BEN), NEXT),
            ("in Do Not Disturb", IN_DND, NEXT),
            ("deactivated", DEACTIVATED, NEXT),
        )
    },
    "a group": Case(GROUP, as_they_are, [["ana", "ben"]]),
    "a group of which one is out of the channel": Case(GROUP, out(BEN), [["ana"]]),
    "a group of which one rests": Case(GROUP, IN_DND, [["ana"]]),
    "a group of which one is deactivated": Case(GROUP, DEACTIVATED, [["ana"]]),
    "a group of whom all rest": Case(GROUP, resting, NEXT),
    "the channel": Case(CHANNEL, as_they_are, [EVERYBODY]),
    "the channel without one": Case(CHANNEL, out(BEN), [["ana", "cleo"]]),
    "the channel of which one rests": Case(CHANNEL, IN_DND, [["ana", "cleo"]]),
    "a topic": Case(TOPIC, as_they_are, [], paged=True),
    "a topic that takes nothing": Case(TOPIC, no_topic, NEXT),
}


def harness(target: Target) -> Harness:
    steps = (Step(0 * MINUTE, (target,)), Step(15 * MINUTE, (Target("user", CLEO),)))
    route = ORDERS_ROUTE._replace(owner=BEN, escalation=Escalation(steps=steps, reminders=0))
    return Harness(POLICY._replace(routes=(route, *POLICY.routes[1:])), strict=False)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_call_rings_these_phones_and_the_next_ones_where_it_rings_none(case: Case) -> None:
    with harness(case.target) as h:
        h.slack.workspace.join(h.slack.workspace.channels[ORDERS], CLEO)
        case.change(h)
        h.deliver(Alarm("orders-dlq").fires(h.clock()))
        h.fast_forward(minutes=2)
        assert h.slack.expect_message("orders-dlq").called == case.called
        assert [page.topic for page in h.services.pages] == ([PAGER] if case.paged else [])


def test_where_nobody_in_the_channel_would_notice_the_pager_is_next_at_once() -> None:
    steps = (Step(0 * MINUTE, (CHANNEL,)), Step(15 * MINUTE, (TOPIC,)))
    route = ORDERS_ROUTE._replace(escalation=Escalation(steps=steps, reminders=0))
    with Harness(POLICY._replace(routes=(route, *POLICY.routes[1:])), strict=False) as h:
        resting(h)
        h.deliver(Alarm("orders-dlq").fires(h.clock()))
        h.fast_forward(minutes=2)
        assert h.slack.expect_message("orders-dlq").called == []
        assert [page.topic for page in h.services.pages] == [PAGER]
