"""What only SQS can do to a sample and a redrive: partial failures, lost answers, limits, denials."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.aws.dead_letter_queues import SqsDeadLetterQueues
from bot.aws.errors import Client
from bot.aws.messages import batches, entry, size_of
from bot.aws.session import LOOK, SEND_ONCE, Clients
from bot.domain.dead_letters.dead_letter import MessageAttribute, QueueFacts, ReceivedMessage
from bot.domain.errors import Permanent, Transient
from bot.domain.evidence.missing import Missing
from bot.domain.redrive.sqs_answers import Sent, Undeleted
from bot.domain.resource.grouping import Resource
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION, no_sleep

ACCOUNT = "123456789012"
ORDERS = Resource("queue", "orders", ACCOUNT, REGION)
FIFO = Resource("queue", "orders.fifo", ACCOUNT, REGION)


@pytest.fixture
def sqs(aws: Clients) -> Client:
    client = aws.client("sqs", LOOK)
    client.create_queue(QueueName=ORDERS.name)
    client.create_queue(QueueName=FIFO.name, Attributes={"FifoQueue": "true"})
    return client


@pytest.fixture
def queues(aws: Clients, sqs: Client) -> SqsDeadLetterQueues:
    return SqsDeadLetterQueues(aws, no_sleep)


@pytest.fixture
def looking(sqs: Client) -> Faults:
    """Faults of everything but sending."""
    return Faults(sqs)


@pytest.fixture
def sending(aws: Clients, sqs: Client) -> Faults:
    return Faults(aws.client("sqs", SEND_ONCE))


def messages(count: int, body: str = "x", **system: str) -> list[ReceivedMessage]:
    return [ReceivedMessage(f"m-{n}", f"receipt {n}", body, system, {}) for n in range(count)]


def facts(queues: SqsDeadLetterQueues, queue: Resource = ORDERS) -> QueueFacts:
    found = queues.facts(queue)
    assert not isinstance(found, Missing)
    return found


def standing(queues: SqsDeadLetterQueues, queue: Resource = ORDERS) -> int:
    return facts(queues, queue).visible


def failed(entry_id: str, code: str, *, ours: bool = True) -> dict[str, Any]:
    return {"Id": entry_id, "Code": code, "SenderFault": ours, "Message": f"told {code}"}


def ok(*ids: str) -> list[dict[str, str]]:
    return [{"Id": each} for each in ids]


# Sending


def test_only_what_sqs_says_it_took_is_accepted(queues: SqsDeadLetterQueues, sending: Faults) -> None:
    answer = {"Successful": ok("0", "2"), "Failed": [failed("1", "InvalidMessageContents")]}
    sending.answer("SendMessageBatch", answer)
    sent = queues.send(ORDERS.arn, messages(3))
    assert sent.accepted == {"m-0", "m-2"}
    assert sent.refused == {"m-1": "InvalidMessageContents told InvalidMessageContents"}


def test_a_failure_of_sqs_itself_is_tried_again_for_that_entry_alone(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    answer = {"Successful": ok("0"), "Failed": [failed("1", "InternalError", ours=False)]}
    sending.answer("SendMessageBatch", answer)
    assert queues.send(ORDERS.arn, messages(2)).accepted == {"m-0", "m-1"}
    assert standing(queues) == 1  # m-0 was answered by us and never carried out


def test_a_failure_of_sqs_itself_that_stays_is_left_for_later_with_its_reason(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    answer = {"Failed": [failed("0", "InternalError", ours=False)]}
    sending.answer("SendMessageBatch", answer, times=3)
    assert queues.send(ORDERS.arn, messages(1)).later == {"m-0": "InternalError told InternalError"}


@pytest.mark.parametrize("code", ["KMS.ThrottlingException", "RequestThrottled"])
def test_a_throttled_entry_is_tried_again_also_where_sqs_calls_it_the_senders_fault(
    queues: SqsDeadLetterQueues, sending: Faults, code: str
) -> None:
    answer = {"Successful": ok("0"), "Failed": [failed("1", code, ours=True)]}
    sending.answer("SendMessageBatch", answer)
    assert queues.send(ORDERS.arn, messages(2)).accepted == {"m-0", "m-1"}


def test_an_entry_that_the_answer_leaves_out_may_have_been_sent(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    sending.answer("SendMessageBatch", {"Successful": ok("0")})
    sent = queues.send(ORDERS.arn, messages(2))
    assert sent == Sent(frozenset({"m-0"}), {}, frozenset({"m-1"}), copies={"m-0": ""})


def test_a_send_that_was_not_answered_is_not_sent_again(queues: SqsDeadLetterQueues, sending: Faults) -> None:
    sending.lose_answer("SendMessageBatch")
    sent = queues.send(ORDERS.arn, messages(3))
    assert (sent.accepted, sent.refused) == (frozenset(), {})
    assert sent.unanswered == {"m-0", "m-1", "m-2"}
    assert standing(queues) == 3


def test_a_send_that_failed_inside_sqs_may_have_been_accepted(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    sending.refuse("SendMessageBatch", "InternalFailure", status=500)
    assert queues.send(ORDERS.arn, messages(1)).unanswered == {"m-0"}


def test_a_send_that_never_left_is_tried_again(queues: SqsDeadLetterQueues, sending: Faults) -> None:
    sending.never_sent("SendMessageBatch", times=2)
    assert queues.send(ORDERS.arn, messages(1)).accepted == {"m-0"}
    assert standing(queues) == 1


@pytest.mark.parametrize("code", ["RequestThrottled", "KmsThrottled", "OverLimit"])
def test_a_send_that_stays_throttled_is_left_for_later(
    queues: SqsDeadLetterQueues, sending: Faults, code: str
) -> None:
    sending.refuse("SendMessageBatch", code, times=3)
    with pytest.raises(Transient, match="throttles sqs:SendMessage"):
        queues.send(ORDERS.arn, messages(2))


def test_what_was_sent_before_the_throttling_is_not_forgotten(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    sending.answer("SendMessageBatch", {"Successful": ok(*map(str, range(10)))})
    sending.refuse("SendMessageBatch", "RequestThrottled", times=3)
    sent = queues.send(ORDERS.arn, messages(12))
    assert sent.accepted == {f"m-{n}" for n in range(10)}
    # m-10 and m-11 were not sent: they may be tried again.
    assert (sent.refused, sent.unanswered) == ({}, frozenset())


def test_a_denied_send_names_the_permission_and_accepts_nothing(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    sending.refuse("SendMessageBatch", "AccessDeniedException", status=403)
    sent = queues.send(ORDERS.arn, messages(2))
    assert set(sent.refused.values()) == {f"denied: allow sqs:SendMessage on {ORDERS.arn}"}
    assert sent.accepted == frozenset()


def test_a_denied_key_names_the_key(queues: SqsDeadLetterQueues, sending: Faults) -> None:
    sending.refuse("SendMessageBatch", "KmsAccessDenied")
    (reason,) = queues.send(ORDERS.arn, messages(1)).refused.values()
    assert "kms:GenerateDataKey on the key of" in reason


def test_one_unfit_message_does_not_keep_its_batch_back(queues: SqsDeadLetterQueues, sending: Faults) -> None:
    sending.refuse("SendMessageBatch", "BatchRequestTooLong")
    assert queues.send(ORDERS.arn, messages(3)).accepted == {"m-0", "m-1", "m-2"}
    assert sending.requests["SendMessageBatch"] == 3


def test_a_message_unfit_on_its_own_stays_with_the_reason(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    sending.refuse("SendMessageBatch", "InvalidParameterValue")
    (reason,) = queues.send(ORDERS.arn, messages(1)).refused.values()
    assert "told InvalidParameterValue" in reason


def test_large_bodies_are_sent_in_smaller_batches(queues: SqsDeadLetterQueues, sending: Faults) -> None:
    assert len(queues.send(ORDERS.arn, messages(4, body="x" * 250_000)).accepted) == 4
    assert sending.requests["SendMessageBatch"] == 1
    assert len(queues.send(ORDERS.arn, messages(5, body="x" * 250_000)).accepted) == 5
    assert sending.requests["SendMessageBatch"] == 3


def test_a_fifo_queue_swallows_a_copy_that_was_sent_before(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    sending.lose_answer("SendMessageBatch")
    waiting = messages(3, MessageGroupId="customer-1")
    assert queues.send(FIFO.arn, waiting).unanswered == {"m-0"}
    assert len(queues.send(FIFO.arn, waiting).accepted) == 3
    assert standing(queues, FIFO) == 3


def test_a_fifo_queue_does_not_swallow_what_it_saw_under_its_first_id(
    queues: SqsDeadLetterQueues, sqs: Client
) -> None:
    url = facts(queues, FIFO).url
    sqs.send_message(QueueUrl=url, MessageBody="x", MessageGroupId="g", MessageDeduplicationId="first")
    copy = messages(1, MessageGroupId="g", MessageDeduplicationId="first")
    assert len(queues.send(FIFO.arn, copy).accepted) == 1
    assert standing(queues, FIFO) == 2


def test_behind_one_that_stays_nothing_of_its_group_is_sent(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    refusal = {"Successful": ok("1"), "Failed": [failed("0", "InvalidMessageContents")]}
    sending.answer("SendMessageBatch", refusal)
    first, second = messages(2, MessageGroupId="a")
    other = messages(3, MessageGroupId="b")[2]
    sent = queues.send(FIFO.arn, [first, second, other])
    assert (sorted(sent.accepted), list(sent.refused)) == (["m-2"], ["m-0"])
    assert (sent.later, sent.unanswered) == ({}, frozenset())


def test_a_group_is_sent_one_by_one_and_the_first_is_tried_again_before_the_second(
    queues: SqsDeadLetterQueues, sending: Faults
) -> None:
    sending.answer("SendMessageBatch", {"Failed": [failed("0", "InternalError", ours=False)]})
    waiting = messages(3, MessageGroupId="a")
    assert len(queues.send(FIFO.arn, waiting).accepted) == 3
    assert sending.requests["SendMessageBatch"] == 3  # beside the one that failed


def test_the_copies_are_known_by_their_ids(queues: SqsDeadLetterQueues) -> None:
    sent = queues.send(ORDERS.arn, messages(2))
    received = queues.receive(facts(queues), 10, timedelta(seconds=30), timedelta(0))
    assert sorted(sent.copies.values()) == sorted(each.message_id for each in received)


def test_the_groups_of_a_fifo_queue_are_kept(queues: SqsDeadLetterQueues) -> None:
    queues.send(FIFO.arn, messages(1, MessageGroupId="customer-1"))
    (copy,) = queues.receive(facts(queues, FIFO), 10, timedelta(seconds=30), timedelta(0))
    assert copy.system["MessageGroupId"] == "customer-1"


def test_a_delay_of_the_destination_is_not_applied_again() -> None:
    assert entry(messages(1)[0], "0", fifo=False)["DelaySeconds"] == 0


def test_the_trace_header_goes_with_the_message() -> None:
    (message,) = messages(1, AWSTraceHeader="Root=1-x;Lineage=a:3")
    sent = entry(message, "0", fifo=False)["MessageSystemAttributes"]
    assert sent == {"AWSTraceHeader": {"DataType": "String", "StringValue": "Root=1-x;Lineage=a:3"}}


attributes = st.dictionaries(
    st.text("abc", min_size=1, max_size=5),
    st.one_of(
        st.builds(lambda text: MessageAttribute("String", text), st.text(max_size=50)),
        st.builds(lambda data: MessageAttribute("Binary", binary=data), st.binary(max_size=50)),
    ),
    max_size=3,
)
any_messages = st.lists(
    st.builds(
        ReceivedMessage, st.uuids().map(str), st.just("r"), st.text(max_size=80), st.just({}), attributes
    ),
    max_size=40,
)


@given(any_messages)
def test_any_messages_are_batched_in_order_within_count_and_size(made: Sequence[ReceivedMessage]) -> None:
    batched = batches(made, 10, 200)
    assert [message for batch in batched for message in batch] == list(made)
    assert all(batch for batch in batched)
    assert all(len(batch) <= 10 for batch in batched)
    assert all(len(batch) == 1 or sum(map(size_of, batch)) <= 200 for batch in batched)


# Deleting and putting back


def test_a_delete_that_failed_inside_sqs_is_tried_again(queues: SqsDeadLetterQueues, looking: Faults) -> None:
    partly = {"Successful": ok("0"), "Failed": [failed("1", "InternalError", ours=False)]}
    looking.answer("DeleteMessageBatch", partly, {"Successful": ok("0")})
    assert queues.delete(facts(queues), messages(2)) == {}


def test_a_delete_whose_answer_was_lost_is_tried_again(queues: SqsDeadLetterQueues, looking: Faults) -> None:
    queues.send(ORDERS.arn, messages(2))
    received = queues.receive(facts(queues), 10, timedelta(seconds=30), timedelta(0))
    looking.lose_answer("DeleteMessageBatch")
    assert queues.delete(facts(queues), received) == {}
    assert facts(queues).in_flight == 0


def test_what_cannot_be_deleted_is_told_with_its_reason(queues: SqsDeadLetterQueues, looking: Faults) -> None:
    refused = [failed("0", "ReceiptHandleIsInvalid"), failed("1", "InternalError", ours=False)]
    still = [failed("0", "InternalError", ours=False)]
    answers = {"Successful": ok("2"), "Failed": refused}, {"Failed": still}, {"Failed": still}
    looking.answer("DeleteMessageBatch", *answers)
    assert queues.delete(facts(queues), messages(3)) == {
        "m-0": Undeleted("its receipt handle has expired"),
        "m-1": Undeleted("InternalError told InternalError"),
    }


def test_a_denied_delete_is_told_for_every_message_and_raises_nothing(
    queues: SqsDeadLetterQueues, looking: Faults
) -> None:
    looking.refuse("DeleteMessageBatch", "AccessDeniedException", status=403)
    why = Undeleted(f"denied: allow sqs:DeleteMessage on {ORDERS.arn}", for_good=True)
    assert queues.delete(facts(queues), messages(2)) == {"m-0": why, "m-1": why}


def test_a_delete_that_sqs_does_not_speak_of_is_not_taken_for_done(
    queues: SqsDeadLetterQueues, looking: Faults
) -> None:
    looking.answer("DeleteMessageBatch", {}, times=3)
    assert set(queues.delete(facts(queues), messages(1))) == {"m-0"}


def test_an_expired_receipt_is_no_fault_when_putting_back(
    queues: SqsDeadLetterQueues, looking: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    looking.answer("ChangeMessageVisibilityBatch", {"Failed": [failed("0", "ReceiptHandleIsInvalid")]})
    queues.put_back(facts(queues), messages(1))
    assert caplog.records == []


def test_what_could_not_be_put_back_is_logged(
    queues: SqsDeadLetterQueues, looking: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    looking.refuse("ChangeMessageVisibilityBatch", "AccessDeniedException", status=403)
    queues.put_back(facts(queues), messages(1))
    assert [record.message for record in caplog.records] == ["not put back"]


# Reading


@pytest.mark.parametrize("code", ["AccessDenied", "AccessDeniedException"])
def test_a_queue_that_may_not_be_read_names_the_permission(
    queues: SqsDeadLetterQueues, looking: Faults, code: str
) -> None:
    looking.refuse("GetQueueAttributes", code, status=403)
    assert queues.facts(ORDERS) == Missing(f"denied: allow sqs:GetQueueAttributes on {ORDERS.arn}")


def test_sources_that_may_not_be_listed_name_the_permission(
    queues: SqsDeadLetterQueues, looking: Faults
) -> None:
    looking.refuse("ListDeadLetterSourceQueues", "AccessDeniedException", status=403)
    assert queues.sources(ORDERS) == Missing(f"denied: allow sqs:ListDeadLetterSourceQueues on {ORDERS.arn}")


def test_every_page_of_the_sources_is_read(queues: SqsDeadLetterQueues, looking: Faults) -> None:
    base = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}"
    looking.answer(
        "ListDeadLetterSourceQueues",
        {"queueUrls": [f"{base}/a"], "NextToken": "more"},
        {"queueUrls": [], "NextToken": "still more"},
        {"queueUrls": [f"{base}/b"]},
    )
    assert queues.sources(ORDERS) == (ORDERS._replace(name="a").arn, ORDERS._replace(name="b").arn)


def test_a_list_that_turns_in_a_circle_is_left(queues: SqsDeadLetterQueues, looking: Faults) -> None:
    looking.answer("ListDeadLetterSourceQueues", *[{"queueUrls": [], "NextToken": "the same"}] * 2)
    assert "same next token" in str(queues.sources(ORDERS))


@pytest.mark.parametrize(
    ("code", "status"), [("RequestThrottled", 400), ("InternalFailure", 500), ("ServiceUnavailable", 503)]
)
def test_a_read_that_may_pass_is_raised(
    queues: SqsDeadLetterQueues, looking: Faults, code: str, status: int
) -> None:
    looking.refuse("GetQueueAttributes", code, status=status)
    with pytest.raises(Transient):
        queues.facts(ORDERS)


def test_a_receive_that_is_denied_is_permanent_and_names_the_permission(
    queues: SqsDeadLetterQueues, looking: Faults
) -> None:
    looking.refuse("ReceiveMessage", "AccessDeniedException", status=403)
    with pytest.raises(Permanent, match=f"allow sqs:ReceiveMessage on {ORDERS.arn}"):
        queues.receive(facts(queues), 10, timedelta(seconds=30), timedelta(0))


def test_too_many_messages_in_flight_may_pass(queues: SqsDeadLetterQueues, looking: Faults) -> None:
    looking.refuse("ReceiveMessage", "OverLimit")
    with pytest.raises(Transient):
        queues.receive(facts(queues), 10, timedelta(seconds=30), timedelta(0))


def test_another_account_cannot_be_looked_into() -> None:
    queues = SqsDeadLetterQueues(Clients(REGION, ACCOUNT))
    other = ORDERS._replace(account="999999999999")
    missing = Missing("cannot look there: account 999999999999 has no role for Lastcall")
    assert (queues.facts(other), queues.sources(other)) == (missing, missing)
    assert queues.send(other.arn, messages(1)).refused == {"m-0": missing.reason}


def test_a_queue_of_another_region_is_asked_there(aws: Clients) -> None:
    elsewhere = ORDERS._replace(region="us-east-2")
    aws.for_place(ACCOUNT, "us-east-2").client("sqs", LOOK).create_queue(QueueName="orders")
    assert facts(SqsDeadLetterQueues(aws), elsewhere).arn == elsewhere.arn
