"""ports.Topics, on the fake and on SNS."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.aws.session import PAGE, POST, Clients
from bot.aws.topics import SnsTopics
from bot.domain.errors import Permanent, Transient
from bot.ports.topics import Topics, UnansweredPageError
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION
from tests.fakes import FakeTopics

PAGER = f"arn:aws:sns:{REGION}:123456789012:pager"
# Half a surrogate pair too: JSON can carry one, UTF-8 cannot.
ANY_TEXT = st.text(st.characters(), max_size=200)
GONE = f"arn:aws:sns:{REGION}:123456789012:gone"


@pytest.fixture(params=["fake", "sns"])
def topics(request: pytest.FixtureRequest) -> Topics:
    if request.param == "fake":
        fake = FakeTopics()
        fake.closed.add(GONE)
        return fake
    aws: Clients = request.getfixturevalue("aws")
    aws.client("sns", POST).create_topic(Name="pager")
    return SnsTopics(aws)


def test_a_topic_is_told(topics: Topics) -> None:
    topics.publish(PAGER, "Lastcall K7Q2-M9TD", "orders-dlq: 37 dead letters")


def test_a_topic_that_cannot_be_told_is_a_fault(topics: Topics) -> None:
    with pytest.raises(Permanent):
        topics.publish(GONE, "Lastcall", "text")


FAULTS = (
    pytest.param("KMSThrottling", 400, Transient, id="its key is throttled"),
    pytest.param("Throttled", 429, Transient, id="too many at once"),
    pytest.param("InternalError", 500, UnansweredPageError, id="it may have been taken all the same"),
    pytest.param("AuthorizationError", 403, Permanent, id="denied"),
    pytest.param("KMSAccessDenied", 400, Permanent, id="its key is denied"),
)


@pytest.mark.parametrize(("code", "status", "fault"), FAULTS)
def test_what_sns_answers_says_whether_to_try_again(
    aws: Clients, code: str, status: int, fault: type[Exception]
) -> None:
    Faults(aws.client("sns", PAGE)).refuse("Publish", code, status, times=9)
    with pytest.raises(fault) as raised:
        SnsTopics(aws).publish(PAGER, "Lastcall", "text")
    assert type(raised.value) is fault


def test_a_page_whose_answer_is_lost_is_not_sent_again_by_the_client_itself(aws: Clients) -> None:
    sns = aws.client("sns", PAGE)
    sns.create_topic(Name="pager")
    Faults(sns).lose_answer("Publish")  # one answer: a second request would have had its own
    with pytest.raises(UnansweredPageError):
        SnsTopics(aws).publish(PAGER, "Lastcall", "text")


def test_subject_and_text_arrive(aws: Clients) -> None:
    sns, sqs = aws.client("sns", POST), aws.client("sqs", POST)
    sns.create_topic(Name="pager")
    url = sqs.create_queue(QueueName="pager")["QueueUrl"]
    arn = f"arn:aws:sqs:{REGION}:123456789012:pager"
    sns.subscribe(TopicArn=PAGER, Protocol="sqs", Endpoint=arn)
    SnsTopics(aws).publish(PAGER, "Lastcall\nK7Q2", "ü 37")
    (message,) = sqs.receive_message(QueueUrl=url)["Messages"]
    told = json.loads(message["Body"])
    assert (told["Subject"], told["Message"]) == ("Lastcall K7Q2", "ü 37")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(subject=ANY_TEXT, text=ANY_TEXT)
def test_any_subject_and_text_fit_sns(aws: Clients, subject: str, text: str) -> None:
    sns = aws.client("sns", PAGE)
    sns.create_topic(Name="pager")
    sent: list[dict[str, str]] = []
    sns.meta.events.register("provide-client-params.sns.Publish", lambda params, **_: sent.append(params))
    SnsTopics(aws).publish(PAGER, subject, text)
    told = sent[-1]
    assert 0 < len(told["Subject"]) < 100
    assert told["Subject"].isascii()
    assert told["Subject"].isprintable()
    assert told["Message"]
