"""ARNs: their parts, and what people call what they name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.resource.arn import (
    Arn,
    as_arn,
    bus_and_rule,
    consumer_name,
    name_of,
    read_arn,
    stream_of,
    unqualified,
)

HERE = "eu-west-1:111122223333"
LAMBDA, KINESIS, DYNAMODB = (f"arn:aws:{each}:{HERE}" for each in ("lambda", "kinesis", "dynamodb"))
TIME = "2026-01-01T00:00:00.000"

NO_ARNS = (
    "",
    "arn",
    "arn:aws:sqs:eu-west-1:1",
    "urn:aws:sqs:eu-west-1:1:q",
    "arn::sqs:eu-west-1:1:q",
    "arn:aws::eu-west-1:1:q",
    "arn:aws:sqs:eu-west-1:1:",
    "arn:aws:sqs:eu/west:1:q",
    f"arn:aws:sqs:{'x' * 65}:1:q",
)


def test_an_arn_has_six_parts_of_which_the_last_may_hold_colons() -> None:
    read = read_arn("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a:b")
    assert read == Arn("aws", "cloudwatch", "eu-west-1", "111122223333", "alarm:a:b")


@pytest.mark.parametrize("text", NO_ARNS)
def test_what_is_no_arn_is_none(text: str) -> None:
    assert read_arn(text) is None


@given(text=st.text() | st.from_regex(r"\Aarn(:[a-z:/-]{0,6}){3,8}\Z"))
def test_any_text_written_again_is_the_same_text(text: str) -> None:
    assert str(as_arn(text)) == text


@given(text=st.text())
def test_of_a_text_that_is_no_arn_nothing_is_claimed(text: str) -> None:
    read = as_arn(text)
    assert read_arn(text) or (read.service, read.region, read.account, read.kind, read.is_stream) == (
        *[""] * 4,
        False,
    )


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (f"{LAMBDA}:function:mailer", "mailer"),
        (f"{LAMBDA}:function:mailer:$LATEST", "mailer"),
        (f"{LAMBDA}:function:mailer:live", "mailer"),
        (f"{LAMBDA}:event-source-mapping:0a-1b", "0a-1b"),
        ("arn:aws:sqs:eu-west-1:111122223333:orders", "orders"),
        ("arn:aws:sns:eu-west-1:111122223333:orders", "orders"),
        (f"{KINESIS}:stream/clicks", "clicks"),
        (f"{KINESIS}:stream/clicks/consumer/c:1588", "clicks"),
        (f"{DYNAMODB}:table/carts", "carts"),
        (f"{DYNAMODB}:table/carts/stream/{TIME}", "carts"),
        ("arn:aws:events:eu-west-1:111122223333:rule/shop/order-created", "order-created"),
        (f"arn:aws:events:{HERE}:event-bus/aws.partner/example.com/123", "aws.partner/example.com/123"),
        (f"arn:aws:states:{HERE}:stateMachine:checkout:3", "checkout"),
        (f"arn:aws:logs:{HERE}:log-group:/aws/lambda/mailer:*", "/aws/lambda/mailer"),
        (f"arn:aws:cloudwatch:{HERE}:alarm:orders/dlq: depth", "orders/dlq: depth"),
        ("arn:aws:iam::111122223333:role/service-role/worker", "worker"),
        ("arn:aws:s3:::kept", "kept"),
        ("mailer", "mailer"),
        ("", ""),
    ],
)
def test_a_thing_is_called_by_its_name_and_by_nothing_that_follows_it(arn: str, name: str) -> None:
    assert name_of(arn) == name


@pytest.mark.parametrize("partition", ["aws", "aws-cn", "aws-us-gov"])
def test_what_it_is_does_not_depend_on_the_partition(partition: str) -> None:
    read = as_arn(f"arn:{partition}:kinesis:{HERE}:stream/clicks")
    assert (read.service, read.kind, read.is_stream) == ("kinesis", "stream", True)


@pytest.mark.parametrize("qualifier", ["12", "live", "$LATEST", ""])
def test_a_function_is_the_same_whatever_version_or_alias_is_named(qualifier: str) -> None:
    function = f"{LAMBDA}:function:orders-worker"
    named = f"{function}:{qualifier}".rstrip(":")
    assert (unqualified(named), as_arn(named).qualifier) == (function, qualifier)


@pytest.mark.parametrize("name", ["clicks", "consumer"])
def test_a_stream_is_the_same_whichever_consumer_reads_it(name: str) -> None:
    stream = f"{KINESIS}:stream/{name}"
    consumer = f"{stream}/consumer/counter:1588"
    assert (stream_of(stream), stream_of(consumer), consumer_name(consumer)) == (stream, stream, "counter")


def test_a_table_may_be_called_consumer() -> None:
    stream = f"{DYNAMODB}:table/consumer/stream/{TIME}"
    assert stream_of(stream) == stream


def test_a_partners_bus_has_slashes_and_a_rule_has_none() -> None:
    assert bus_and_rule("aws.partner/example.com/123/orders") == ("aws.partner/example.com/123", "orders")
    assert bus_and_rule("orders") == ("", "orders")
