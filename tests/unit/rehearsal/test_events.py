"""The event of each kind of dead letter: exact, or refused with what is missing."""

import json
from typing import Any

import pytest

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.parsing.dead_letters import read_dead_letter
from bot.parsing.received_message import bare
from bot.rehearsal.events import FunctionEvent, NotRebuilt, event_of
from tests.events.dead_letters import NAMES, document, message

QUEUE = "arn:aws:sqs:eu-west-1:111122223333:orders"


def of(given: ReceivedMessage, given_as: str = "") -> FunctionEvent | NotRebuilt:
    return event_of(given, read_dead_letter(given), given_as)


def rebuilt(given: ReceivedMessage, given_as: str = "") -> Any:
    event = of(given, given_as)
    assert isinstance(event, FunctionEvent), event
    return json.loads(event.text)


def why(given: ReceivedMessage, given_as: str = "") -> str:
    refused = of(given, given_as)
    assert isinstance(refused, NotRebuilt), refused
    return refused.why


def test_a_message_of_a_queue_is_the_one_record_of_the_queues_event() -> None:
    given = message("sqs_source")
    (record,) = rebuilt(given)["Records"]
    assert record["body"] == given.body
    assert record["messageId"] == given.message_id
    assert record["eventSourceARN"] == given.source
    assert record["eventSource"] == "aws:sqs"
    assert record["awsRegion"] == given.source.split(":")[3]


def test_it_comes_as_if_for_the_first_time_and_by_nobodys_receipt() -> None:
    given = message("sqs_source")
    (record,) = rebuilt(given)["Records"]
    assert record["attributes"]["ApproximateReceiveCount"] == "1"
    assert "DeadLetterQueueSourceArn" not in record["attributes"]
    assert record["attributes"]["SentTimestamp"] == given.system["SentTimestamp"]
    assert record["receiptHandle"] != given.receipt


def test_binary_attributes_come_in_base64_as_lambda_has_them() -> None:
    (record,) = rebuilt(message("sqs_source_binary_attribute"))["Records"]
    binary = [each for each in record["messageAttributes"].values() if each["dataType"].startswith("Binary")]
    assert binary
    assert all(set(each) >= {"binaryValue", "stringListValues", "binaryListValues"} for each in binary)


@pytest.mark.parametrize("name", ["lambda_async", "lambda_destination", "lambda_async_topic"])
def test_an_asynchronous_functions_event_is_the_original_payload(name: str) -> None:
    given = message(name)
    assert of(given) == FunctionEvent(read_dead_letter(given).way_back.payload)  # type: ignore[union-attr]


def test_a_payload_of_null_is_an_event() -> None:
    assert of(message("lambda_async_event_null")) == FunctionEvent("null")


def test_a_record_of_a_success_is_not_rehearsed() -> None:
    assert "succeeded" in why(message("lambda_destination_success"))


@pytest.mark.parametrize("name", ["pipes_pointer_kinesis", "stream_pointer_kinesis"])
def test_a_pointer_holds_no_records(name: str) -> None:
    assert "only points to records" in why(message(name))


def test_a_subscriptions_letter_says_not_how_the_function_gets_it() -> None:
    assert "--as sns" in why(message("sns_subscription"))


def test_a_subscribed_function_gets_the_notification_with_the_names_of_its_event() -> None:
    given = message("sns_subscription")
    (record,) = rebuilt(given, "sns")["Records"]
    assert record["EventSource"] == "aws:sns"
    assert record["EventSubscriptionArn"].startswith(record["Sns"]["TopicArn"])
    assert record["Sns"]["Message"] == json.loads(given.body)["Message"]
    assert {"UnsubscribeUrl", "SigningCertUrl"} <= set(record["Sns"])
    assert not {"UnsubscribeURL", "SigningCertURL"} & set(record["Sns"])


def test_a_subscribed_queue_gives_the_envelope_as_the_body() -> None:
    given = message("sns_subscription")
    (record,) = rebuilt(given, QUEUE)["Records"]
    assert record["body"] == given.body
    assert record["eventSourceARN"] == QUEUE


def test_a_subscription_that_is_not_named_makes_no_event() -> None:
    assert "does not name the subscription" in why(message("sns_subscription_unnamed"), "sns")


def test_only_the_rule_tells_whether_it_transforms_the_event() -> None:
    given = message("eventbridge_target")
    assert "--as event" in why(given)
    assert rebuilt(given, "event") == json.loads(given.body)


def test_an_input_that_the_rule_made_already_is_the_event() -> None:
    given = message("eventbridge_target_input")
    assert of(given) == FunctionEvent(given.body)


@pytest.mark.parametrize("given_as", ["", "event", "sns", QUEUE])
@pytest.mark.parametrize("name", NAMES)
def test_every_letter_gives_an_event_or_a_reason(name: str, given_as: str) -> None:
    event = of(message(name), given_as)
    assert event.why if isinstance(event, NotRebuilt) else json.loads(event.text) or event.text == "null"


def test_of_an_unknown_body_nobody_says_how_it_came() -> None:
    given = bare('{"order": 17}')
    assert "nothing in it tells" in why(given)
    assert rebuilt(given, "event") == {"order": 17}
    assert rebuilt(given, QUEUE)["Records"][0]["body"] == given.body


def test_what_a_letter_says_itself_goes_before_what_a_person_says() -> None:
    given = message("sqs_source")
    assert of(given, "event") == of(given, "sns") == of(given)


def test_a_consumers_own_envelope_gives_its_record_where_that_is_lambdas() -> None:
    record = {"eventSource": "aws:kinesis", "kinesis": {"data": "e30=", "sequenceNumber": "1"}}
    given = bare(json.dumps({"record": record, "exception": "ValueError: no"}))
    assert rebuilt(given) == {"Records": [record]}
    assert isinstance(document("record_and_exception"), dict)
    other = bare(json.dumps({"record": {"order": 17}, "exception": "ValueError: no"}))
    assert isinstance(of(other), NotRebuilt)
