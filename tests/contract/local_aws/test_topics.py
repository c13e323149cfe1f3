"""What a topic takes, and who hears it, on the local AWS as in SNS.

https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
"""

import json
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from bot.aws.session import Clients
from bot.aws.topics import SnsTopics
from local.local_aws.emulator import LocalAws
from tests.contract.local_aws.inbox import Inbox, inbox, open_to_topics

pytestmark = pytest.mark.xdist_group("local-aws")

PAGER = {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:pager"}}
OTHER = {"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111122223333:other"}}


def test_who_is_subscribed_by_mail_has_confirmed_nothing(aws: LocalAws, topic: str) -> None:
    """ "PendingConfirmation" stands for the ARN until then (API reference, ListSubscriptionsByTopic)."""
    sns = aws.client("sns")
    sns.subscribe(TopicArn=topic, Protocol="email", Endpoint="ana@example.com")
    subscribed(aws, topic, inbox(aws, "hears"))
    listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    known = {each["Protocol"]: each["SubscriptionArn"] for each in listed}
    assert known["email"] == "PendingConfirmation"
    assert known["sqs"].startswith(topic)


@pytest.fixture
def topic(aws: LocalAws) -> str:
    return str(aws.client("sns").create_topic(Name="pager")["TopicArn"])


def subscribed(aws: LocalAws, topic: str, queue: Inbox) -> Inbox:
    aws.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue.arn)
    return queue


@pytest.mark.parametrize(
    ("told", "what"),
    [
        pytest.param({"Message": ""}, "Empty message", id="nothing"),
        pytest.param({"Subject": "s" * 100}, "Subject", id="too long"),
        pytest.param({"Subject": "ü"}, "Subject", id="not of ASCII"),
        pytest.param({"Subject": "two\nlines"}, "Subject", id="two lines"),
        pytest.param({"Subject": "\x07"}, "Subject", id="a control character"),
        pytest.param({"Subject": " indented"}, "Subject", id="a space first"),
    ],
)
def test_what_does_not_fit_is_refused(aws: LocalAws, topic: str, told: dict[str, str], what: str) -> None:
    with pytest.raises(ClientError, match=f"InvalidParameter.*Invalid parameter: {what}"):
        aws.client("sns").publish(TopicArn=topic, **({"Message": "text"} | told))


@pytest.mark.parametrize("subject", ["s" * 99, "[37] left", "7", '"quoted"'])
def test_what_fits_is_delivered(aws: LocalAws, topic: str, subject: str) -> None:
    queue = subscribed(aws, topic, inbox(aws, "pages"))
    aws.client("sns").publish(TopicArn=topic, Subject=subject, Message="text")
    assert queue.first(bool)["Subject"] == subject


@pytest.mark.parametrize(
    ("subject", "text"), [("two\nlines", "x"), ("ü" * 300, "x" * 20_000), (" \x07", ""), ("", "\ud800")]
)
def test_whatever_a_page_says_is_taken(
    aws: LocalAws, topic: str, monkeypatch: pytest.MonkeyPatch, subject: str, text: str
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", aws.endpoint)
    session: Any = botocore.session.get_session()
    session.set_credentials(aws.access_key_id, aws.secret_access_key)
    queue = subscribed(aws, topic, inbox(aws, "pages"))
    SnsTopics(Clients(aws.region, session=session)).publish(topic, subject, text)
    assert queue.first(bool)["Message"]


@pytest.mark.parametrize(
    ("statement", "hears"),
    [
        pytest.param({}, 1, id="any topic"),
        pytest.param({"Condition": PAGER}, 1, id="this topic"),
        pytest.param({"Condition": OTHER}, 0, id="another topic"),
        pytest.param({"Principal": {"Service": "events.amazonaws.com"}}, 0, id="another service"),
        pytest.param({"Action": "sqs:ReceiveMessage"}, 0, id="another action"),
        pytest.param({"Effect": "Deny"}, 0, id="denied"),
        pytest.param(None, 0, id="no policy"),
    ],
)
def test_a_queue_hears_a_topic_only_where_its_policy_says_so(
    aws: LocalAws, topic: str, statement: dict[str, Any] | None, hears: int
) -> None:
    asked = subscribed(aws, topic, inbox(aws, "asked", of_topics=False))
    if statement is not None:
        policy = open_to_topics(asked.arn, **statement)
        aws.client("sqs").set_queue_attributes(QueueUrl=asked.url, Attributes={"Policy": policy})
    control = subscribed(aws, topic, inbox(aws, "control"))
    aws.client("sns").publish(TopicArn=topic, Message=json.dumps({"n": 1}))
    control.first(bool)
    assert len(asked.look()) == hears
