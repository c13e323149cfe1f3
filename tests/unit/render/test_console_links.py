"""Console links open in the right partition, whatever the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alarm_kinds import KINDS, kind_of
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.failure_bucket import FailureBucket
from bot.domain.resource.grouping import Resource
from bot.render.links.console import (
    alarm_link,
    bucket_link,
    function_link,
    log_group_link,
    queue_link,
    resource_link,
)
from bot.render.links.web_address import web_address
from tests.unit.alarm_kinds.samples import transition_of


def _queue(region: str) -> Resource:
    return Resource("queue", "orders-dlq", "123456789012", region)


@pytest.mark.parametrize(
    ("region", "host", "endpoint"),
    [
        ("eu-west-1", "eu-west-1.console.aws.amazon.com", "sqs.eu-west-1.amazonaws.com"),
        ("us-gov-west-1", "us-gov-west-1.console.amazonaws-us-gov.com", "sqs.us-gov-west-1.amazonaws.com"),
        ("cn-north-1", "cn-north-1.console.amazonaws.cn", "sqs.cn-north-1.amazonaws.com.cn"),
    ],
)
def test_a_queue_opens_in_its_partition(region: str, host: str, endpoint: str) -> None:
    assert queue_link(_queue(region)) == (
        f"https://{host}/sqs/v3/home?region={region}#/queues/"
        f"https%3A%2F%2F{endpoint}%2F123456789012%2Forders-dlq"
    )


def test_an_alarm_with_a_slash_in_its_name_opens() -> None:
    assert alarm_link("ecs/service up", "us-east-1") == (
        "https://us-east-1.console.aws.amazon.com/cloudwatch/home?region=us-east-1"
        "#alarmsV2:alarm/ecs$2Fservice$20up"
    )


def test_a_log_group_is_encoded_twice() -> None:
    assert log_group_link("/aws/lambda/orders", "eu-west-1").endswith(
        "#logsV2:log-groups/log-group/$252Faws$252Flambda$252Forders"
    )


def test_a_function_opens_on_its_metrics() -> None:
    assert function_link("orders", "eu-west-1").endswith("#/functions/orders?tab=monitoring")


def test_an_alarm_resource_opens_by_the_name_in_its_arn() -> None:
    arn = "arn:aws:cloudwatch:eu-west-1:123456789012:alarm:api: 5xx#contributor"
    link = resource_link(Resource("alarm", arn, "123456789012", "eu-west-1"))
    assert link.endswith("#alarmsV2:alarm/api$3A$205xx")


ACCOUNT = "123456789012"
MACHINES = f"arn:aws:states:eu-west-1:{ACCOUNT}:stateMachine"


@pytest.mark.parametrize(
    ("kind", "name", "place"),
    [
        ("function", "orders", "lambda/home?region=eu-west-1#/functions/orders?tab=monitoring"),
        ("stream", "orders", "kinesis/home?region=eu-west-1#/streams/details/orders/monitoring"),
        ("table", "orders", "dynamodbv2/home?region=eu-west-1#table?name=orders&tab=monitoring"),
        (
            "topic",
            "orders.fifo",
            f"sns/v3/home?region=eu-west-1#/topic/arn:aws:sns:eu-west-1:{ACCOUNT}:orders.fifo",
        ),
        ("rule", "default/placed", "events/home?region=eu-west-1#/eventbus/default/rules/placed"),
        (
            "rule",
            "aws.partner/shop/1/placed",
            "events/home?region=eu-west-1#/eventbus/aws.partner%2Fshop%2F1/rules/placed",
        ),
        ("bus", "aws.partner/shop", "events/home?region=eu-west-1#/eventbus/aws.partner%2Fshop"),
        ("state_machine", "ship", f"states/home?region=eu-west-1#/statemachines/view/{MACHINES}:ship"),
        ("account_pool", "lambda-concurrency", "lambda/home?region=eu-west-1#/discover"),
        (
            "log_group",
            "/ecs/shop front",
            "cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Fecs$252Fshop$2520front",
        ),
        (
            "alarm",
            f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:team/api: 5xx #1",
            "cloudwatch/home?region=eu-west-1#alarmsV2:alarm/team$2Fapi$3A$205xx$20$231",
        ),
    ],
)
def test_a_resource_opens_on_what_tells_most_of_it(kind: str, name: str, place: str) -> None:
    link = resource_link(Resource(kind, name, ACCOUNT, "eu-west-1"))
    assert link == f"https://eu-west-1.console.aws.amazon.com/{place}"


LINKED = ("queue", "function", "stream", "table", "topic", "rule", "bus", "state_machine", "account_pool")


@pytest.mark.parametrize("kind", LINKED)
@pytest.mark.parametrize(
    ("region", "host"),
    [("us-gov-east-1", "console.amazonaws-us-gov.com"), ("cn-northwest-1", "console.amazonaws.cn")],
)
def test_every_resource_opens_in_its_partition(kind: str, region: str, host: str) -> None:
    link = resource_link(Resource(kind, "orders", ACCOUNT, region))
    assert link.startswith(f"https://{region}.{host}/")
    assert "arn:aws:" not in link


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_an_alarm_of_each_kind_is_about_has_its_page(kind: AlarmKind) -> None:
    _, resource = kind_of(transition_of(kind))
    assert resource_link(resource._replace(region="eu-west-1"))


@pytest.mark.parametrize("kind", LINKED)
def test_without_a_region_nothing_has_a_link(kind: str) -> None:
    assert resource_link(Resource(kind, "orders", ACCOUNT, "")) == ""


@pytest.mark.parametrize("kind", ["notice", "account"])
def test_what_has_no_page_has_no_link(kind: str) -> None:
    assert resource_link(Resource(kind, "x", "123456789012", "eu-west-1")) == ""


def test_without_a_region_there_is_no_link() -> None:
    assert queue_link(_queue("")) == ""


@given(st.text(min_size=1), st.sampled_from(LINKED))
def test_any_name_makes_a_link_that_slack_can_hold(name: str, kind: str) -> None:
    link = resource_link(Resource(kind, name[:80], "123456789012", "eu-west-1"))
    assert web_address(link)


def test_a_bucket_is_opened_at_what_one_writer_leaves_there() -> None:
    events = FailureBucket(
        "arn:aws:s3:::failed-events", "arn:aws:lambda:eu-west-1:111122223333:function:worker"
    )
    assert bucket_link(events) == (
        "https://eu-west-1.console.aws.amazon.com/s3/buckets/failed-events"
        "?region=eu-west-1&prefix=aws/lambda/async/worker/"
    )
    batches = FailureBucket(
        "arn:aws-cn:s3:::skipped", "arn:aws-cn:lambda:cn-north-1:111122223333:function:worker", "u-1"
    )
    assert bucket_link(batches) == (
        "https://cn-north-1.console.amazonaws.cn/s3/buckets/skipped?region=cn-north-1&prefix=aws/lambda/u-1/"
    )
