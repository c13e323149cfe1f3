"""ports.Telemetry, on the fake and on CloudWatch and CloudWatch Logs."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import pytest
from botocore.validate import validate_parameters
from hypothesis import given
from hypothesis import strategies as st

from bot.aws.errors import Client
from bot.aws.log_reading import LONGEST_PATTERN, MOST_LINES, pattern, searched_for
from bot.aws.metrics import MOST_QUERIES
from bot.aws.session import LOG, LOOK, Clients
from bot.aws.telemetry import CloudWatchTelemetry
from bot.domain.alarm.alarm import Metric
from bot.domain.errors import Transient
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.ports.telemetry import LoggedError, Telemetry
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION
from tests.fakes import FakeTelemetry
from tests.fakes.clock import NOON

ACCOUNT = "123456789012"
QUEUE = Resource("queue", "orders-dlq", ACCOUNT, REGION)
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:orders-consumer"
GROUP = "/aws/lambda/orders-consumer"
FIVE = timedelta(minutes=5)
YEAR = NOON - timedelta(days=365), NOON
ERROR = "[ERROR] KeyError: 'fullname'\nTraceback (most recent call last):"


class Sky(NamedTuple):
    """What a suite fills and what it looks through."""

    port: Telemetry
    points: Callable[[Mapping[datetime, int]], None]
    log: Callable[[Sequence[LoggedError]], None]


def _fake() -> Sky:
    fake = FakeTelemetry()
    return Sky(
        fake,
        lambda points: fake.depth(QUEUE.name, points),
        lambda lines: fake.logged.update({FUNCTION: tuple(lines)}),
    )


def _real(aws: Clients) -> Sky:
    cloudwatch, logs = aws.client("cloudwatch", LOOK), aws.client("logs", LOOK)

    def points(values: Mapping[datetime, int]) -> None:
        for at, value in values.items():
            point = {
                "MetricName": "ApproximateNumberOfMessagesVisible",
                "Dimensions": [{"Name": "QueueName", "Value": QUEUE.name}],
                "Timestamp": at,
                "Value": value,
            }
            cloudwatch.put_metric_data(Namespace="AWS/SQS", MetricData=[point])

    def log(lines: Sequence[LoggedError]) -> None:
        logs.create_log_group(logGroupName=GROUP)
        logs.create_log_stream(logGroupName=GROUP, logStreamName="s")
        events = [{"timestamp": int(line.at.timestamp() * 1000), "message": line.text} for line in lines]
        if events:
            logs.put_log_events(logGroupName=GROUP, logStreamName="s", logEvents=events)

    return Sky(CloudWatchTelemetry(aws), points, log)


@pytest.fixture(params=["fake", "aws"])
def sky(request: pytest.FixtureRequest) -> Sky:
    return _fake() if request.param == "fake" else _real(request.getfixturevalue("aws"))


DEPTH = Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": QUEUE.name}, "Maximum")


def depths(port: Telemetry) -> tuple[float | None, ...] | Missing:
    answer = port.series(QUEUE, [DEPTH], NOON - 3 * FIVE, NOON, FIVE)
    if isinstance(answer, Missing):
        return answer
    (series,) = answer
    return series if isinstance(series, Missing) else series.values


def test_the_greatest_depth_of_every_period_is_told_oldest_first(sky: Sky) -> None:
    minute = timedelta(minutes=1)
    sky.points({NOON - 3 * FIVE: 1, NOON - 2 * FIVE: 4, NOON - 2 * FIVE + minute: 9, NOON - FIVE: 2})
    assert depths(sky.port) == (1, 9, 2)


def test_a_period_without_a_datapoint_is_none_and_not_zero(sky: Sky) -> None:
    sky.points({NOON - 3 * FIVE: 0, NOON - FIVE: 2})
    assert depths(sky.port) == (0, None, 2)


def test_a_queue_without_metrics_has_only_gaps(sky: Sky) -> None:
    assert depths(sky.port) == (None, None, None)


def test_several_metrics_come_in_the_order_they_were_asked_for(sky: Sky) -> None:
    sky.points({NOON - FIVE: 2, NOON - 4 * timedelta(minutes=1): 3})
    other = DEPTH._replace(dimensions={"QueueName": "another"})
    summed = DEPTH._replace(statistic="Sum")
    answer = sky.port.series(QUEUE, [other, DEPTH, summed], NOON - FIVE, NOON, FIVE)
    assert answer == tuple(Series(NOON - FIVE, FIVE, (value,)) for value in (None, 3, 5))


@pytest.fixture(autouse=True)
def in_march(monkeypatch: pytest.MonkeyPatch) -> None:
    """CloudWatch Logs refuses events from the far past, and moto goes by the machine's clock."""
    monkeypatch.setattr("moto.logs.models.utcnow", lambda: NOON.replace(tzinfo=None))


def test_error_lines_in_the_window_are_told_oldest_first(sky: Sky) -> None:
    lines = [LoggedError(NOON - timedelta(minutes=m), f"{ERROR} {m}") for m in (50, 20, 12, 3, 1)]
    sky.log(lines)
    assert sky.port.errors(FUNCTION, NOON - timedelta(minutes=30), NOON) == tuple(lines[1:])


def test_a_log_without_errors_has_none(sky: Sky) -> None:
    sky.log([])
    assert sky.port.errors(FUNCTION, NOON - FIVE, NOON) == ()


# Only AWS


@pytest.fixture
def telemetry(aws: Clients) -> CloudWatchTelemetry:
    return CloudWatchTelemetry(aws)


def faults(aws: Clients, service: str) -> Faults:
    client: Client = aws.client(service, LOG if service == "logs" else LOOK)
    return Faults(client)


def test_every_page_of_a_metric_is_read(aws: Clients, telemetry: CloudWatchTelemetry) -> None:
    def page(at: datetime, value: float, token: str = "") -> dict[str, object]:
        status = "PartialData" if token else "Complete"
        results = [{"Id": "m0", "Timestamps": [at], "Values": [value], "StatusCode": status}]
        return {"MetricDataResults": results, **({"NextToken": token} if token else {})}

    faults(aws, "cloudwatch").answer(
        "GetMetricData", page(NOON - FIVE, 2.0, "more"), page(NOON - 3 * FIVE, 1.0)
    )
    assert depths(telemetry) == (1, None, 2)


def test_a_metric_that_is_still_partial_on_the_last_page_is_missing(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    results = [{"Id": "m0", "Timestamps": [NOON - FIVE], "Values": [1.0], "StatusCode": "PartialData"}]
    faults(aws, "cloudwatch").answer("GetMetricData", {"MetricDataResults": results})
    why = "CloudWatch gave only a part of ApproximateNumberOfMessagesVisible: look again in a minute"
    assert depths(telemetry) == Missing(why)


def test_a_metric_cloudwatch_could_not_read_is_missing(aws: Clients, telemetry: CloudWatchTelemetry) -> None:
    results = [{"Id": "m0", "Timestamps": [], "Values": [], "StatusCode": "Forbidden"}]
    faults(aws, "cloudwatch").answer("GetMetricData", {"MetricDataResults": results})
    assert depths(telemetry) == Missing("CloudWatch could not read ApproximateNumberOfMessagesVisible")


def test_metrics_that_may_not_be_read_name_the_permission(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    faults(aws, "cloudwatch").refuse("GetMetricData", "AccessDenied", status=403)
    assert depths(telemetry) == Missing("denied: allow cloudwatch:GetMetricData on *")


def test_of_several_metrics_only_the_one_that_was_refused_is_missing(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    results = [
        {"Id": "m1", "Timestamps": [NOON - FIVE], "Values": [2.0], "StatusCode": "Complete"},
        {"Id": "m0", "Timestamps": [], "Values": [], "StatusCode": "InternalError"},
    ]
    faults(aws, "cloudwatch").answer("GetMetricData", {"MetricDataResults": results})
    refused, read = DEPTH._replace(name="NumberOfMessagesSent"), DEPTH
    assert telemetry.series(QUEUE, [refused, read], NOON - FIVE, NOON, FIVE) == (
        Missing("CloudWatch could not read NumberOfMessagesSent"),
        Series(NOON - FIVE, FIVE, (2.0,)),
    )


def test_more_metrics_than_a_request_takes_are_asked_for_in_several(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    cloudwatch = faults(aws, "cloudwatch")
    cloudwatch.answer("GetMetricData", {"MetricDataResults": []}, {"MetricDataResults": []})
    answer = telemetry.series(QUEUE, [DEPTH] * (MOST_QUERIES + 1), NOON - FIVE, NOON, FIVE)
    assert answer == (Series(NOON - FIVE, FIVE, (None,)),) * (MOST_QUERIES + 1)


def test_the_busiest_functions_are_told_most_first(aws: Clients, telemetry: CloudWatchTelemetry) -> None:
    def busy(name: str, *values: float) -> dict[str, object]:
        at = [NOON - FIVE] * len(values)
        return {"Id": "q", "Label": name, "Timestamps": at, "Values": values, "StatusCode": "Complete"}

    answers = {"MetricDataResults": [busy("small", 2), busy("large", 70, 90), busy("idle")]}
    faults(aws, "cloudwatch").answer("GetMetricData", answers)
    assert telemetry.busiest(QUEUE, NOON - FIVE, NOON, 2) == (("large", 90), ("small", 2))


def test_the_busiest_functions_that_may_not_be_read_name_the_permission(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    faults(aws, "cloudwatch").refuse("GetMetricData", "AccessDenied", status=403)
    assert telemetry.busiest(QUEUE, NOON - FIVE, NOON, 2) == Missing(
        "denied: allow cloudwatch:GetMetricData on *"
    )


FAILURES = [
    pytest.param(ERROR, id="an unhandled error of Python"),
    pytest.param("2026-03-02T12:00:00Z\tid\tERROR\tInvoke Error\t{}", id="an unhandled error of Node"),
    pytest.param(json.dumps({"level": "ERROR", "message": "no"}), id="an error in JSON"),
    pytest.param(json.dumps({"errorType": "Error", "errorMessage": "no"}), id="an error type in JSON"),
    pytest.param("2026-03-02T12:00:00Z id Task timed out after 3.00 seconds", id="a time-out"),
    pytest.param("RequestId: id Error: Runtime exited with error: signal: killed", id="out of memory"),
]


@pytest.mark.parametrize("text", FAILURES)
def test_what_lambda_writes_about_a_failure_is_an_error_line(
    aws: Clients, telemetry: CloudWatchTelemetry, text: str
) -> None:
    _real(aws).log([LoggedError(NOON - FIVE, text)])
    assert telemetry.errors(FUNCTION, NOON - 2 * FIVE, NOON) == (LoggedError(NOON - FIVE, text),)


@pytest.mark.parametrize("text", ["START RequestId: id Version: $LATEST", "order 7 placed", "REPORT ..."])
def test_other_lines_are_no_error_lines(aws: Clients, telemetry: CloudWatchTelemetry, text: str) -> None:
    _real(aws).log([LoggedError(NOON - FIVE, text)])
    assert telemetry.errors(FUNCTION, NOON - 2 * FIVE, NOON) == ()


def test_a_log_that_may_not_be_read_names_the_permission(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    faults(aws, "logs").refuse("FilterLogEvents", "AccessDeniedException")
    errors = telemetry.errors(FUNCTION, NOON - FIVE, NOON)
    assert errors == Missing(f"denied: allow logs:FilterLogEvents on {GROUP}")


def test_a_function_without_a_log_is_missing(telemetry: CloudWatchTelemetry) -> None:
    errors = telemetry.errors(FUNCTION, NOON - FIVE, NOON)
    assert errors == Missing(f"there is no log group {GROUP}")


def test_a_search_that_found_nothing_yet_goes_on(aws: Clients, telemetry: CloudWatchTelemetry) -> None:
    event = {"timestamp": int(NOON.timestamp() * 1000) - 1000, "message": ERROR}
    faults(aws, "logs").answer("FilterLogEvents", {"events": [], "nextToken": "more"}, {"events": [event]})
    found = telemetry.errors(FUNCTION, NOON - FIVE, NOON)
    assert not isinstance(found, Missing)
    assert [each.text for each in found] == [ERROR]


def page_of(count: int, said: str = ERROR) -> dict[str, object]:
    stamp = int(NOON.timestamp() * 1000)
    events = [{"timestamp": stamp - count + n, "message": f"{said} {n}"} for n in range(count)]
    return {"events": events, "nextToken": "more"}


@pytest.mark.parametrize("page", [page_of(0), page_of(700, "[INFO] no ERROR in order")])
def test_a_log_without_end_in_which_no_failure_was_found_proves_nothing(
    aws: Clients, telemetry: CloudWatchTelemetry, page: dict[str, object]
) -> None:
    faults(aws, "logs").answer("FilterLogEvents", page, times=1000)
    faults(aws, "logs").answer("DescribeLogStreams", {"logStreams": []})
    found = telemetry.errors(FUNCTION, NOON - FIVE, NOON)
    assert found == Missing(f"{GROUP} holds more than can be searched in time")


def test_of_a_log_that_is_not_searched_in_time_the_latest_streams_are(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    asked: list[dict[str, Any]] = []
    client = aws.client("logs", LOG)
    client.meta.events.register(
        "provide-client-params.cloudwatch-logs.FilterLogEvents", lambda params, **_: asked.append(params)
    )
    faults(aws, "logs").never_sent("FilterLogEvents", times=LOG.attempts)
    _real(aws).log([LoggedError(NOON - FIVE / 2, ERROR)])
    found = telemetry.errors(FUNCTION, NOON - FIVE, NOON)
    assert not isinstance(found, Missing)
    assert [each.text for each in found] == [ERROR]
    assert [each.get("logStreamNames") for each in asked] == [None, ["s"]]


@pytest.mark.parametrize("answer", [{"logStreams": []}, {"logStreams": [{"logStreamName": "quiet"}]}])
def test_where_the_latest_streams_tell_nothing_either_it_is_still_the_first_fault(
    aws: Clients, telemetry: CloudWatchTelemetry, answer: dict[str, Any]
) -> None:
    logs = faults(aws, "logs")
    logs.never_sent("FilterLogEvents", times=LOG.attempts)
    logs.answer("DescribeLogStreams", answer)
    with pytest.raises(Transient, match="did not answer logs:FilterLogEvents"):
        telemetry.errors(FUNCTION, NOON - FIVE, NOON)


def test_who_may_not_list_streams_is_told_of_the_first_fault(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    logs = faults(aws, "logs")
    logs.refuse("FilterLogEvents", "ThrottlingException", times=LOG.attempts)
    logs.refuse("DescribeLogStreams", "AccessDeniedException")
    with pytest.raises(Transient, match="throttles logs:FilterLogEvents"):
        telemetry.errors(FUNCTION, NOON - FIVE, NOON)


def test_a_log_of_infrequent_access_is_said_to_be_one(aws: Clients, telemetry: CloudWatchTelemetry) -> None:
    message = "Operation is not supported for log groups of the INFREQUENT_ACCESS class"
    error = {"Error": {"Code": "InvalidOperationException", "Message": message}}
    faults(aws, "logs").answer("FilterLogEvents", error, status=400)
    found = telemetry.errors(FUNCTION, NOON - FIVE, NOON)
    assert found == Missing(f"{GROUP} is of the Infrequent Access class: read it with Logs Insights")


@given(st.lists(st.from_regex(r"[\w.:-]{8,128}", fullmatch=True), max_size=40))
def test_however_many_ids_a_pattern_fits(ids: list[str]) -> None:
    searched = searched_for(ids)
    assert len(pattern(searched, YEAR)) <= LONGEST_PATTERN
    assert searched == tuple(ids[: len(searched)])
    assert len(searched) == len(ids) or len(pattern(ids[: len(searched) + 1], YEAR)) > LONGEST_PATTERN


def test_of_too_many_error_lines_the_newest_are_told(aws: Clients, telemetry: CloudWatchTelemetry) -> None:
    faults(aws, "logs").answer("FilterLogEvents", page_of(MOST_LINES + 300))
    found = telemetry.errors(FUNCTION, NOON - 12 * FIVE, NOON)
    assert not isinstance(found, Missing)
    assert len(found) == MOST_LINES
    assert found[-1].text == f"{ERROR} {MOST_LINES + 299}"


REQUEST, OTHER = "8a1b2c3d-0000-4000-8000-000000000001", "8a1b2c3d-0000-4000-8000-000000000002"


def event(seconds: int, message: str, stream: str = "one") -> dict[str, object]:
    stamp = int((NOON - FIVE).timestamp() * 1000) + seconds * 1000
    return {"timestamp": stamp, "message": message, "logStreamName": stream}


def test_lines_that_quote_an_error_do_not_count_against_a_consumer(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    events = [
        event(1, "[INFO] retry after [ERROR] KeyError: 'sku'"),
        event(2, "DD_EXTENSION | ERROR | could not flush traces"),
        event(3, '{"_aws": {"CloudWatchMetrics": []}, "Errors": 1}'),
        event(4, '{"level": "WARN", "message": "retry", "error": "timeout"}'),
    ]
    faults(aws, "logs").answer("FilterLogEvents", {"events": events})
    assert telemetry.errors(FUNCTION, NOON - FIVE, NOON) == ()


def test_a_crash_that_several_lines_tell_is_one_failure(aws: Clients, telemetry: CloudWatchTelemetry) -> None:
    report = (
        f"REPORT RequestId: {REQUEST}\tDuration: 1010.00 ms\tStatus: error\tError Type: Runtime.ExitError"
    )
    events = [event(1, ERROR), event(1, f"RequestId: {REQUEST} Error: exit status 1"), event(2, report)]
    faults(aws, "logs").answer("FilterLogEvents", {"events": events})
    found = telemetry.errors(FUNCTION, NOON - FIVE, NOON, [REQUEST])
    assert not isinstance(found, Missing)
    assert [each.text for each in found] == [ERROR]


def test_an_error_among_the_lines_of_a_request_is_the_requests(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    events = [
        event(1, f"START RequestId: {REQUEST} Version: $LATEST"),
        event(2, ERROR),
        event(2, ERROR, "of another invocation"),
        event(3, f"END RequestId: {REQUEST}"),
        event(4, ERROR),
    ]
    faults(aws, "logs").answer("FilterLogEvents", {"events": events})
    found = telemetry.errors(FUNCTION, NOON - FIVE, NOON, [REQUEST, OTHER])
    assert not isinstance(found, Missing)
    assert sorted(line.ids for line in found) == [(), (), (REQUEST,)]
    assert [line.at for line in found if line.ids] == [NOON - FIVE + timedelta(seconds=2)]


def test_the_ids_are_searched_for_in_the_same_read(aws: Clients, telemetry: CloudWatchTelemetry) -> None:
    logs = faults(aws, "logs")
    logs.answer("FilterLogEvents", {"events": [event(1, f"ERROR order 7 of {REQUEST}")]})
    found = telemetry.errors(FUNCTION, NOON - FIVE, NOON, [REQUEST, OTHER])
    assert not isinstance(found, Missing)
    assert [line.ids for line in found] == [(REQUEST,)]


def test_a_slow_log_is_read_until_the_time_is_over(aws: Clients) -> None:
    ticks = iter(range(0, 1000, 2))
    telemetry = CloudWatchTelemetry(aws, monotonic=lambda: next(ticks))
    faults(aws, "logs").answer("FilterLogEvents", page_of(1), times=1000)
    found = telemetry.errors(FUNCTION, NOON - FIVE, NOON)
    assert not isinstance(found, Missing)
    assert 0 < len(found) < 5


def test_something_that_is_no_function_is_missing(telemetry: CloudWatchTelemetry) -> None:
    assert isinstance(telemetry.errors("orders-consumer", NOON - FIVE, NOON), Missing)


def test_another_account_cannot_be_looked_into() -> None:
    telemetry = CloudWatchTelemetry(Clients(REGION, "999999999999"))
    missing = Missing(f"cannot look there: account {ACCOUNT} has no role for Lastcall")
    assert depths(telemetry) == missing
    assert telemetry.errors(FUNCTION, NOON - FIVE, NOON) == missing


def test_alarms_of_both_types_are_told_by_name_over_all_pages(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    metric = {"AlarmName": "errors", "StateValue": "ALARM"}
    composite = {"AlarmName": "checkout", "StateValue": "OK"}
    pages: list[dict[str, Any]] = [
        {"MetricAlarms": [metric], "NextToken": "more"},
        {"CompositeAlarms": [composite]},
    ]
    client: Client = aws.client("cloudwatch", LOOK)
    for page in pages:
        validate_parameters(page, client.meta.service_model.operation_model("DescribeAlarms").output_shape)
    Faults(client).answer("DescribeAlarms", *pages)
    assert telemetry.alarm_states(QUEUE, ["errors", "checkout"]) == {"errors": "ALARM", "checkout": "OK"}


def test_an_alarm_that_is_there_has_its_state_and_one_that_is_not_is_left_out(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    aws.client("cloudwatch", LOOK).put_metric_alarm(
        AlarmName="errors",
        Namespace="AWS/Lambda",
        MetricName="Errors",
        Statistic="Sum",
        Period=60,
        Threshold=0,
        ComparisonOperator="GreaterThanThreshold",
        EvaluationPeriods=1,
    )
    assert telemetry.alarm_states(QUEUE, ["errors", "gone"]) == {"errors": "OK"}


def test_alarms_that_may_not_be_described_name_the_permission(
    aws: Clients, telemetry: CloudWatchTelemetry
) -> None:
    faults(aws, "cloudwatch").refuse("DescribeAlarms", "AccessDenied", status=403)
    states = telemetry.alarm_states(QUEUE, ["errors"])
    assert states == Missing("denied: allow cloudwatch:DescribeAlarms on *")
