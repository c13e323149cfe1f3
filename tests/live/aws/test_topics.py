"""What SNS wraps, refuses and tells: https://docs.aws.amazon.com/sns/latest/dg."""

import json

import pytest

from bot.aws.topics import SnsTopics
from bot.domain.errors import Permanent
from tests.live.aws.place import ClientsOf, Place


def test_a_wrapped_message_names_its_topic_and_holds_subject_and_text(aws: Place) -> None:
    topic = aws.topic("alarms")
    queue = aws.inbox(topic)
    SnsTopics(ClientsOf(aws)).publish(topic, "Lastcall K7Q2", "ü 37")
    (message,) = queue.arrived()
    told = json.loads(message["Body"])
    named = {key: told.get(key) for key in ("Type", "TopicArn", "Subject", "Message")}
    assert named == {"Type": "Notification", "TopicArn": topic, "Subject": "Lastcall K7Q2", "Message": "ü 37"}
    assert told["MessageId"]
    assert told["Timestamp"].endswith("Z")


def test_raw_delivery_hands_over_the_bare_text_and_its_attributes(aws: Place) -> None:
    topic = aws.topic("alarms")
    queue = aws.inbox(topic, RawMessageDelivery="true")
    attributes = {"kind": {"DataType": "String", "StringValue": "order"}}
    aws.client("sns").publish(TopicArn=topic, Message='{"a": 1}', MessageAttributes=attributes)
    (message,) = queue.arrived()
    assert message["Body"] == '{"a": 1}'
    assert message["MessageAttributes"]["kind"]["StringValue"] == "order"


def test_whatever_we_page_with_is_taken(aws: Place) -> None:
    topic = aws.topic("pager")
    queue = aws.inbox(topic)
    topics = SnsTopics(ClientsOf(aws))
    for subject, text in (("two\nlines", "x"), ("ü" * 300, "x" * 20_000), ("\x07", ""), ("", "\ud800")):
        topics.publish(topic, subject, text)
    assert len(queue.arrived(4)) == 4


def test_a_topic_that_is_not_there_is_a_refusal_for_good(aws: Place) -> None:
    gone = aws.topic("pager") + "-not"
    with pytest.raises(Permanent):
        SnsTopics(ClientsOf(aws)).publish(gone, "Lastcall", "x")


def test_a_subscription_tells_how_it_delivers_and_where_its_dead_letters_go(aws: Place) -> None:
    topic, queue, dead_letters = aws.topic("orders"), aws.queue("inbox"), aws.queue("dlq")
    redrive = json.dumps({"deadLetterTargetArn": dead_letters.arn})
    subscription = aws.subscribed(topic, queue, RawMessageDelivery="true", RedrivePolicy=redrive)
    told = aws.client("sns").get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    assert (told["RawMessageDelivery"], told["TopicArn"]) == ("true", topic)
    assert json.loads(told["RedrivePolicy"]) == {"deadLetterTargetArn": dead_letters.arn}
