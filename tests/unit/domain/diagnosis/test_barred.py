"""What refuses all that is handed over: told with what to change, and only where something has failed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.domain.diagnosis import diagnose
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.obstacle import Obstacle, Why
from bot.domain.evidence.verdict import Cause, Verdict
from bot.domain.resource.grouping import Resource
from tests.unit.domain.diagnosis.cases import DEAD, MINUTE, NOW, QUEUE

RULE = Resource("rule", "default/created", "111122223333", "eu-west-1")
TOPIC = Resource("topic", "shop", "111122223333", "eu-west-1")
HOUR = 60 * MINUTE
MANAGED = Obstacle(Why.MANAGED_KEY, QUEUE, "events.amazonaws.com", key="alias/aws/sqs")
DENIED = Missing("denied: allow kms:GetKeyPolicy on arn:aws:kms:eu-west-1:111122223333:key/1")
FAILED = Losses(HOUR, lost=0, undelivered=12, handed_on=0)
SAID = "Nothing sent this way reaches orders: its AWS managed key does not allow events.amazonaws.com"
SUBSCRIPTION = Feeder("subscription", f"{TOPIC.arn}:1", "sns", TOPIC.arn, confirmed=True, messages=3)


def verdict(kind: str, resource: Resource = RULE, **known: Any) -> Verdict:
    found = diagnose(kind, resource, Evidence(taken_at=NOW, **known), NOW)
    assert found is not None
    return found


@pytest.mark.parametrize("why", Why)
def test_each_obstacle_says_what_it_is_and_what_to_change(why: Why) -> None:
    found = verdict("rule_failures", losses=FAILED, obstacles=(MANAGED._replace(why=why, lacks="x:Do"),))
    assert found.what.startswith("Nothing sent this way reaches orders: ")
    assert found.next
    # Both are shown whole.
    assert (len(found.what) <= 110, len(found.next) <= 155) == (True, True)
    assert "{" not in found.what + found.next


def test_lost_stays_lost_with_its_numbers() -> None:
    found = verdict("rule_failures", losses=FAILED, obstacles=(MANAGED,))
    assert (found.cause, found.what) == (Cause.ALREADY_LOST, SAID)
    assert found.proof == ("12 not delivered in 1 h", "0 sent to a dead-letter queue")


def test_a_function_is_told_why_its_failures_are_not_kept_whichever_alarm_asks() -> None:
    for kind in ("lost_events", "async_events_dropped"):
        found = verdict(kind, losses=Losses(HOUR, lost=3, dropped=3, destination=QUEUE), obstacles=(MANAGED,))
        assert (found.cause, found.what, found.proof) == (Cause.ALREADY_LOST, SAID, ("3 lost in 1 h",))


def test_of_a_topic_too_it_need_not_be_known_which_subscription_failed() -> None:
    found = verdict("topic_failures", TOPIC, losses=FAILED, obstacles=(MANAGED,))
    assert (found.cause, found.what) == (Cause.CANNOT_BE_DELIVERED, SAID)


def test_an_obstacle_through_which_nothing_was_sent_is_no_cause() -> None:
    none_failed = Losses(HOUR, lost=0, undelivered=0, handed_on=0)
    for kind in ("rule_failures", "topic_failures", "lost_events", "async_events_dropped"):
        assert verdict(kind, losses=none_failed, obstacles=(MANAGED,)).cause is Cause.CANNOT_TELL


def test_without_an_obstacle_a_rules_verdict_is_as_it_was() -> None:
    found = verdict("rule_failures", losses=FAILED, obstacles=())
    assert found.what == "Already lost: 12 that no dead-letter queue keeps"


def test_a_subscriptions_dead_letters_are_explained_by_what_refuses_it() -> None:
    found = verdict(
        "dead_letters", DEAD, sampled=3, feeders=(SUBSCRIPTION,), obstacles=(MANAGED,), sources=()
    )
    assert (found.cause, found.what, found.would_pass) == (Cause.CANNOT_BE_DELIVERED, SAID, None)
    assert found.next.endswith("; then send them back the way Inspect names")


@pytest.mark.parametrize(
    "feeders",
    [
        (),
        (SUBSCRIPTION._replace(confirmed=False),),
        (SUBSCRIPTION._replace(messages=2),),
        (SUBSCRIPTION._replace(messages=2), Feeder("queue", QUEUE, confirmed=True, messages=1)),
    ],
)
def test_letters_that_came_another_way_as_well_are_not(feeders: tuple[Feeder, ...]) -> None:
    found = verdict("dead_letters", DEAD, sampled=3, feeders=feeders, obstacles=(MANAGED,), sources=())
    assert found.cause is not Cause.CANNOT_BE_DELIVERED


KINDS = some.sampled_from(
    ["rule_failures", "topic_failures", "lost_events", "async_events_dropped", "dead_letters"]
)
COUNTS = some.integers(0, 3)


@given(KINDS, COUNTS, COUNTS, COUNTS)
def test_what_could_not_be_read_bars_nothing(kind: str, lost: int, undelivered: int, handed_on: int) -> None:
    losses = Losses(HOUR, lost, undelivered=undelivered, handed_on=handed_on)
    known: dict[str, Any] = {"sampled": 3, "feeders": (SUBSCRIPTION,), "losses": losses}
    resource = DEAD if kind == "dead_letters" else RULE
    unread = verdict(kind, resource, **known, obstacles=DENIED)
    assert not unread.what.startswith("Nothing sent this way")
    assert Evidence(taken_at=NOW, obstacles=DENIED).missing == (DENIED.reason,)
