"""ports.DeadLetterQueues, on the fake and on SQS."""

import json
from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.aws.dead_letter_queues import SqsDeadLetterQueues
from bot.aws.session import LOOK, Clients
from bot.domain.dead_letters.dead_letter import MessageAttribute, QueueFacts, ReceivedMessage
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.ports.dead_letter_queues import DeadLetterQueues
from tests.contract.aws.stack import REGION, no_sleep
from tests.fakes import FakeDeadLetterQueues, HandClock

# moto's own account
ACCOUNT = "123456789012"
DLQ = Resource("queue", "orders-dlq", ACCOUNT, REGION)
ORDERS = DLQ._replace(name="orders")
BILLING = DLQ._replace(name="billing")
NO_WAIT = timedelta(0)
HALF_A_MINUTE = timedelta(seconds=30)


class Queues(NamedTuple):
    """Two queues that share a dead-letter queue."""

    port: DeadLetterQueues
    clock: HandClock

    @property
    def dlq(self) -> QueueFacts:
        return self.facts(DLQ)

    def facts(self, queue: Resource) -> QueueFacts:
        facts = self.port.facts(queue)
        assert not isinstance(facts, Missing)
        return facts

    def fill(self, *bodies: str, queue: Resource = DLQ) -> None:
        messages = [ReceivedMessage(f"id-{body}", "", body, {}, {}) for body in bodies]
        assert len(self.port.send(queue.arn, messages).accepted) == len(bodies)

    def receive(self, most: int = 10, queue: Resource = DLQ) -> tuple[ReceivedMessage, ...]:
        return self.port.receive(self.facts(queue), most, HALF_A_MINUTE, NO_WAIT)

    def bodies(self, queue: Resource = DLQ) -> set[str]:
        return {message.body for message in self.receive(queue=queue)}


@pytest.fixture(params=["fake", "sqs"])
def queues(request: pytest.FixtureRequest, clock: HandClock) -> Queues:
    if request.param == "fake":
        fake = FakeDeadLetterQueues(clock)
        fake.add(DLQ.arn, sources=(ORDERS.arn, BILLING.arn), retention=timedelta(days=14))
        fake.add(ORDERS.arn, redrives_to=DLQ.arn, retention=timedelta(days=4))
        fake.add(BILLING.arn, redrives_to=DLQ.arn)
        return Queues(fake, clock)
    aws: Clients = request.getfixturevalue("aws")
    client = aws.client("sqs", LOOK)
    client.create_queue(QueueName=DLQ.name, Attributes={"MessageRetentionPeriod": "1209600"})
    redrive = json.dumps({"deadLetterTargetArn": DLQ.arn, "maxReceiveCount": 3})
    for name in (ORDERS.name, BILLING.name):
        client.create_queue(QueueName=name, Attributes={"RedrivePolicy": redrive})
    return Queues(SqsDeadLetterQueues(aws, no_sleep), clock)


def test_a_queue_tells_its_counts_and_its_retention(queues: Queues) -> None:
    queues.fill("a", "b", "c")
    queues.receive(most=1)
    facts = queues.dlq
    assert (facts.arn, facts.visible, facts.in_flight, facts.delayed) == (DLQ.arn, 2, 1, 0)
    assert (facts.retention_seconds, facts.fifo, facts.redrives_to) == (14 * 86400, False, "")


def test_a_queue_with_a_redrive_policy_tells_where_it_redrives_to(queues: Queues) -> None:
    facts = queues.facts(ORDERS)
    assert (facts.redrives_to, facts.max_receives) == (DLQ.arn, 3)


def test_a_queue_that_is_gone_is_missing(queues: Queues) -> None:
    facts = queues.port.facts(DLQ._replace(name="gone"))
    assert isinstance(facts, Missing)
    assert "there is no queue" in facts.reason
    assert facts.gone


def test_the_sources_are_told_by_arn(queues: Queues) -> None:
    sources = queues.port.sources(DLQ)
    assert not isinstance(sources, Missing)
    assert set(sources) == {ORDERS.arn, BILLING.arn}


def test_a_queue_that_is_nobodys_dead_letter_queue_has_no_sources(queues: Queues) -> None:
    assert queues.port.sources(ORDERS) == ()


def test_what_was_received_is_hidden_from_others(queues: Queues) -> None:
    queues.fill("a", "b")
    assert queues.bodies() == {"a", "b"}
    assert queues.bodies() == set()


def test_no_more_than_asked_for_is_received(queues: Queues) -> None:
    queues.fill("a", "b", "c")
    assert len(queues.receive(most=2)) == 2


def test_what_was_put_back_is_visible_at_once(queues: Queues) -> None:
    queues.fill("a", "b")
    queues.port.put_back(queues.dlq, queues.receive())
    assert queues.bodies() == {"a", "b"}


def test_receiving_raises_the_receive_count(queues: Queues) -> None:
    queues.fill("a")
    queues.port.put_back(queues.dlq, queues.receive())
    (again,) = queues.receive()
    assert again.receive_count == 2


def test_what_was_deleted_is_gone(queues: Queues) -> None:
    queues.fill("a", "b")
    kept, deleted = queues.receive()
    assert queues.port.delete(queues.dlq, [deleted]) == {}
    queues.port.put_back(queues.dlq, [kept])
    assert queues.bodies() == {kept.body}


def test_a_copy_has_the_body_and_every_attribute_of_its_original(queues: Queues) -> None:
    original = ReceivedMessage(
        "id-1",
        "",
        '{"name": "Ana"}\n\tü',
        {"AWSTraceHeader": "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1", "MessageGroupId": "g"},
        {
            "text": MessageAttribute("String", "ü"),
            "count": MessageAttribute("Number", "3.14"),
            "blob": MessageAttribute("Binary", binary=b"\x00\xff"),
            "custom": MessageAttribute("String.uuid", "x"),
            "png": MessageAttribute("Binary.png", binary=b"\x89PNG"),
            **{f"filler{n}": MessageAttribute("String", str(n)) for n in range(5)},
        },
    )
    sent = queues.port.send(ORDERS.arn, [original])
    assert sent.accepted == {"id-1"}
    assert not sent.refused
    (copy,) = queues.receive(queue=ORDERS)
    assert (copy.body, copy.attributes) == (original.body, original.attributes)
    assert sent.copies == {"id-1": copy.message_id} != {"id-1": original.message_id}


def test_a_copy_is_sent_now(queues: Queues) -> None:
    queues.fill("a", queue=ORDERS)
    (copy,) = queues.receive(queue=ORDERS)
    assert copy.sent_at is not None


def test_more_messages_than_one_batch_holds_are_all_sent(queues: Queues) -> None:
    queues.fill(*(f"{n}" for n in range(25)), queue=ORDERS)
    assert queues.facts(ORDERS).visible == 25


def test_a_destination_that_is_gone_refuses_every_message(queues: Queues) -> None:
    queues.fill("a", "b")
    messages = queues.receive()
    sent = queues.port.send(DLQ._replace(name="gone").arn, messages)
    assert sent.accepted == frozenset()
    assert set(sent.refused) == {message.message_id for message in messages}
    assert "there is no queue" in sent.refused[messages[0].message_id]


def test_nothing_sent_and_nothing_deleted_is_no_fault(queues: Queues) -> None:
    assert queues.port.send(ORDERS.arn, []).accepted == frozenset()
    assert queues.port.delete(queues.dlq, []) == {}
    queues.port.put_back(queues.dlq, [])
