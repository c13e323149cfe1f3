"""Which alarms each kind takes, in every way CloudWatch describes them, and which it leaves to others."""

from collections.abc import Callable, Mapping
from itertools import permutations

import pytest

from bot.alarm_kinds import kind_of, kinds_of
from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.alarm.alarm_kind import MOST_MEMBERS
from tests.unit.alarm_kinds import alarms
from tests.unit.alarm_kinds.alarms import Watched, from_topic, group_of, math, on_the_bus, plain, taken_as

LAMBDA, SQS, SNS, EVENTS, KINESIS, DYNAMODB = (
    f"AWS/{name}" for name in ("Lambda", "SQS", "SNS", "Events", "Kinesis", "DynamoDB")
)
FUNCTION = {"FunctionName": "orders-worker"}
ALIAS = {"FunctionName": "orders-worker", "Resource": "orders-worker:live"}
VERSION = {**ALIAS, "ExecutedVersion": "42"}
QUEUE, DLQ = {"QueueName": "orders"}, {"QueueName": "orders-dlq"}
TOPIC = {"TopicName": "order-updates"}
RULE = {"RuleName": "order-placed"}
RULE_OF_BUS = {"EventBusName": "shop", "RuleName": "order-placed"}
STREAM, SHARD = {"StreamName": "orders"}, {"StreamName": "orders", "ShardId": "shardId-000000000000"}
CONSUMER = {"StreamName": "orders", "ConsumerName": "ledger"}
TABLE, INDEX = {"TableName": "orders"}, {"TableName": "orders", "GlobalSecondaryIndexName": "by-day"}

TAKEN: dict[str, list[tuple[str, str, Mapping[str, str], str]]] = {
    "dead_letters": [
        (SQS, "ApproximateNumberOfMessagesVisible", DLQ, "queue/orders-dlq"),
        (SQS, "ApproximateNumberOfMessagesNotVisible", DLQ, "queue/orders-dlq"),
        (SQS, "ApproximateNumberOfMessagesDelayed", DLQ, "queue/orders-dlq"),
        (SQS, "ApproximateAgeOfOldestMessage", DLQ, "queue/orders-dlq"),
        (SQS, "NumberOfMessagesSent", DLQ, "queue/orders-dlq"),
        (SQS, "NumberOfMessagesReceived", DLQ, "queue/orders-dlq"),
    ],
    "queue_backlog": [
        (SQS, "ApproximateNumberOfMessagesVisible", QUEUE, "queue/orders"),
        (SQS, "ApproximateNumberOfMessagesNotVisible", QUEUE, "queue/orders"),
        (SQS, "ApproximateNumberOfMessagesDelayed", QUEUE, "queue/orders"),
        (SQS, "ApproximateAgeOfOldestMessage", QUEUE, "queue/orders"),
        (SQS, "ApproximateAgeOfOldestMessage", {"QueueName": "orders.fifo"}, "queue/orders.fifo"),
    ],
    "iterator_age": [
        (LAMBDA, "IteratorAge", FUNCTION, "function/orders-worker"),
        (LAMBDA, "IteratorAge", ALIAS, "function/orders-worker"),
        (KINESIS, "GetRecords.IteratorAgeMilliseconds", STREAM, "stream/orders"),
        (KINESIS, "IteratorAgeMilliseconds", SHARD, "stream/orders"),
        (KINESIS, "SubscribeToShardEvent.MillisBehindLatest", CONSUMER, "stream/orders"),
    ],
    "async_event_age": [(LAMBDA, "AsyncEventAge", FUNCTION, "function/orders-worker")],
    "async_events_dropped": [(LAMBDA, "AsyncEventsDropped", FUNCTION, "function/orders-worker")],
    "lost_events": [
        (LAMBDA, "DeadLetterErrors", FUNCTION, "function/orders-worker"),
        (LAMBDA, "DestinationDeliveryFailures", ALIAS, "function/orders-worker"),
        (SNS, "NumberOfNotificationsFailedToRedriveToDlq", TOPIC, "topic/order-updates"),
        (EVENTS, "InvocationsFailedToBeSentToDlq", RULE, "rule/default/order-placed"),
        (EVENTS, "InvocationsFailedToBeSentToDLQ", RULE_OF_BUS, "rule/shop/order-placed"),
    ],
    "function_throttles": [
        (LAMBDA, "Throttles", FUNCTION, "function/orders-worker"),
        (LAMBDA, "Throttles", ALIAS, "function/orders-worker"),
    ],
    "function_concurrency": [
        (LAMBDA, "ConcurrentExecutions", FUNCTION, "function/orders-worker"),
        (LAMBDA, "ConcurrentExecutions", ALIAS, "function/orders-worker"),
    ],
    "account_concurrency": [
        (LAMBDA, "ClaimedAccountConcurrency", {}, "account_pool/lambda-concurrency"),
        (LAMBDA, "ConcurrentExecutions", {}, "account_pool/lambda-concurrency"),
        (LAMBDA, "UnreservedConcurrentExecutions", {}, "account_pool/lambda-concurrency"),
        (LAMBDA, "Throttles", {}, "account_pool/lambda-concurrency"),
    ],
    "function_errors": [
        (LAMBDA, "Errors", FUNCTION, "function/orders-worker"),
        (LAMBDA, "Errors", VERSION, "function/orders-worker"),
        (LAMBDA, "Errors", {"Resource": "orders-worker:live"}, "function/orders-worker"),
    ],
    "rule_failures": [
        (EVENTS, "FailedInvocations", RULE, "rule/default/order-placed"),
        (EVENTS, "FailedInvocations", RULE_OF_BUS, "rule/shop/order-placed"),
        (EVENTS, "FailedInvocations", {"EventBusName": "shop"}, "bus/shop"),
        (EVENTS, "InvocationsSentToDlq", RULE, "rule/default/order-placed"),
        (EVENTS, "InvocationsSentToDLQ", RULE_OF_BUS, "rule/shop/order-placed"),
    ],
    "topic_failures": [
        (SNS, "NumberOfNotificationsFailed", TOPIC, "topic/order-updates"),
        (SNS, "NumberOfNotificationsRedrivenToDlq", TOPIC, "topic/order-updates"),
    ],
    "throughput_exceeded": [
        (KINESIS, "WriteProvisionedThroughputExceeded", STREAM, "stream/orders"),
        (KINESIS, "ReadProvisionedThroughputExceeded", SHARD, "stream/orders"),
        (KINESIS, "PutRecords.ThrottledRecords", STREAM, "stream/orders"),
        (KINESIS, "SubscribeToShard.RateExceeded", CONSUMER, "stream/orders"),
        (DYNAMODB, "ThrottledRequests", {**TABLE, "Operation": "PutItem"}, "table/orders"),
        (DYNAMODB, "ReadThrottleEvents", TABLE, "table/orders"),
        (DYNAMODB, "WriteThrottleEvents", INDEX, "table/orders"),
        (DYNAMODB, "WriteKeyRangeThroughputThrottleEvents", TABLE, "table/orders"),
        (DYNAMODB, "ReadAccountLimitThrottleEvents", TABLE, "table/orders"),
        (DYNAMODB, "OnlineIndexThrottleEvents", INDEX, "table/orders"),
    ],
}

every_taken = pytest.mark.parametrize(
    ("kind", "watched", "resource"),
    [
        pytest.param(
            kind, (namespace, name, dimensions), resource, id=f"{kind}-{name}-{'+'.join(dimensions)}"
        )
        for kind, rows in TAKEN.items()
        for namespace, name, dimensions, resource in rows
    ],
)


@every_taken
@pytest.mark.parametrize(
    "described",
    [plain, math, alarms.anomaly, alarms.contributor, alarms.series, on_the_bus],
    ids=["plain", "metric math", "anomaly", "contributor", "series", "EventBridge"],
)
def test_a_kind_takes_its_metrics_however_the_alarm_is_described(
    kind: str, watched: Watched, resource: str, described: Callable[[Watched], AlarmTransition]
) -> None:
    assert taken_as(described(watched)) == (kind, resource)


@every_taken
def test_the_order_and_the_case_of_dimensions_do_not_matter(
    kind: str, watched: Watched, resource: str
) -> None:
    namespace, name, dimensions = watched
    for order in permutations(dimensions.items()):
        shouted = {key.upper(): value for key, value in order}
        assert taken_as(plain((namespace, name, dict(order)))) == (kind, resource)
        assert taken_as(plain((namespace, name.lower(), shouted))) == (kind, resource)


@every_taken
def test_a_metric_among_others_is_found(kind: str, watched: Watched, resource: str) -> None:
    beside = ("Shop", "Orders", {"Service": "checkout"})
    assert taken_as(math(beside, watched)) == (kind, resource)


@every_taken
def test_the_same_name_in_a_namespace_of_the_teams_own_is_another_metric(
    kind: str, watched: Watched, resource: str
) -> None:
    _, name, dimensions = watched
    assert taken_as(plain(("Shop", name, dimensions)))[0] == "generic"


def test_the_series_of_a_query_that_cannot_be_read_still_joins_what_its_attributes_name() -> None:
    labels = {"AlarmContributorId": "ffee", "AlarmContributorAttributes": {"QueueName": "orders-dlq"}}
    assert taken_as(from_topic(labels)) == ("generic", "queue/orders-dlq")


def test_two_series_of_one_alarm_about_two_queues_are_two_incidents() -> None:
    depth = "ApproximateNumberOfMessagesVisible"
    assert group_of(alarms.series((SQS, depth, QUEUE))) != group_of(alarms.series((SQS, depth, DLQ)))


@every_taken
def test_a_resource_lives_in_the_account_of_its_metric(kind: str, watched: Watched, resource: str) -> None:
    namespace, name, dimensions = watched
    listed = [{"name": key, "value": value} for key, value in dimensions.items()]
    metric = {"Namespace": namespace, "MetricName": name, "Dimensions": listed}
    query = {"Id": "m", "MetricStat": {"Metric": metric, "Stat": "Sum"}, "AccountId": "9" * 12}
    taken, found = kind_of(from_topic({"Trigger": {"Metrics": [query], "Threshold": 100.0}}))
    assert (taken.name, f"{found.kind}/{found.name}", found.account) == (kind, resource, "9" * 12)


NEAR_MISSES = [
    pytest.param((LAMBDA, "Duration", FUNCTION), "function/orders-worker", id="a function's other metric"),
    pytest.param((LAMBDA, "Invocations", FUNCTION), "function/orders-worker", id="traffic"),
    pytest.param((LAMBDA, "AsyncEventsReceived", FUNCTION), "function/orders-worker", id="events taken in"),
    pytest.param((LAMBDA, "OffsetLag", FUNCTION), "function/orders-worker", id="Kafka's lag is no age"),
    pytest.param((LAMBDA, "Errors", {}), "", id="errors of nobody in particular"),
    pytest.param((LAMBDA, "IteratorAge", {}), "", id="an age of nobody in particular"),
    pytest.param((LAMBDA, "ClaimedAccountConcurrency", {"Some": "thing"}), "", id="not the whole account"),
    pytest.param((SQS, "NumberOfMessagesSent", QUEUE), "queue/orders", id="a queue's traffic"),
    pytest.param((SQS, "NumberOfEmptyReceives", DLQ), "queue/orders-dlq", id="nobody's loss"),
    pytest.param((SNS, "NumberOfNotificationsFilteredOut", TOPIC), "topic/order-updates", id="left out"),
    pytest.param((SNS, "NumberOfNotificationsFailed", {"Country": "DE"}), "", id="failed text messages"),
    pytest.param((EVENTS, "ThrottledRules", RULE), "rule/default/order-placed", id="a rule late, not failed"),
    pytest.param((EVENTS, "FailedInvocations", {}), "", id="failures of no rule in particular"),
    pytest.param((KINESIS, "IncomingRecords", STREAM), "stream/orders", id="a stream's traffic"),
    pytest.param(("AWS/KinesisAnalytics", "MillisBehindLatest", {"Application": "a"}), "", id="not a stream"),
    pytest.param((DYNAMODB, "ConsumedWriteCapacityUnits", TABLE), "table/orders", id="use, not refusal"),
    pytest.param((DYNAMODB, "ThrottledPutRecordCount", TABLE), "table/orders", id="replication"),
]


@pytest.mark.parametrize(("watched", "resource"), NEAR_MISSES)
def test_a_near_miss_is_generic_and_still_joins_what_it_names(watched: Watched, resource: str) -> None:
    itself = "alarm/arn:aws:cloudwatch:eu-west-1:111122223333:alarm:some-alarm"
    assert taken_as(plain(watched)) == ("generic", resource or itself)


def test_all_alarms_of_one_function_share_a_group() -> None:
    names = ("Throttles", "IteratorAge", "AsyncEventAge", "Errors", "AsyncEventsDropped", "DeadLetterErrors")
    alike = [
        plain((LAMBDA, name, dimensions))
        for name in (*names, "ConcurrentExecutions", "Duration")
        for dimensions in (FUNCTION, ALIAS, VERSION)
    ]
    assert {group_of(each) for each in alike} == {"111122223333/eu-west-1/function/orders-worker"}


@pytest.mark.parametrize(
    "named",
    [
        pytest.param("arn:aws:lambda:eu-west-1:111122223333:function:orders-worker:live", id="an ARN"),
        pytest.param("orders-worker:$LATEST", id="with a qualifier"),
        pytest.param(" orders-worker ", id="with blanks"),
    ],
)
def test_a_function_is_known_by_its_bare_name(named: str) -> None:
    (_, resource) = taken_as(plain((LAMBDA, "Errors", {"FunctionName": named})))
    assert resource == "function/orders-worker"


def test_a_rule_is_not_confused_with_one_of_the_same_name_on_another_bus() -> None:
    here, there = (plain((EVENTS, "FailedInvocations", {**RULE, "EventBusName": bus})) for bus in "ab")
    assert group_of(here) != group_of(there)


def test_a_bus_given_by_its_arn_is_known_by_its_name() -> None:
    arn = "arn:aws:events:eu-west-1:111122223333:event-bus/shop"
    named = plain((EVENTS, "FailedInvocations", {**RULE, "EventBusName": arn}))
    assert taken_as(named) == ("rule_failures", "rule/shop/order-placed")


@pytest.mark.parametrize(
    ("several", "kind"),
    [
        pytest.param(["Errors", "Invocations"], "function_errors", id="a failure rate"),
        pytest.param(["Invocations", "Errors"], "function_errors", id="in whichever order"),
        pytest.param(["Errors", "Throttles"], "function_throttles", id="throttles are the rarer cause"),
        pytest.param(["Errors", "DeadLetterErrors"], "lost_events", id="what is lost comes first"),
        pytest.param(["ConcurrentExecutions", "Errors"], "function_errors", id="a failure before a limit"),
    ],
)
def test_of_several_metrics_the_most_specific_kind_speaks(several: list[str], kind: str) -> None:
    assert taken_as(math(*((LAMBDA, name, FUNCTION) for name in several)))[0] == kind


def test_a_share_of_the_accounts_concurrency_is_about_the_function() -> None:
    share = math((LAMBDA, "ConcurrentExecutions", {}), (LAMBDA, "ConcurrentExecutions", FUNCTION))
    assert taken_as(share) == ("function_concurrency", "function/orders-worker")


def test_a_metric_without_its_resource_leaves_the_word_to_the_next() -> None:
    named = math((LAMBDA, "Errors", {}), (LAMBDA, "Errors", FUNCTION))
    assert taken_as(named) == ("function_errors", "function/orders-worker")


OTHERS: dict[str, tuple[str, str, str]] = {
    "dead_letters": (SQS, "ApproximateNumberOfMessagesVisible", "QueueName"),
    "function_errors": (LAMBDA, "Errors", "FunctionName"),
    "function_throttles": (LAMBDA, "Throttles", "FunctionName"),
    "topic_failures": (SNS, "NumberOfNotificationsFailed", "TopicName"),
    "rule_failures": (EVENTS, "FailedInvocations", "RuleName"),
    "throughput_exceeded": (DYNAMODB, "ReadThrottleEvents", "TableName"),
    "generic": ("AWS/States", "ExecutionsAborted", "StateMachineArn"),
}


@pytest.mark.parametrize("described", [math, on_the_bus, alarms.anomaly])
@pytest.mark.parametrize("kind", OTHERS)
def test_an_alarm_over_several_resources_is_about_none_of_them_alone(
    kind: str, described: Callable[..., AlarmTransition]
) -> None:
    namespace, metric, dimension = OTHERS[kind]
    names = ("a-dlq", "b-dlq", "c-dlq")
    read = described(*((namespace, metric, {dimension: each}) for each in names))
    watched = kinds_of(read)
    assert [(of.name, each.name.rpartition("/")[2]) for of, each in watched] == [
        (kind, name) for name in names
    ]
    assert kind_of(read)[1].kind == "alarm"


def test_of_one_resource_named_by_several_metrics_it_is_that_resource() -> None:
    read = math((LAMBDA, "Errors", FUNCTION), (LAMBDA, "Errors", ALIAS), (LAMBDA, "Invocations", FUNCTION))
    assert taken_as(read) == ("function_errors", "function/orders-worker")


def test_what_is_of_another_kind_is_watched_as_well_and_the_most_serious_leads() -> None:
    read = math(
        (LAMBDA, "Errors", FUNCTION),
        *((SQS, "ApproximateNumberOfMessagesVisible", each) for each in (QUEUE, DLQ)),
    )
    assert [(kind.name, each.name) for kind, each in kinds_of(read)] == [
        ("dead_letters", "orders-dlq"),
        ("queue_backlog", "orders"),
        ("function_errors", "orders-worker"),
    ]
    assert (kind_of(read)[0].name, kind_of(read)[1].kind) == ("dead_letters", "alarm")


@pytest.mark.parametrize(
    "beside",
    [
        pytest.param((LAMBDA, "Invocations", {"FunctionName": "other"}), id="a share of something"),
        pytest.param(
            (LAMBDA, "ConcurrentExecutions", {"FunctionName": "other"}), id="work for each that works"
        ),
        pytest.param(
            ("ECS/ContainerInsights", "RunningTaskCount", {"ServiceName": "w"}), id="workers of another sort"
        ),
    ],
)
def test_what_a_number_is_only_divided_by_is_not_watched(beside: tuple[str, str, dict[str, str]]) -> None:
    assert taken_as(math((SQS, "ApproximateNumberOfMessagesVisible", DLQ), beside)) == (
        "dead_letters",
        "queue/orders-dlq",
    )


def test_of_very_many_resources_so_many_are_watched_as_an_alarm_may_have_queries() -> None:
    many = ((LAMBDA, "Errors", {"FunctionName": f"f{n}"}) for n in range(50))
    assert len(kinds_of(math(*many))) == MOST_MEMBERS
