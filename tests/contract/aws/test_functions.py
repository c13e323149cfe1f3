"""ports.Functions on Lambda and CloudTrail, whose answers are held to AWS's own shapes."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.validate import validate_parameters

from bot.aws.functions import LambdaFunctions
from bot.aws.session import LOOK, Clients
from bot.domain.evidence.consumer import AccountLimits, AsyncSettings, Deployment, EventSource, FunctionFacts
from bot.domain.evidence.missing import Missing
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION

ACCOUNT = "123456789012"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders-worker"
QUEUE = f"arn:aws:sqs:{REGION}:{ACCOUNT}:orders"
STREAM = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/clicks"
CONSUMER = f"{STREAM}/consumer/counter:1600000000"
DLQ = f"arn:aws:sqs:{REGION}:{ACCOUNT}:failures"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/worker"
UUID_1, UUID_2, UUID_3 = (f"2b733gdc-8ac3-cdf5-af3a-1827b3b1128{n}" for n in range(3))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Cloud:
    """Answers that must fit the shapes of the service."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def answers(self, service: str, operation: str, *answers: dict[str, Any]) -> None:
        client = self._clients.client(service, LOOK)
        shape = client.meta.service_model.operation_model(operation).output_shape
        for answer in answers:
            validate_parameters(answer, shape)
        Faults(client).answer(operation, *answers)

    def refuses(self, service: str, operation: str, code: str) -> None:
        Faults(self._clients.client(service, LOOK)).refuse(operation, code, status=403)


@pytest.fixture
def cloud(aws: Clients) -> Cloud:
    return Cloud(aws)


def no_wait(_: float) -> None:
    """Between two pages."""


@pytest.fixture
def functions(aws: Clients) -> LambdaFunctions:
    return LambdaFunctions(aws, sleep=no_wait)


CONFIGURATION = {
    "FunctionName": "orders-worker",
    "FunctionArn": FUNCTION,
    "Role": ROLE,
    "Timeout": 30,
    "MemorySize": 512,
    "LastModified": "2026-03-02T11:58:30.000+0000",
    "DeadLetterConfig": {"TargetArn": DLQ},
    "LoggingConfig": {"LogFormat": "JSON", "LogGroup": "/team/orders"},
}
FACTS = FunctionFacts(
    arn=FUNCTION,
    timeout=timedelta(seconds=30),
    memory_mb=512,
    reserved=5,
    role=ROLE,
    dead_letters_to=DLQ,
    log_group="/team/orders",
)


@pytest.mark.parametrize("name", [FUNCTION, f"{FUNCTION}:live"])
def test_a_function_is_told_with_its_reservation(cloud: Cloud, functions: LambdaFunctions, name: str) -> None:
    cloud.answers("lambda", "GetFunctionConfiguration", CONFIGURATION)
    cloud.answers("lambda", "GetFunctionConcurrency", {"ReservedConcurrentExecutions": 5})
    assert functions.facts(name) == FACTS


@pytest.mark.parametrize(
    ("answer", "reserved"), [({}, None), ({"ReservedConcurrentExecutions": 0}, 0)], ids=["none", "off"]
)
def test_no_reservation_is_not_one_of_zero(
    cloud: Cloud, functions: LambdaFunctions, answer: dict[str, Any], reserved: int | None
) -> None:
    cloud.answers("lambda", "GetFunctionConfiguration", CONFIGURATION)
    cloud.answers("lambda", "GetFunctionConcurrency", answer)
    assert functions.facts(FUNCTION) == FACTS._replace(reserved=reserved)


def test_a_reservation_that_may_not_be_read_does_not_look_like_none(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    cloud.answers("lambda", "GetFunctionConfiguration", CONFIGURATION)
    cloud.refuses("lambda", "GetFunctionConcurrency", "AccessDeniedException")
    assert functions.facts(FUNCTION) == Missing(f"denied: allow lambda:GetFunctionConcurrency on {FUNCTION}")


QUEUE_MAPPING = {
    "UUID": UUID_1,
    "BatchSize": 10,
    "MaximumBatchingWindowInSeconds": 5,
    "EventSourceArn": QUEUE,
    "FunctionArn": f"{FUNCTION}:live",
    "State": "Enabled",
    "StateTransitionReason": "USER_INITIATED",
    "FunctionResponseTypes": ["ReportBatchItemFailures"],
    "ScalingConfig": {"MaximumConcurrency": 2},
}
STREAM_MAPPING = {
    "UUID": UUID_2,
    "BatchSize": 100,
    "EventSourceArn": CONSUMER,
    "FunctionArn": FUNCTION,
    "State": "Disabled",
    "StateTransitionReason": "User action",
    "LastProcessingResult": "PROBLEM: Function call failed",
    "MaximumRetryAttempts": -1,
    "MaximumRecordAgeInSeconds": 3600,
    "BisectBatchOnFunctionError": True,
    "ParallelizationFactor": 2,
    "DestinationConfig": {"OnFailure": {"Destination": DLQ}},
    "FilterCriteria": {"Filters": [{"Pattern": '{"a": [1]}'}]},
    "MetricsConfig": {"Metrics": ["EventCount"]},
}
OF_QUEUE = EventSource(
    uuid=UUID_1,
    source=QUEUE,
    function=FUNCTION,
    state="Enabled",
    state_reason="USER_INITIATED",
    batch_size=10,
    window=timedelta(seconds=5),
    partial_responses=True,
    max_concurrency=2,
)
OF_STREAM = EventSource(
    uuid=UUID_2,
    source=STREAM,
    function=FUNCTION,
    state="Disabled",
    state_reason="User action",
    last_result="PROBLEM: Function call failed",
    retries=None,
    max_age=timedelta(hours=1),
    bisect=True,
    parallelization=2,
    on_failure=DLQ,
    filters=('{"a": [1]}',),
    consumer=CONSUMER,
    counts_events=True,
)


def test_every_page_of_the_mappings_of_a_source_is_read(cloud: Cloud, functions: LambdaFunctions) -> None:
    cloud.answers(
        "lambda",
        "ListEventSourceMappings",
        {"EventSourceMappings": [QUEUE_MAPPING], "NextMarker": "more"},
        {"EventSourceMappings": [], "NextMarker": "more"},
        {"EventSourceMappings": [QUEUE_MAPPING | {"UUID": UUID_3}]},
    )
    assert functions.polling(QUEUE) == (OF_QUEUE, OF_QUEUE._replace(uuid=UUID_3))


def test_the_readers_of_a_stream_are_those_of_its_fan_out_consumers_too(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    """Lambda lists mappings by exactly the ARN that they name."""
    classic = STREAM_MAPPING | {"UUID": UUID_3, "EventSourceArn": STREAM}
    created = datetime(2026, 3, 1, tzinfo=UTC)
    consumer = {"ConsumerName": "counter", "ConsumerARN": CONSUMER, "ConsumerStatus": "ACTIVE"}
    cloud.answers(
        "kinesis",
        "ListStreamConsumers",
        {"Consumers": [consumer | {"ConsumerCreationTimestamp": created}]},
    )
    cloud.answers(
        "lambda",
        "ListEventSourceMappings",
        {"EventSourceMappings": [classic]},
        {"EventSourceMappings": [STREAM_MAPPING]},
    )
    found = functions.polling(STREAM)
    assert found == (OF_STREAM._replace(uuid=UUID_3, consumer=""), OF_STREAM)


def test_the_readers_of_a_stream_are_unknown_where_its_consumers_may_not_be_listed(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    cloud.refuses("kinesis", "ListStreamConsumers", "AccessDeniedException")
    assert functions.polling(STREAM) == Missing(f"denied: allow kinesis:ListStreamConsumers on {STREAM}")


def test_a_mapping_by_a_fan_out_consumer_is_one_of_its_stream(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    cloud.answers("lambda", "ListEventSourceMappings", {"EventSourceMappings": [STREAM_MAPPING]})
    assert functions.polled_by(FUNCTION) == (OF_STREAM,)


def test_mappings_that_may_not_be_listed_name_the_permission(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    cloud.refuses("lambda", "ListEventSourceMappings", "AccessDeniedException")
    assert functions.polling(QUEUE) == Missing("denied: allow lambda:ListEventSourceMappings on *")


def test_the_asynchronous_settings_of_a_function_are_told(cloud: Cloud, functions: LambdaFunctions) -> None:
    answer = {
        "MaximumRetryAttempts": 0,
        "MaximumEventAgeInSeconds": 60,
        "DestinationConfig": {"OnSuccess": {}, "OnFailure": {"Destination": DLQ}},
    }
    cloud.answers("lambda", "GetFunctionEventInvokeConfig", answer)
    assert functions.async_settings(FUNCTION) == AsyncSettings(timedelta(minutes=1), 0, DLQ)


def test_a_function_without_asynchronous_settings_has_lambdas_own(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    cloud.refuses("lambda", "GetFunctionEventInvokeConfig", "ResourceNotFoundException")
    assert functions.async_settings(FUNCTION) == AsyncSettings(timedelta(hours=6), 2)


def test_the_limits_of_the_account_are_told_and_kept_for_a_minute(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    limit = {"ConcurrentExecutions": 10, "UnreservedConcurrentExecutions": 7}
    cloud.answers("lambda", "GetAccountSettings", {"AccountLimit": limit})
    for _ in range(3):
        assert functions.limits(ACCOUNT, REGION) == AccountLimits(10, 7)


def version(number: str, minute: int) -> dict[str, Any]:
    modified = (NOON.replace(hour=11, minute=minute)).isoformat().replace("+00:00", "+0000")
    return {"FunctionName": "orders-worker", "Version": number, "LastModified": modified}


VERSIONS = [version("$LATEST", 30), version("8", 10), version("9", 30), version("10", 50)]


def change(name: str, user: str) -> dict[str, Any]:
    told = json.dumps({"requestParameters": {"functionName": name}})
    return {"EventName": "UpdateFunctionCode20150331v2", "Username": user, "CloudTrailEvent": told}


def test_the_last_change_before_a_time_is_told_with_its_versions_and_who_made_it(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    cloud.answers("lambda", "ListVersionsByFunction", {"Versions": VERSIONS})
    events = [change("another", "carol"), change(FUNCTION, "deployer")]
    cloud.answers("cloudtrail", "LookupEvents", {"Events": events})
    last = NOON.replace(hour=11, minute=30)
    until = NOON.replace(hour=11, minute=40)
    found = functions.deployment(FUNCTION, until)
    assert found == Deployment(FUNCTION, last, "9", "8")
    assert functions.changed_by(found) == "deployer"


def test_a_change_that_was_not_published_has_no_version_and_those_before_it(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    versions = [version("$LATEST", 55), *VERSIONS[1:]]
    cloud.answers("lambda", "ListVersionsByFunction", {"Versions": versions})
    cloud.answers("cloudtrail", "LookupEvents", {"Events": []}, {"Events": []})
    found = functions.deployment(FUNCTION, NOON)
    assert found == Deployment(FUNCTION, NOON.replace(hour=11, minute=55), "", "10")
    assert functions.changed_by(found) == ""


def test_a_change_is_told_without_who_made_it_where_cloudtrail_may_not_be_asked(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    cloud.answers("lambda", "ListVersionsByFunction", {"Versions": VERSIONS[:1]})
    cloud.refuses("cloudtrail", "LookupEvents", "AccessDeniedException")
    last = NOON.replace(hour=11, minute=30)
    found = functions.deployment(FUNCTION, NOON)
    assert found == Deployment(FUNCTION, last)
    assert functions.changed_by(found) == ""


def test_a_function_that_was_not_changed_before_then_says_so(
    cloud: Cloud, functions: LambdaFunctions
) -> None:
    cloud.answers("lambda", "ListVersionsByFunction", {"Versions": VERSIONS})
    assert functions.deployment(FUNCTION, NOON - timedelta(days=1)) == Missing(
        "no change of orders-worker before then is known"
    )


def test_a_function_of_another_account_cannot_be_looked_at() -> None:
    functions = LambdaFunctions(Clients(REGION, "999999999999"))
    missing = Missing(f"cannot look there: account {ACCOUNT} has no role for Lastcall")
    assert functions.facts(FUNCTION) == missing
    assert functions.polling(STREAM) == missing
    assert functions.limits(ACCOUNT, REGION) == missing


def test_what_is_no_arn_is_missing(functions: LambdaFunctions) -> None:
    assert functions.facts("orders-worker") == Missing("orders-worker is not an ARN")
