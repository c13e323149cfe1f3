"""Who may send where, as the settings of both sides tell it, by the API reference of each service."""

import json

from bot.aws.handovers.takers import Takers
from bot.domain.evidence.permissions.handover import Taker
from tests.live.aws.place import ClientsOf, Json, Place

QUIET = {"Effect": "Deny", "Action": "sqs:SendMessage", "Resource": "*"}
IDLE = "def handler(event, context):\n    return event\n"


def taker(aws: Place, arn: str) -> Taker:
    found = Takers(ClientsOf(aws)).of(arn)
    assert found
    return found


def test_a_queue_has_no_policy_until_somebody_gives_it_one(aws: Place) -> None:
    assert taker(aws, aws.queue("closed").arn).policy is None
    assert taker(aws, aws.open_queue("events.amazonaws.com", aws.arn("events", "rule/x")).arn).policy


def test_a_new_topic_lets_its_owner_in_and_no_service(aws: Place) -> None:
    topic = aws.topic("orders")
    told = aws.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    statements: list[Json] = json.loads(told["Policy"])["Statement"]
    assert [each["Effect"] for each in statements] == ["Allow"]
    assert "Service" not in statements[0]["Principal"]
    assert statements[0]["Condition"] == {"StringEquals": {"AWS:SourceOwner": topic.split(":")[4]}}


def test_a_function_without_a_policy_is_there_and_lets_nobody_in(aws: Place) -> None:
    function = aws.function("closed", IDLE)
    assert taker(aws, aws.arn("lambda", f"function:{function}")).policy == ()


def test_what_is_not_there_is_told_apart_from_what_has_no_policy(aws: Place) -> None:
    queue = aws.queue("closed").arn
    assert not taker(aws, queue).gone
    assert taker(aws, f"{queue}-not").gone


def test_a_role_tells_its_own_policies_and_which_are_attached(aws: Place) -> None:
    iam, role = aws.client("iam"), aws.role({"Service": "lambda.amazonaws.com"}, QUIET).rpartition("/")[2]
    (name,) = iam.list_role_policies(RoleName=role)["PolicyNames"]
    told = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    assert told["Statement"] in (QUIET, [QUIET])
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
