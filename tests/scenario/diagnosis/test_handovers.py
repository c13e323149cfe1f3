"""Handovers by the real adapter: what AWS answers of targets, subscriptions and destinations."""

from typing import Any

import pytest

from bot.aws.handovers import AwsHandovers
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.obstacle import Obstacle, Why
from bot.domain.evidence.permissions.handover import Handover, obstacle
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import Account
from tests.scenario.diagnosis.account.boundary import clients
from tests.scenario.diagnosis.looking import about
from tests.scenario.harness.places import ACCOUNT, REGION, queue_arn

RULE, TOPIC, WORKER = about("rule", "default/created"), about("topic", "shop"), about("function", "worker")
INBOX = queue_arn("inbox")


def handed(aws: Account, source: Resource, *, failures: bool = False) -> tuple[Handover, ...]:
    with aws.answering():
        found = AwsHandovers(clients()).of(source, failures=failures)
    assert not aws.faults
    assert not isinstance(found, Missing), found
    return found


def met(aws: Account, source: Resource, **how: Any) -> list[Obstacle | Missing | None]:
    return [obstacle(each) for each in handed(aws, source, **how)]


def target(aws: Account, arn: str, **other: Any) -> None:
    aws.rules.targets["created"] = [{"Id": "1", "Arn": arn} | other]


def subscribed(aws: Account, protocol: str, endpoint: str, arn: str = f"{TOPIC.arn}:1") -> None:
    said = {"Protocol": protocol, "Endpoint": endpoint, "SubscriptionArn": arn, "TopicArn": TOPIC.arn}
    aws.rules.subscriptions.setdefault(TOPIC.arn, []).append(said)


def test_a_target_that_is_gone_is_an_obstacle() -> None:
    aws = Account()
    for arn in (INBOX, WORKER.arn):
        target(aws, arn)
        assert met(aws, RULE) == [Obstacle(Why.GONE, arn)]


def test_a_function_without_a_policy_lets_no_rule_in_and_is_there_all_the_same() -> None:
    aws = Account()
    aws.function("worker")
    target(aws, WORKER.arn)
    expected = Obstacle(Why.POLICY, WORKER.arn, "events.amazonaws.com", "lambda:InvokeFunction")
    assert met(aws, RULE) == [expected]


def test_a_policy_that_may_not_be_read_is_missing() -> None:
    aws = Account()
    aws.function("worker")
    aws.deny("lambda.GetPolicy")
    target(aws, WORKER.arn)
    assert met(aws, RULE) == [Missing(f"denied: allow lambda:GetPolicy on {WORKER.arn}")]


def test_a_target_of_another_account_is_not_said_to_be_gone() -> None:
    aws = Account()
    target(aws, f"arn:aws:sqs:{REGION}:444455556666:inbox")
    with aws.answering():
        found = AwsHandovers(clients()).of(RULE)
    assert isinstance(found, Missing)


def test_a_target_of_a_kind_that_nobody_reads_is_left_out() -> None:
    aws = Account()
    target(aws, f"arn:aws:ecs:{REGION}:{ACCOUNT}:cluster/s")
    assert handed(aws, RULE) == ()


def test_a_fifo_target_needs_a_message_group() -> None:
    aws = Account()
    aws.queue("inbox.fifo")
    arn = queue_arn("inbox.fifo")
    target(aws, arn, SqsParameters={"MessageGroupId": "one"})
    assert [each.group for each in handed(aws, RULE)] == [True]
    target(aws, arn)
    assert [each.group for each in handed(aws, RULE)] == [False]


def test_of_what_is_to_be_kept_the_targets_own_dead_letter_queues_are_read() -> None:
    aws = Account()
    target(aws, WORKER.arn, DeadLetterConfig={"Arn": INBOX})
    assert met(aws, RULE, failures=True) == [Obstacle(Why.GONE, INBOX)]


def test_only_confirmed_subscriptions_of_queues_and_functions_are_read() -> None:
    aws = Account()
    subscribed(aws, "email", "ana@example.com")
    subscribed(aws, "sqs", INBOX, "PendingConfirmation")
    subscribed(aws, "sqs", INBOX)
    assert [each.subscription for each in handed(aws, TOPIC)] == [f"{TOPIC.arn}:1"]


@pytest.mark.parametrize("way", ["OnFailure", "OnSuccess"])
def test_a_functions_destinations_are_written_to_by_its_role(way: str) -> None:
    aws = Account()
    worker = aws.function("worker")
    worker.events = {"DestinationConfig": {way: {"Destination": INBOX}}}
    aws.queue("inbox")
    (found,) = handed(aws, WORKER, failures=True)
    assert found.role is not None
    # Its one policy is not among those that are known.
    assert isinstance(found.role.policies, Missing)
    assert (found.taker.arn, found.fifo) == (INBOX, False)


def test_of_other_kinds_nothing_is_handed_over() -> None:
    assert handed(Account(), about("queue", "inbox")) == ()
