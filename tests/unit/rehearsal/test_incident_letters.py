"""Letters of an incident's queue: received, and where they were before."""

from datetime import UTC, datetime

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.resource.grouping import Resource
from bot.rehearsal.incident_letters import receive_letters
from tests.fakes.dead_letter_queues import FakeDeadLetterQueues

QUEUE = Resource("queue", "orders-dlq", "111122223333", "eu-west-1")
NOW = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)


def queues(count: int, **settings: object) -> FakeDeadLetterQueues:
    made = FakeDeadLetterQueues(lambda: NOW)
    made.add(QUEUE.arn, **settings)
    made.put(QUEUE.arn, *(ReceivedMessage(f"m-{n}", "", "{}", {}, {}) for n in range(count)))
    return made


def test_each_letter_is_received_once_and_visible_again_at_the_end() -> None:
    given = queues(25)
    got = receive_letters(given, QUEUE, 100)
    assert not isinstance(got, str)
    assert sorted(each.message_id for each in got) == sorted(f"m-{n}" for n in range(25))
    assert [each.visible_at <= NOW for each in given.queues[QUEUE.arn].held] == [True] * 25


def test_no_more_are_received_than_asked_for() -> None:
    given = queues(25)
    assert len(receive_letters(given, QUEUE, 12)) == 12
    assert sum(each.receive_count for each in given.queues[QUEUE.arn].messages) == 12


def test_a_queue_that_pushes_its_messages_on_is_left_alone() -> None:
    given = queues(3, redrives_to="arn:aws:sqs:eu-west-1:111122223333:further")
    assert "not received from" in str(receive_letters(given, QUEUE, 10))
    assert given.queues[QUEUE.arn].receives == 0


def test_what_may_not_be_read_or_is_empty_says_so() -> None:
    given = queues(0)
    assert receive_letters(given, QUEUE, 10) == "orders-dlq: no message is visible right now"
    given.denied.add(QUEUE.arn)
    assert "denied: allow sqs:GetQueueAttributes" in str(receive_letters(given, QUEUE, 10))
