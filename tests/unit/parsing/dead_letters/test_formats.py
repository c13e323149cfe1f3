"""What each documented variation says: who gave up, why, with what, and its one way back."""

import json
from datetime import UTC, datetime

import pytest

from bot.domain.dead_letters.dead_letter import DeadLetter, MessageAttribute, Origin, ReceivedMessage
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.dead_letters.way_back import (
    LambdaAsync,
    NoWayBack,
    PipeTarget,
    RuleTarget,
    ScheduleTarget,
    SourceQueue,
    StreamRecords,
    Subscription,
    WayBack,
)
from bot.parsing.dead_letters import read_dead_letter
from tests.events.dead_letters import document, message

HERE = "eu-west-1:111122223333"
QUEUE = f"arn:aws:sqs:{HERE}:orders"
TOPIC = f"arn:aws:sns:{HERE}:orders"
SUBSCRIPTION = f"{TOPIC}:2bcfbf39-05c3-41de-beaa-fcfcc21c8f55"
FUNCTION = f"arn:aws:lambda:{HERE}:function:orders"
LEDGER = f"arn:aws:lambda:{HERE}:function:ledger"
RULE = f"arn:aws:events:{HERE}:rule/orders/new-orders"
BUS = f"arn:aws:events:{HERE}:event-bus/orders"
KINESIS = f"arn:aws:kinesis:{HERE}:stream/orders"
DYNAMODB = f"arn:aws:dynamodb:{HERE}:table/orders/stream/2026-02-14T00:13:19.627"
PIPE = f"arn:aws:pipes:{HERE}:pipe/orders-to-ledger"
SCHEDULE = f"arn:aws:scheduler:{HERE}:schedule/night/close-day"
LIVE = f"{FUNCTION}:$LATEST"

IN_KINESIS = StreamPointer(
    stream=KINESIS,
    shard="shardId-000000000003",
    start="49601189658422359378836298521827638475320189012309704722",
    end="49601189658422359378836298522902373528957594348623495186",
    batch_size=240,
    first_arrival=datetime(2026, 3, 1, 3, 0, 4, 101_000, UTC),
)
IN_DYNAMODB = StreamPointer(
    stream=DYNAMODB,
    shard="shardId-00000001573689847184-864758bb",
    start="800000000003126276362",
    end="800000000003126276362",
    batch_size=1,
    first_arrival=datetime(2026, 3, 1, 3, 0, 4, tzinfo=UTC),
)


def letter(name: str) -> DeadLetter:
    return read_dead_letter(message(name))


def body(name: str) -> str:
    return message(name).body


def why(name: str) -> str:
    way = letter(name).way_back
    assert isinstance(way, NoWayBack)
    return way.why


@pytest.mark.parametrize(
    ("name", "origin"),
    [
        ("sqs_source", Origin("queue", QUEUE, claimed=False)),
        ("lambda_async", Origin("function")),
        ("lambda_async_topic", Origin("function", through=TOPIC)),
        ("lambda_destination", Origin("function", LIVE)),
        ("lambda_destination_alias", Origin("function", f"{FUNCTION}:live")),
        ("lambda_destination_topic", Origin("function", LIVE, through=TOPIC)),
        ("lambda_destination_bus", Origin("function", LIVE, through=BUS)),
        ("sns_subscription", Origin("subscription", SUBSCRIPTION, through=TOPIC)),
        ("sns_subscription_unnamed", Origin("subscription", through=TOPIC)),
        ("eventbridge_target", Origin("target", FUNCTION, through=RULE)),
        ("eventbridge_target_encrypted_bare", Origin("target", through=RULE)),
        ("stream_pointer_kinesis", Origin("stream", KINESIS, through=LEDGER)),
        ("stream_pointer_fan_out", Origin("stream", KINESIS, through=LEDGER)),
        ("stream_pointer_dynamodb", Origin("stream", DYNAMODB, through=LEDGER)),
        ("pipes_pointer_kinesis", Origin("pipe", PIPE, through=KINESIS)),
        ("scheduler", Origin("schedule", SCHEDULE, through="arn:aws:scheduler:::aws-sdk:sqs:sendMessage")),
        ("record_and_exception", Origin("stream", DYNAMODB)),
        ("unknown_text", Origin()),
    ],
)
def test_a_letter_tells_who_gave_up_on_it(name: str, origin: Origin) -> None:
    assert letter(name).origin == origin


@pytest.mark.parametrize(
    ("name", "code", "limit", "attempts"),
    [
        ("sqs_source", "maxReceiveCount", "", None),
        ("lambda_async", "200", "", None),
        ("lambda_async_event_text", "413", "", None),
        ("lambda_destination", "RetriesExhausted", "", 3),
        ("lambda_destination_too_old_never_ran", "EventAgeExceeded", "", 3),
        ("lambda_destination_success", "Success", "", 3),
        ("eventbridge_target", "NO_PERMISSIONS", "", 1),
        ("eventbridge_target_retried", "ERROR_FROM_TARGET", "MaximumRetryAttempts", 186),
        ("eventbridge_target_too_old", "THROTTLING", "MaximumEventAgeInSeconds", 15),
        ("eventbridge_target_other_code", "SOMETHING_NEW", "", 1),
        ("stream_pointer_kinesis", "RetryAttemptsExhausted", "", 2),
        ("stream_pointer_too_old", "RecordAgeExceeded", "", 2),
        ("pipes_pointer_dynamodb", "RecordAgeExceeded", "", None),
        ("scheduler", "AWS.SimpleQueueService.NonExistentQueue", "MaximumRetryAttempts", 1),
    ],
)
def test_a_letter_tells_why_it_was_given_up(name: str, code: str, limit: str, attempts: int | None) -> None:
    assert letter(name).cause == (code, limit, attempts)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        pytest.param("lambda_async", "'fullname'", id="a dead-letter queue of Lambda has no type"),
        pytest.param("lambda_async_without_words", "", id="an error may have no words"),
        pytest.param("lambda_destination", "KeyError: 'fullname'", id="a destination has both"),
        pytest.param("lambda_destination_without_payloads", "", id="a response left out says nothing"),
        pytest.param("lambda_destination_too_old_never_ran", "", id="what never ran did not fail"),
        pytest.param("eventbridge_target_retried", "ERROR_FROM_TARGET: Internal Server Error", id="a target"),
        pytest.param("stream_pointer_kinesis", "", id="a pointer only says that it raised"),
        pytest.param("record_and_exception", "KeyError: 'fullname'", id="a rescued record"),
        pytest.param("sqs_source", "", id="SQS never says"),
    ],
)
def test_a_letter_tells_the_error_where_aws_does(name: str, line: str) -> None:
    assert letter(name).failure.line == line


@pytest.mark.parametrize(
    "name", ["lambda_async", "lambda_async_topic", "lambda_destination", "lambda_destination_bus"]
)
def test_lambdas_letters_name_the_request_by_which_its_log_lines_are_found(name: str) -> None:
    assert letter(name).failure.request_id == "e4b46cbf-b738-4880-8a18-06d2a5a1c2c1"


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("sqs_source", SourceQueue(QUEUE)),
        ("sqs_source_fifo", SourceQueue(f"{QUEUE}.fifo")),
        ("lambda_async", LambdaAsync("", '{"raise_error": 1}')),
        ("lambda_async_topic", LambdaAsync("", '{"raise_error": 1}')),
        ("lambda_async_event_null", LambdaAsync("", "null")),
        ("lambda_async_event_text", LambdaAsync("", '"just text"')),
        ("lambda_destination_payload_null", LambdaAsync(LIVE, "null")),
        ("lambda_destination_payload_number", LambdaAsync(LIVE, "17")),
        ("lambda_destination_payload_text", LambdaAsync(LIVE, '"orders/17.json"')),
        ("sns_subscription", Subscription(TOPIC, SUBSCRIPTION, body("sns_subscription"))),
        ("sns_subscription_unnamed", Subscription(TOPIC, "", body("sns_subscription_unnamed"))),
        ("eventbridge_target", RuleTarget(FUNCTION, RULE, body("eventbridge_target"))),
        (
            "eventbridge_target_input",
            RuleTarget(FUNCTION, RULE, body("eventbridge_target_input"), is_event=False),
        ),
        ("stream_pointer_kinesis", StreamRecords(LEDGER, IN_KINESIS)),
        ("stream_pointer_fan_out", StreamRecords(LEDGER, IN_KINESIS)),
        ("stream_pointer_topic", StreamRecords(LEDGER, IN_KINESIS)),
        ("stream_pointer_dynamodb", StreamRecords(LEDGER, IN_DYNAMODB)),
        ("stream_pointer_alias", StreamRecords(f"{LEDGER}:live", IN_KINESIS)),
        ("pipes_pointer_kinesis", PipeTarget(PIPE, IN_KINESIS)),
        ("pipes_pointer_topic", PipeTarget(PIPE, IN_KINESIS)),
        (
            "scheduler",
            ScheduleTarget("arn:aws:scheduler:::aws-sdk:sqs:sendMessage", SCHEDULE, body("scheduler")),
        ),
    ],
)
def test_a_letter_has_one_way_back(name: str, way: WayBack) -> None:
    assert letter(name).way_back == way


def test_the_event_of_a_record_goes_back_with_its_numbers_as_they_were_written() -> None:
    way = letter("lambda_destination").way_back
    assert isinstance(way, LambdaAsync)
    assert way.payload == '{"order": "A-1017", "price": 0.1, "ledger": 12345678901234567890123}'


@pytest.mark.parametrize("name", ["stream_pointer_s3_object", "stream_pointer_s3_object_as_json"])
def test_a_pointer_at_s3_brings_its_records_with_it(name: str) -> None:
    way = letter(name).way_back
    assert isinstance(way, StreamRecords)
    event = document("stream_pointer_s3_object_as_json")["payload"]
    assert json.loads(way.payload) == event
    assert letter(name).payload.encoding == "JSON"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("lambda_destination_success", "the function succeeded"),
        ("lambda_destination_bus_success", "the function succeeded"),
        ("lambda_destination_without_payloads", "Lambda left the event out"),
        ("lambda_destination_other_condition", "its condition is SomethingNew"),
        ("lambda_destination_loop", "it was in a loop"),
        ("lambda_async_loop", "it was in a loop"),
        ("eventbridge_target_encrypted", "encrypted"),
        ("eventbridge_target_encrypted_bare", "encrypted"),
        ("eventbridge_target_invalid_json", "fix the transformer"),
        ("scheduler_truncated", "IS_PAYLOAD_TRUNCATED"),
        ("stream_pointer_kafka", "KafkaBatchInfo"),
        ("record_and_exception", "does not say which function wrote it"),
        ("unknown_json", "nothing in the message says"),
    ],
)
def test_what_cannot_go_back_is_refused_with_the_reason(name: str, reason: str) -> None:
    assert reason in why(name)


def changed_body(name: str, **changes: object) -> DeadLetter:
    content = json.loads(body(name))
    return read_dead_letter(message(name)._replace(body=json.dumps({**content, **changes})))


@pytest.mark.parametrize(
    "info",
    [
        pytest.param({"startSequenceNumber": 4.96e55}, id="a float has lost its digits"),
        pytest.param({"startSequenceNumber": "9" * 60}, id="begins behind its end"),
        pytest.param({"shardId": None}, id="no shard"),
        pytest.param({"streamArn": "orders"}, id="no stream"),
        pytest.param({"streamArn": DYNAMODB}, id="a stream of another service"),
    ],
)
def test_a_pointer_that_cannot_be_read_is_refused_as_such(info: dict[str, object]) -> None:
    whole = json.loads(body("stream_pointer_kinesis"))["KinesisBatchInfo"]
    read = changed_body("stream_pointer_kinesis", KinesisBatchInfo={**whole, **info})
    assert read.format == "stream_pointer"
    assert read.pointer is None
    assert isinstance(read.way_back, NoWayBack)


def test_a_sequence_number_written_as_a_number_keeps_its_digits() -> None:
    whole = json.loads(body("stream_pointer_kinesis"))["KinesisBatchInfo"]
    as_number = {**whole, "startSequenceNumber": int(whole["startSequenceNumber"])}
    assert changed_body("stream_pointer_kinesis", KinesisBatchInfo=as_number).pointer == IN_KINESIS


def test_a_pointer_knows_whose_stream_it_is() -> None:
    assert IN_DYNAMODB.is_dynamodb
    assert not IN_KINESIS.is_dynamodb


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("stream_pointer_kinesis", {"requestContext": {"functionArn": "ledger"}}),
        ("pipes_pointer_kinesis", {"context": {"partnerResourceArn": "orders-to-ledger"}}),
        ("lambda_destination", {"requestContext": {"condition": "RetriesExhausted"}}),
        ("sns_subscription", {"TopicArn": "orders"}),
    ],
)
def test_an_origin_that_is_no_arn_is_no_way_back(name: str, changes: dict[str, object]) -> None:
    read = changed_body(name, **changes)
    assert read.format == letter(name).format
    assert isinstance(read.way_back, NoWayBack)


def with_attributes(name: str, **changes: str | None) -> DeadLetter:
    given = message(name)
    attributes = {key: value for key, value in given.attributes.items() if key not in changes}
    added = {key: MessageAttribute("String", value) for key, value in changes.items() if value}
    return read_dead_letter(given._replace(attributes={**attributes, **added}))


@pytest.mark.parametrize("name", ["eventbridge_target", "scheduler"])
def test_without_its_target_there_is_no_way_back(name: str) -> None:
    assert with_attributes(name, TARGET_ARN=None).way_back == NoWayBack("it names no target (TARGET_ARN)")


def test_a_source_that_is_no_queue_is_no_way_back() -> None:
    given = message("sqs_source")._replace(system={"DeadLetterQueueSourceArn": TOPIC})
    assert isinstance(read_dead_letter(given).way_back, NoWayBack)


def test_a_body_that_is_no_event_does_not_go_to_a_function() -> None:
    read = read_dead_letter(message("lambda_async")._replace(body="please ship order 17"))
    assert read.format == "lambda_async"
    assert isinstance(read.way_back, NoWayBack)


def test_an_unsubscribe_link_of_another_topic_names_no_subscription() -> None:
    foreign = f"https://sns.eu-west-1.amazonaws.com/?SubscriptionArn=arn:aws:sns:{HERE}:other:1"
    assert changed_body("sns_subscription", UnsubscribeURL=foreign).origin.arn == ""


def order_of(*names: str) -> str:
    """The format of a message that has what tells each of the names' formats."""
    given = [message(name) for name in names]
    merged = ReceivedMessage(
        "",
        "",
        json.dumps({key: value for each in given for key, value in json.loads(each.body).items()}),
        {key: value for each in given for key, value in each.system.items()},
        {key: value for each in given for key, value in each.attributes.items()},
    )
    return read_dead_letter(merged).format


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("sqs_source", "scheduler"),
        ("scheduler", "eventbridge_target"),
        ("eventbridge_target", "lambda_async"),
        ("lambda_async", "lambda_destination"),
        ("lambda_destination", "stream_pointer_kinesis"),
        ("stream_pointer_kinesis", "pipes_pointer_kinesis"),
        ("pipes_pointer_kinesis", "sns_subscription"),
        ("sns_subscription", "record_and_exception"),
    ],
)
def test_of_two_formats_that_fit_the_more_specific_one_is_told(earlier: str, later: str) -> None:
    assert order_of(earlier, later) == letter(earlier).format


def test_what_another_service_wrote_goes_back_to_the_queue_that_sqs_moved_it_from() -> None:
    moved = read_dead_letter(message("lambda_destination")._replace(system=message("sqs_source").system))
    assert (moved.format, moved.way_back) == ("sqs_source", SourceQueue(QUEUE))


@pytest.mark.parametrize(
    ("name", "records"),
    [
        pytest.param("sqs_source", 1, id="a message"),
        pytest.param("sqs_source_answer", 80, id="eighty notifications of S3"),
        pytest.param("sqs_source_s3_in_sns", 3, id="in SNS's envelope"),
        pytest.param("sqs_source_s3_test_event", 1, id="a test event has no records"),
        pytest.param("sqs_source_gzip_in_base64", 4, id="compressed"),
        pytest.param("lambda_async_of_sns", 2, id="in SNS's event of a function"),
        pytest.param("lambda_destination_payload_list", 3, id="a list of objects"),
        pytest.param("stream_pointer_kinesis", 240, id="a batch pointed to"),
        pytest.param("stream_pointer_kafka", 1, id="a pointer that does not say"),
    ],
)
def test_records_are_counted_not_messages(name: str, records: int) -> None:
    assert letter(name).records == records


@pytest.mark.parametrize(
    ("name", "wrappings", "shown"),
    [
        ("sqs_source", (), '{"order": "A-1017"'),
        ("sns_subscription", ("SNS notification",), "hello"),
        ("sqs_source_eventbridge_event", ("EventBridge event",), '{"order": "A-1017"'),
        ("sqs_source_eventbridge_in_sns", ("SNS notification", "EventBridge event"), '{"order": "A-1017"'),
        ("lambda_async_of_sns", ("SNS event",), '{"Records"'),
        ("sqs_source_base64", (), '{"order": "A-1017"'),
        ("record_and_exception", (), '{"eventID"'),
    ],
)
def test_a_payload_is_unwrapped_to_be_shown(name: str, wrappings: tuple[str, ...], shown: str) -> None:
    payload = letter(name).payload
    assert payload.wrappings == wrappings
    assert payload.text.startswith(shown)


@pytest.mark.parametrize("name", ["stream_pointer_kinesis", "pipes_pointer_kinesis"])
def test_a_pointer_is_never_shown_as_the_message(name: str) -> None:
    assert letter(name).payload.encoding == ""
