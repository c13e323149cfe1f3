"""Console links open in the right partition, whatever the name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grouping import Resource
from bot.render.console_links import alarm_link, function_link, log_group_link, queue_link, resource_link
from bot.render.mrkdwn import web_address


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


@pytest.mark.parametrize("kind", ["notice", "account", "stream"])
def test_what_has_no_page_has_no_link(kind: str) -> None:
    assert resource_link(Resource(kind, "x", "123456789012", "eu-west-1")) == ""


def test_without_a_region_there_is_no_link() -> None:
    assert queue_link(_queue("")) == ""


@given(st.text(min_size=1), st.sampled_from(["queue", "function"]))
def test_any_name_makes_a_link_that_slack_can_hold(name: str, kind: str) -> None:
    link = resource_link(Resource(kind, name[:80], "123456789012", "eu-west-1"))
    assert web_address(link)
