"""ports.Outbox, on the fake and on SQS."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from bot.aws.errors import Client
from bot.aws.outbox import SqsOutbox
from bot.aws.session import POST, Clients
from bot.domain.errors import Permanent, Transient
from bot.ports.outbox import Outbox
from tests.contract.aws.faults import Faults
from tests.fakes import FakeOutbox


class Post(NamedTuple):
    """An outbox, and what arrived in each of its queues."""

    outbox: Outbox
    arrived: Callable[[str], list[Any]]


@pytest.fixture
def sqs(aws: Clients) -> Client:
    return aws.client("sqs", POST)


@pytest.fixture
def outbox(sqs: Client) -> SqsOutbox:
    urls = {name: sqs.create_queue(QueueName=name)["QueueUrl"] for name in ("commands", "jobs", "cards")}
    return SqsOutbox(sqs, **urls)


@pytest.fixture(params=["fake", "sqs"])
def post(request: pytest.FixtureRequest) -> Post:
    if request.param == "fake":
        fake = FakeOutbox()
        return Post(fake, lambda queue: [sent.document for sent in getattr(fake, f"sent_{queue}")])
    client: Client = request.getfixturevalue("sqs")

    def arrived(queue: str) -> list[Any]:
        url = client.get_queue_url(QueueName=queue)["QueueUrl"]
        answers = [client.receive_message(QueueUrl=url, MaxNumberOfMessages=10) for _ in range(4)]
        return [json.loads(each["Body"]) for answer in answers for each in answer.get("Messages", [])]

    return Post(request.getfixturevalue("outbox"), arrived)


def test_each_document_arrives_in_its_own_queue(post: Post) -> None:
    post.outbox.command({"due": {"group": "g ü"}})
    post.outbox.job({"job": {"group": "g", "job": "j"}})
    post.outbox.card({"card": {"group": "g"}})
    assert post.arrived("commands") == [{"due": {"group": "g ü"}}]
    assert post.arrived("jobs") == [{"job": {"group": "g", "job": "j"}}]
    assert post.arrived("cards") == [{"card": {"group": "g"}}]


def test_many_commands_arrive_once_each(post: Post) -> None:
    documents = [{"due": {"group": f"{n}"}} for n in range(23)]
    post.outbox.commands(documents, a_second=100)
    assert sorted(post.arrived("commands"), key=str) == sorted(documents, key=str)


def test_no_commands_are_no_fault(post: Post) -> None:
    post.outbox.commands([], a_second=100)
    assert post.arrived("commands") == []


# Only SQS


@pytest.mark.parametrize(
    ("delay", "seconds"),
    [
        pytest.param(timedelta(seconds=5), 5, id="a delay is kept"),
        pytest.param(timedelta(milliseconds=1200), 2, id="never before its time"),
        pytest.param(timedelta(hours=1), 900, id="SQS holds a message for 15 minutes at most"),
        pytest.param(timedelta(seconds=-5), 0, id="what is overdue goes now"),
    ],
)
def test_a_delay_fits_sqs(outbox: SqsOutbox, sqs: Client, delay: timedelta, seconds: int) -> None:
    asked: list[int] = []
    sqs.meta.events.register(
        "provide-client-params.sqs.SendMessage", lambda params, **_: asked.append(params["DelaySeconds"])
    )
    outbox.job({}, delay)
    assert asked == [seconds]


def test_many_commands_are_spread_over_the_seconds_before_the_next_tick(
    outbox: SqsOutbox, sqs: Client
) -> None:
    asked: list[int] = []
    sqs.meta.events.register(
        "provide-client-params.sqs.SendMessageBatch",
        lambda params, **_: asked.extend(entry["DelaySeconds"] for entry in params["Entries"]),
    )
    Faults(sqs).answer("SendMessageBatch", {"Successful": [], "Failed": []}, times=400)
    outbox.commands([{}] * 47, a_second=20)
    assert asked == [0] * 20 + [1] * 20 + [2] * 7
    asked.clear()
    outbox.commands([{}] * 3_000, a_second=20)
    assert max(asked) == 50


def test_a_batch_of_which_a_part_failed_is_to_be_sent_again(outbox: SqsOutbox, sqs: Client) -> None:
    failed = [{"Id": "1", "Code": "InternalError", "SenderFault": False}]
    Faults(sqs).answer("SendMessageBatch", {"Successful": [{"Id": "0"}], "Failed": failed})
    with pytest.raises(Transient, match="1 of 2 messages not sent: InternalError"):
        outbox.commands([{}, {}], a_second=100)


def test_a_send_that_is_not_answered_is_no_success(outbox: SqsOutbox, sqs: Client) -> None:
    Faults(sqs).lose_answer("SendMessage", times=POST.attempts)
    with pytest.raises(Transient):
        outbox.command({})


def test_a_denied_send_says_what_to_allow(outbox: SqsOutbox, sqs: Client) -> None:
    Faults(sqs).refuse("SendMessage", "AccessDeniedException", status=403)
    with pytest.raises(Permanent, match="allow sqs:SendMessage on"):
        outbox.card({})
