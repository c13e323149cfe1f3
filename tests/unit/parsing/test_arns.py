"""ARNs, and the queue that one names."""

import pytest

from bot.domain.errors import Permanent
from bot.domain.grouping import Resource
from bot.parsing.arns import Arn, read_arn, unqualified
from bot.parsing.queue_arn import queue_of


def test_an_arn_has_six_parts_of_which_the_last_may_hold_colons() -> None:
    read = read_arn("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a:b")
    assert read == Arn("aws", "cloudwatch", "eu-west-1", "111122223333", "alarm:a:b")


NO_ARNS = (
    "",
    "arn",
    "arn:aws:sqs:eu-west-1:1",
    "urn:aws:sqs:eu-west-1:1:q",
    "arn::sqs:eu-west-1:1:q",
    "arn:aws::eu-west-1:1:q",
    "arn:aws:sqs:eu-west-1:1:",
    "arn:aws:sqs:eu/west:1:q",
    f"arn:aws:sqs:{'x' * 65}:1:q",
)


@pytest.mark.parametrize("text", NO_ARNS)
def test_what_is_no_arn_is_none(text: str) -> None:
    assert read_arn(text) is None


def test_a_queue_is_named_by_its_arn() -> None:
    queue = Resource("queue", "orders-dlq", "111122223333", "eu-west-1")
    assert queue_of(queue.arn) == queue


@pytest.mark.parametrize("text", ["https://sqs.eu-west-1.amazonaws.com/1/q", "arn:aws:sns:eu-west-1:1:t"])
def test_the_arn_of_something_else_names_no_queue(text: str) -> None:
    with pytest.raises(Permanent, match="not the ARN of an SQS queue"):
        queue_of(text)


@pytest.mark.parametrize("qualifier", ["", ":12", ":live", ":$LATEST"])
def test_a_function_is_the_same_whatever_version_or_alias_is_named(qualifier: str) -> None:
    function = "arn:aws:lambda:eu-west-1:111122223333:function:orders-worker"
    assert unqualified(function + qualifier) == function
