"""What grows with the team fits what AWS takes: parameters, policies of roles, policies of queues.

The quotas are of "IAM and AWS STS quotas", which counts no white space: 10,240 characters for all inline
policies of a role, 6,144 for a managed policy, 10 of those on a role; and of "Amazon SQS policy quotas":
8,192 bytes, 20 statements, 50 principals and 10 conditions in the policy of a queue.
"""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.template.resolved import Resolved
from tests.unit.template.stack import FUNCTIONS, attached, resources, template

OF_A_ROLE, OF_A_MANAGED_POLICY, MANAGED_POLICIES = 10_240, 6_144, 10
OF_A_QUEUE = {"bytes": 8_192, "statements": 20, "principals": 50, "conditions": 10}
EVERYTHING_ALLOWED = {
    "AllowTaggedQueues": "true",
    "AllowExtendStreamRetention": "true",
    "AllowRaiseQueueRetention": "true",
    "AllowBisect": "true",
    "AllowRaiseConcurrency": "true",
    "AllowSwitchMappings": "true",
}
LISTS = {
    "QueueArns": "arn:aws:sqs:ap-southeast-1:111122223333:{}",
    "KeyArns": "arn:aws:kms:ap-southeast-1:111122223333:key/{}",
    "StreamArns": "arn:aws:kinesis:ap-southeast-1:111122223333:stream/{}",
    # A bucket of twenty characters; names of fewer are hardly left.
    "FailureBucketArns": "arn:aws:s3:::{:x>20}",
    "RedriveFunctionArns": "arn:aws:lambda:ap-southeast-1:111122223333:function:{}",
    "SourceTopicArns": "arn:aws:sns:ap-southeast-1:111122223333:{}",
    "EscalationTopicArns": "arn:aws:sns:ap-southeast-1:111122223333:{}",
}
PATTERNS = {
    name: ",".join(each.format(f"team-{number}-*") for number in range(10)) for name, each in LISTS.items()
}


def full(pattern: str, name: str) -> str:
    """As many single ARNs as a parameter holds."""
    entries: list[str] = []
    while len(",".join([*entries, pattern.format(f"{name}{len(entries)}")])) <= 4096:
        entries.append(pattern.format(f"{name}{len(entries)}"))
    return ",".join(entries)


def size(document: Any) -> int:
    return len("".join(json.dumps(document, separators=(",", ":")).split()))


def oversized(stack: Resolved) -> list[str]:
    """What AWS would refuse, in words."""
    return [
        *(f"parameter {name}" for name in stack.refusals()),
        *(f"policy {name}" for name in resources("AWS::IAM::ManagedPolicy") if too_long(stack, name)),
        *(f"role of {function}" for function in FUNCTIONS if too_much_inline(stack, function)),
        *(f"policy of {name}" for name in resources("AWS::SQS::QueuePolicy") if too_many(stack, name)),
    ]


def too_long(stack: Resolved, policy: str) -> bool:
    return stack.is_there(policy) and size(stack.properties(policy)["PolicyDocument"]) > OF_A_MANAGED_POLICY


def too_much_inline(stack: Resolved, function: str) -> bool:
    role = stack.properties(f"{function}Role")
    inline = sum(size(each["PolicyDocument"]) for each in role["Policies"])
    return inline > OF_A_ROLE or len(role.get("ManagedPolicyArns", [])) > MANAGED_POLICIES


def too_many(stack: Resolved, queue_policy: str) -> bool:
    """Anything that the policy of a queue holds."""
    document = stack.properties(queue_policy)["PolicyDocument"]
    services = [each["Principal"]["Service"] for each in document["Statement"]]
    held = {
        "bytes": len(json.dumps(document, separators=(",", ":"))),
        "statements": len(document["Statement"]),
        "principals": sum(len(each) if isinstance(each, list) else 1 for each in services),
        "conditions": sum(len(each) for one in document["Statement"] for each in one["Condition"].values()),
    }
    return any(held[what] > most for what, most in OF_A_QUEUE.items())


def test_ten_patterns_in_every_list_fit() -> None:
    assert oversized(Resolved(PATTERNS | EVERYTHING_ALLOWED)) == []


@pytest.mark.parametrize("length", [1, 12, 24, 60])
def test_every_list_fits_filled_to_the_last_character_with_everything_allowed(length: int) -> None:
    lists = {name: full(pattern, "n" * length) for name, pattern in LISTS.items()}
    assert oversized(Resolved(lists | EVERYTHING_ALLOWED)) == []


@given(
    st.dictionaries(st.sampled_from(sorted(LISTS)), st.integers(0, 80)),
    st.sets(st.sampled_from(sorted(EVERYTHING_ALLOWED))),
)
def test_whatever_a_parameter_holds_its_policies_hold(lengths: dict[str, int], allowed: set[str]) -> None:
    lists = {name: full(LISTS[name], "n" * length) for name, length in lengths.items()}
    given = {"QueueArns": PATTERNS["QueueArns"]} | lists | dict.fromkeys(allowed, "true")
    assert oversized(Resolved(given)) == []


def test_where_queues_are_named_patterns_are_recommended_and_what_to_do_with_more_is_said() -> None:
    said = template()["Parameters"]["QueueArns"]["Description"]
    assert "Patterns are best" in said
    assert "4,096 characters" in said
    assert "AllowTaggedQueues" in said


def test_two_hundred_queues_are_opened_by_their_tag_and_not_one_by_one() -> None:
    one = LISTS["QueueArns"].format("orders-of-the-web-shop-dlq")
    two_hundred = ",".join(one.replace("orders", f"orders-{number}") for number in range(200))
    assert Resolved({"QueueArns": two_hundred}).refusals() == ["QueueArns"]
    tagged = Resolved({"QueueArns": one, "AllowTaggedQueues": "true"})
    assert oversized(tagged) == []
    (_, by_tag) = tagged.properties("MoveMessagesPolicy")["PolicyDocument"]["Statement"]
    assert by_tag["Resource"] == "arn:aws:sqs:*:111122223333:*"
    assert by_tag["Condition"] == {
        "StringEquals": {"aws:ResourceTag/lastcall": "lastcall-of-the-orders-team"}
    }


@pytest.mark.parametrize(
    "queues",
    [
        "",
        "orders-dlq",
        "arn:aws:sns:eu-west-1:111122223333:orders",
        "arn:aws:sqs:eu-west-1:111122223333:a, b",
    ],
)
def test_queues_that_are_none_are_refused_before_anything_is_made(queues: str) -> None:
    assert Resolved({"QueueArns": queues}).refusals() == ["QueueArns"]


@pytest.mark.parametrize(
    "queues",
    [
        "arn:aws:sqs:*:111122223333:*-dlq",
        "arn:aws-cn:sqs:cn-north-1:111122223333:a,arn:aws:sqs:eu-west-1:111122223333:b.fifo",
    ],
)
def test_patterns_partitions_and_fifo_queues_are_taken(queues: str) -> None:
    assert Resolved({"QueueArns": queues}).refusals() == []


def test_without_its_parameter_a_policy_is_neither_made_nor_attached() -> None:
    stack = Resolved({"QueueArns": PATTERNS["QueueArns"]})
    made = {name for name in resources("AWS::IAM::ManagedPolicy") if stack.is_there(name)}
    assert made == {"SampleQueuesPolicy", "MoveMessagesPolicy"}
    assert {name for function in FUNCTIONS for name in attached(function)} >= made


@pytest.mark.parametrize("policy", ["AlarmQueuePolicy", "AlarmTopicDeadLettersPolicy"])
def test_topics_of_opt_in_regions_may_send_too(policy: str) -> None:
    """ "Sending Amazon SNS messages to an Amazon SQS queue … in a different Region"."""
    topics = {"SourceTopicArns": "arn:aws:sns:af-south-1:111122223333:alarms"}

    def principal(regions: str) -> Any:
        given = topics | {"QueueArns": PATTERNS["QueueArns"], "SourceTopicOptInRegions": regions}
        statements = Resolved(given).properties(policy)["PolicyDocument"]["Statement"]
        (sending,) = (each for each in statements if each["Sid"] == "SourceTopicsSend")
        return sending["Principal"]["Service"]

    assert principal("") == "sns.amazonaws.com"
    assert principal("af-south-1") == ["sns.amazonaws.com", "sns.af-south-1.amazonaws.com"]
    assert principal("af-south-1,eu-south-1") == [
        "sns.amazonaws.com",
        "sns.af-south-1.amazonaws.com",
        "sns.eu-south-1.amazonaws.com",
    ]
