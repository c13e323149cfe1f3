"""What an alarm is about where no kind reads its metric: its name, its group, a link and an honest card."""

from collections.abc import Mapping

import pytest

from bot.alarm_kinds import kind_of
from bot.alarm_kinds.resources.others import _NAMED
from bot.render.links.console import subject_link
from tests.unit.alarm_kinds import alarms
from tests.unit.alarm_kinds.alarms import group_of, math, on_the_bus, plain

ACCOUNT, REGION = "111122223333", "eu-west-1"
STATES = f"arn:aws:states:{REGION}:{ACCOUNT}:"
MAPPING = "a1b2c3d4-5678-90ab-cdef-11111EXAMPLE"

NAMED: list[tuple[str, str, Mapping[str, str], str]] = [
    (
        "AWS/States",
        "ExecutionsFailed",
        {"StateMachineArn": f"{STATES}stateMachine:OrderFlow"},
        "state_machine/OrderFlow",
    ),
    (
        "AWS/States",
        "ExecutionsTimedOut",
        {"StateMachineArn": f"{STATES}stateMachine:OrderFlow:live"},
        "state_machine/OrderFlow",
    ),
    ("AWS/States", "ActivitiesTimedOut", {"ActivityArn": f"{STATES}activity:approve"}, "activity/approve"),
    (
        "AWS/States",
        "LambdaFunctionsFailed",
        {"LambdaFunctionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders-worker:live"},
        "function/orders-worker",
    ),
    (
        "AWS/States",
        "ServiceIntegrationsFailed",
        {"ServiceIntegrationResourceArn": f"arn:aws:states:{REGION}:{ACCOUNT}:sqs:sendMessage"},
        f"service_integration/arn:aws:states:{REGION}:{ACCOUNT}:sqs:sendMessage",
    ),
    (
        "AWS/States",
        "ServiceIntegrationsFailed",
        {"ServiceIntegrationResourceArn": "arn:aws:states:::sqs:sendMessage"},
        "service_integration/sqs:sendMessage",
    ),
    ("AWS/States", "ThrottledEvents", {"ServiceMetric": "StateTransition"}, "states_api/StateTransition"),
    ("AWS/Lambda", "DroppedEventCount", {"EventSourceMappingUUID": MAPPING}, f"mapping/{MAPPING}"),
    ("AWS/Lambda", "FailedInvokeEventCount", {"EventSourceMappingUUID": MAPPING}, f"mapping/{MAPPING}"),
    ("AWS/Logs", "DeliveryErrors", {"LogGroupName": "/shop/web", "FilterName": "f"}, "log_group//shop/web"),
    ("AWS/Scheduler", "InvocationDroppedCount", {"ScheduleGroup": "nightly"}, "schedule_group/nightly"),
    ("AWS/EventBridge/Pipes", "ExecutionFailed", {"PipeName": "orders-to-flow"}, "pipe/orders-to-flow"),
    ("AWS/Events", "Events", {"EventSourceName": "aws.partner/x"}, "event_source/aws.partner/x"),
    (
        "AWS/SNS",
        "NumberOfNotificationsFailed",
        {"Application": "app", "Platform": "GCM"},
        "platform_application/app",
    ),
    ("AWS/Kafka", "OfflinePartitionsCount", {"Cluster Name": "orders"}, "kafka_cluster/orders"),
    ("AWS/AmazonMQ", "QueueSize", {"Broker": "orders-1", "Queue": "x"}, "broker/orders-1"),
    ("AWS/ECS", "CPUUtilization", {"ClusterName": "shop", "ServiceName": "web"}, "ecs_service/shop/web"),
    ("AWS/ECS", "CPUUtilization", {"ClusterName": "shop"}, "ecs_cluster/shop"),
    ("AWS/RDS", "FreeStorageSpace", {"DBInstanceIdentifier": "orders"}, "database/orders"),
    ("AWS/ApiGateway", "5XXError", {"ApiName": "shop", "Stage": "live"}, "api/shop"),
    ("AWS/Kinesis", "IncomingBytes", {"StreamName": "orders", "ShardId": "s"}, "stream/orders"),
    ("AWS/DynamoDB", "SystemErrors", {"TableName": "orders", "Operation": "PutItem"}, "table/orders"),
    ("AWS/Lambda", "Duration", {"FunctionName": "orders-worker"}, "function/orders-worker"),
    (
        "aws/states",
        "executionsfailed",
        {"statemachinearn": f"{STATES}stateMachine:OrderFlow"},
        "state_machine/OrderFlow",
    ),
]


@pytest.mark.parametrize("described", [plain, math, on_the_bus, alarms.anomaly, alarms.contributor])
@pytest.mark.parametrize(("namespace", "metric", "dimensions", "about"), NAMED)
def test_an_alarm_is_about_what_its_dimensions_name(
    described: object, namespace: str, metric: str, dimensions: Mapping[str, str], about: str
) -> None:
    read = described((namespace, metric, dimensions))  # type: ignore[operator]  # one of five
    assert group_of(read) == f"{ACCOUNT}/{REGION}/{about}"


@pytest.mark.parametrize("namespace", _NAMED)
def test_every_dimension_of_the_table_names_something(namespace: str) -> None:
    for kind, dimension in _NAMED[namespace]:
        value = "us-east-1.x" if kind == "edge_function" else "x"
        read = plain((namespace, "Any", dict.fromkeys(dimension.split("/"), value)))
        assert kind_of(read)[1].kind == kind


@pytest.mark.parametrize("region", ["eu-west-1", "us-east-1"])
def test_a_function_at_the_edge_is_one_wherever_it_ran(region: str) -> None:
    """Nothing is read of it: its metrics lie where it ran, and silence elsewhere is no health."""
    at = f"arn:aws:cloudwatch:{region}:{ACCOUNT}:alarm:edge"
    read = plain(("AWS/Lambda", "Errors", {"FunctionName": "us-east-1.auth"}), AlarmArn=at)
    assert (group_of(read), kind_of(read)[0].probes) == (f"{ACCOUNT}/us-east-1/edge_function/auth", ())


@pytest.mark.parametrize(("namespace", "metric", "dimensions", "_about"), NAMED)
def test_whatever_it_is_about_there_is_a_page_to_open(
    namespace: str, metric: str, dimensions: Mapping[str, str], _about: str
) -> None:
    read = plain((namespace, metric, dimensions))
    assert subject_link(kind_of(read)[1], read.name).startswith(f"https://{REGION}.console.aws.amazon.com/")


def test_without_a_page_of_its_own_or_an_alarm_nothing_is_linked() -> None:
    _, resource = kind_of(plain(("AWS/Scheduler", "InvocationDroppedCount", {"ScheduleGroup": "nightly"})))
    assert subject_link(resource, "") == ""
    assert "alarmsV2:alarm/late" in subject_link(resource, "late")
