"""The queue that an ARN names."""

import pytest

from bot.domain.errors import Permanent
from bot.domain.resource.grouping import Resource
from bot.parsing.queue_arn import queue_of


def test_a_queue_is_named_by_its_arn() -> None:
    queue = Resource("queue", "orders-dlq", "111122223333", "eu-west-1")
    assert queue_of(queue.arn) == queue


@pytest.mark.parametrize("text", ["https://sqs.eu-west-1.amazonaws.com/1/q", "arn:aws:sns:eu-west-1:1:t"])
def test_the_arn_of_something_else_names_no_queue(text: str) -> None:
    with pytest.raises(Permanent, match="not the ARN of an SQS queue"):
        queue_of(text)
