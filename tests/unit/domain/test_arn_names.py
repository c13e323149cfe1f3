"""The names in ARNs."""

import pytest

from bot.domain.arn_names import name_of

LAMBDA = "arn:aws:lambda:eu-west-1:111122223333"


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        (f"{LAMBDA}:function:mailer", "mailer"),
        (f"{LAMBDA}:function:mailer:$LATEST", "mailer"),
        (f"{LAMBDA}:function:mailer:live", "mailer"),
        (f"{LAMBDA}:event-source-mapping:0a-1b", "0a-1b"),
        ("arn:aws:sqs:eu-west-1:111122223333:orders", "orders"),
        ("arn:aws:sns:eu-west-1:111122223333:orders", "orders"),
        ("arn:aws:kinesis:eu-west-1:111122223333:stream/clicks", "clicks"),
        ("arn:aws:kinesis:eu-west-1:111122223333:stream/clicks/consumer/c:1588", "clicks"),
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/carts", "carts"),
        ("arn:aws:dynamodb:eu-west-1:111122223333:table/carts/stream/2026-01-01T00:00:00.000", "carts"),
        ("arn:aws:events:eu-west-1:111122223333:rule/shop/order-created", "order-created"),
        ("arn:aws:s3:::kept", "kept"),
        ("mailer", "mailer"),
        ("", ""),
    ],
)
def test_a_thing_is_called_by_its_name_and_by_nothing_that_follows_it(arn: str, name: str) -> None:
    assert name_of(arn) == name
