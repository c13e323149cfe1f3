"""What SQS does to messages that fail: https://docs.aws.amazon.com/AWSSimpleQueueService."""

import pytest
from botocore.exceptions import ClientError

from bot.aws.errors import code, gone
from bot.aws.messages import entry, received
from bot.aws.sending import MOST, MOST_BYTES
from tests.live.aws.place import Place, Queue, code_of

FIFO = {"FifoQueue": "true"}
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793"


def sent_at(message: dict[str, object]) -> int:
    attributes = message["Attributes"]
    assert isinstance(attributes, dict)
    return int(attributes["SentTimestamp"])


def test_a_received_message_is_hidden_until_put_back_and_counts_its_receives(aws: Place) -> None:
    queue = aws.queue("orders")
    queue.send("x")
    (first,) = queue.arrived()
    hidden = queue.received()
    queue.put_back(first)
    (again,) = queue.arrived()
    assert hidden == []
    assert [each["Attributes"]["ApproximateReceiveCount"] for each in (first, again)] == ["1", "2"]


def fallen(aws: Place, source: Queue, dead_letters: Queue) -> tuple[dict[str, object], dict[str, object]]:
    """A message as it was first received, and as a dead letter after its second receive."""
    (first,) = source.arrived()
    source.put_back(first)
    (dead,) = aws.eventually(lambda: source.received() or dead_letters.received())
    return first, dead


def test_a_dead_letter_keeps_id_and_send_time_and_names_its_source(aws: Place) -> None:
    dead_letters = aws.queue("dlq")
    source = aws.redriving("orders", dead_letters, 1)
    source.send("x")
    first, dead = fallen(aws, source, dead_letters)
    assert (dead["MessageId"], sent_at(dead)) == (first["MessageId"], sent_at(first))
    assert dead["Attributes"]["DeadLetterQueueSourceArn"] == source.arn  # type: ignore[index]


def test_sources_are_listed_by_their_dead_letter_queue(aws: Place) -> None:
    dead_letters = aws.queue("dlq")
    source = aws.redriving("orders", dead_letters, 3)

    def listed() -> list[str]:
        answer = aws.client("sqs").list_dead_letter_source_queues(QueueUrl=dead_letters.url)
        return list(answer.get("queueUrls", []))

    assert aws.eventually(listed) == [source.url]


def test_a_queue_that_is_not_there_is_said_so_in_words_we_know(aws: Place) -> None:
    there = aws.queue("orders").url
    with pytest.raises(ClientError) as refused:
        aws.client("sqs").send_message(QueueUrl=f"{there}-not", MessageBody="x")
    assert gone(refused.value), code(refused.value)


def test_a_receipt_that_is_none_is_refused_alone(aws: Place) -> None:
    queue = aws.queue("orders")
    queue.send("x")
    (message,) = queue.arrived()
    entries = [{"Id": "0", "ReceiptHandle": message["ReceiptHandle"]}, {"Id": "1", "ReceiptHandle": "none"}]
    answer = aws.client("sqs").delete_message_batch(QueueUrl=queue.url, Entries=entries)
    assert [each["Id"] for each in answer["Successful"]] == ["0"]
    assert [(each["Id"], each["Code"]) for each in answer["Failed"]] == [("1", "ReceiptHandleIsInvalid")]


def test_a_fifo_queue_swallows_a_deduplication_id_that_it_has_seen(aws: Place) -> None:
    queue = aws.queue("orders", **FIFO)
    for body, key in (("first", "1"), ("again", "1"), ("second", "2")):
        queue.send(body, MessageGroupId="g", MessageDeduplicationId=key)
    assert [each["Body"] for each in queue.arrived(2)] == ["first", "second"]


def test_our_largest_batch_is_taken(aws: Place) -> None:
    queue = aws.queue("orders")
    body = "x" * (MOST_BYTES // MOST)
    entries = [{"Id": str(n), "MessageBody": body} for n in range(MOST)]
    answer = aws.client("sqs").send_message_batch(QueueUrl=queue.url, Entries=entries)
    assert len(answer["Successful"]) == MOST


def test_a_copy_without_a_delay_of_its_own_passes_the_queues_by(aws: Place) -> None:
    queue = aws.queue("orders", DelaySeconds="900")
    queue.send("x", DelaySeconds=0)
    assert queue.arrived()


def test_letters_that_no_queue_takes_are_refused_by_name(aws: Place) -> None:
    queue = aws.queue("orders")
    assert code_of(queue.send, body="\x08") == "InvalidMessageContents"


def test_a_batch_beyond_the_size_is_refused_whole_by_name(aws: Place) -> None:
    queue = aws.queue("orders")
    entries = [{"Id": str(n), "MessageBody": "x" * (MOST_BYTES // 5)} for n in range(6)]
    refused = code_of(aws.client("sqs").send_message_batch, QueueUrl=queue.url, Entries=entries)
    assert refused.endswith("BatchRequestTooLong")


def test_a_copy_keeps_body_attributes_and_trace(aws: Place) -> None:
    first, second = aws.queue("dlq"), aws.queue("orders")
    attributes = {
        "tenant": {"DataType": "String.id", "StringValue": "ü 7"},
        "price": {"DataType": "Number.cents", "StringValue": "0700"},
        "key": {"DataType": "Binary", "BinaryValue": b"\x00\xff"},
    }
    trace = {"AWSTraceHeader": {"DataType": "String", "StringValue": TRACE}}
    first.send("ü\tx", MessageAttributes=attributes, MessageSystemAttributes=trace)
    (message,) = first.arrived()
    sent = entry(received(message), "0", fifo=False)
    aws.client("sqs").send_message_batch(QueueUrl=second.url, Entries=[sent])
    (copy,) = second.arrived()
    kept = [
        (each["Body"], each["MessageAttributes"], each["Attributes"]["AWSTraceHeader"])
        for each in (message, copy)
    ]
    assert kept[0] == kept[1]
