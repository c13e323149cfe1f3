"""What uses a key that is not there says so: https://docs.aws.amazon.com/kms/latest/developerguide."""

import pytest
from botocore.exceptions import ClientError

from bot.aws.error_codes import ErrorKind
from bot.aws.errors import code, kind
from tests.live.aws.place import Place

NOT_THERE = {"KmsMasterKeyId": "alias/lastcall-live-none"}


def test_a_queue_without_its_key_refuses_in_words_we_know(aws: Place) -> None:
    queue = aws.queue("orders", **NOT_THERE)
    with pytest.raises(ClientError) as refused:
        queue.send("x")
    assert kind(refused.value) is ErrorKind.KEY, code(refused.value)


def test_a_topic_without_its_key_refuses_in_words_we_know(aws: Place) -> None:
    topic = aws.topic("pager", **NOT_THERE)
    with pytest.raises(ClientError) as refused:
        aws.client("sns").publish(TopicArn=topic, Message="x")
    assert kind(refused.value) is ErrorKind.KEY, code(refused.value)
