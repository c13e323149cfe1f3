"""The calls whose answers make up a world: those of the specification, about this world's resources."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from botocore.exceptions import ClientError

from tests.deadbench.record.account import Account, minute
from tests.deadbench.record.frozen import as_lambda_writes, line, printed, series
from tests.deadbench.world import Json

_SUM = ("Sum",)
_GAUGE = ("Maximum", "Average", "Minimum")
# Namespace, the dimension that names a resource, and which statistics are kept of each metric.
METRICS: Sequence[tuple[str, str, str, Mapping[str, Sequence[str]]]] = (
    (
        "AWS/Lambda",
        "FunctionName",
        "functions",
        {
            "Invocations": ("Sum", "SampleCount"),
            "Errors": ("Sum", "SampleCount"),
            "Throttles": ("Sum", "SampleCount"),
            "Duration": (*_GAUGE, "SampleCount", "p50", "p99"),
            "ConcurrentExecutions": ("Maximum", "Average"),
            "IteratorAge": _GAUGE,
            "AsyncEventAge": _GAUGE,
            "AsyncEventsReceived": _SUM,
            "AsyncEventsDropped": _SUM,
        },
    ),
    (
        "AWS/SQS",
        "QueueName",
        "queues",
        {
            "ApproximateNumberOfMessagesVisible": _GAUGE,
            "ApproximateNumberOfMessagesNotVisible": _GAUGE,
            "ApproximateNumberOfMessagesDelayed": _GAUGE,
            "ApproximateAgeOfOldestMessage": _GAUGE,
        },
    ),
    (
        "AWS/Kinesis",
        "StreamName",
        "streams",
        {
            "IncomingRecords": _SUM,
            "IncomingBytes": _SUM,
            "ReadProvisionedThroughputExceeded": _SUM,
            "WriteProvisionedThroughputExceeded": _SUM,
            "GetRecords.IteratorAgeMilliseconds": _GAUGE,
        },
    ),
)


def settings(at: Account) -> dict[str, Json]:
    """By the paths of their files; what a resource does not have is not there."""
    return {f"config/{path}.json": printed(answer) for path, answer in _settings(at) if answer is not None}


def _settings(at: Account) -> Iterator[tuple[str, Json | None]]:
    functions, sqs, kinesis = at.client("lambda"), at.client("sqs"), at.client("kinesis")
    yield "lambda/get-account-settings", functions.get_account_settings()
    mappings: list[Json] = []
    for name in at.made["functions"]:
        about = {"FunctionName": name}
        yield f"lambda/get-function-configuration/{name}", functions.get_function_configuration(**about)
        concurrency = functions.get_function_concurrency(**about)
        reserved = "ReservedConcurrentExecutions" in concurrency
        yield f"lambda/get-function-concurrency/{name}", concurrency if reserved else None
        yield (
            f"lambda/get-function-event-invoke-config/{name}",
            _there(functions.get_function_event_invoke_config, about),
        )
        yield f"lambda/list-versions-by-function/{name}", functions.list_versions_by_function(**about)
        mappings += functions.list_event_source_mappings(**about)["EventSourceMappings"]
    yield "lambda/list-event-source-mappings", {"EventSourceMappings": mappings}
    for name in at.made["queues"]:
        about = {"QueueUrl": at.url(name)}
        yield f"sqs/get-queue-attributes/{name}", sqs.get_queue_attributes(**about, AttributeNames=["All"])
        sources = sqs.list_dead_letter_source_queues(**about)
        yield f"sqs/list-dead-letter-source-queues/{name}", sources if sources["queueUrls"] else None
    for name in at.made["streams"]:
        yield f"kinesis/describe-stream-summary/{name}", kinesis.describe_stream_summary(StreamName=name)
        yield f"kinesis/list-shards/{name}", kinesis.list_shards(StreamName=name)


def _there(ask: Any, about: Json) -> Json | None:
    try:
        answer: Json = ask(**about)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise
    return answer


def metrics(at: Account, since: datetime, now: datetime) -> list[Json]:
    """Of this world's resources, what the sender counted, and how much of the account is claimed."""
    found = [
        _series(at, namespace, metric, {dimension: name}, statistics, since, now)
        for namespace, dimension, kind, wanted in METRICS
        for name in at.made[kind]
        for metric, statistics in wanted.items()
    ]
    found.append(_series(at, "AWS/Lambda", "ClaimedAccountConcurrency", {}, ("Maximum",), since, now))
    for queue in at.made["queues"]:
        sent = [(when, float(count)) for (name, when), count in at.sent.items() if name == queue]
        found.append(series("AWS/SQS", "NumberOfMessagesSent", {"QueueName": queue}, {"Sum": sent}, now))
    return [each for each in found if each is not None]


def _series(
    at: Account,
    namespace: str,
    metric: str,
    dimensions: Mapping[str, str],
    statistics: Sequence[str],
    since: datetime,
    now: datetime,
) -> Json | None:
    about = {
        "Namespace": namespace,
        "MetricName": metric,
        "Dimensions": [{"Name": name, "Value": each} for name, each in dimensions.items()],
    }
    queries = [
        {"Id": f"m{number}", "MetricStat": {"Metric": about, "Period": 60, "Stat": statistic}}
        for number, statistic in enumerate(statistics)
    ]
    answer = at.client("cloudwatch").get_metric_data(
        MetricDataQueries=queries, StartTime=minute(since), EndTime=now
    )
    points = {
        statistic: list(zip(result["Timestamps"], result["Values"], strict=True))
        for statistic, result in zip(statistics, answer["MetricDataResults"], strict=True)
    }
    return series(namespace, metric, dimensions, points, now)


def logs(at: Account) -> dict[str, list[Json]]:
    """Lines by log group; a function that never ran has none."""
    found: dict[str, list[Json]] = {}
    pages = at.client("logs").get_paginator("filter_log_events")
    for name in at.made["functions"]:
        group = f"/aws/lambda/{name}"
        try:
            events = [event for page in pages.paginate(logGroupName=group) for event in page["events"]]
        except at.client("logs").exceptions.ResourceNotFoundException:
            continue
        ordered = sorted(events, key=lambda each: each["timestamp"])
        found[group] = as_lambda_writes([line(event) for event in ordered])
    return found


def letters(at: Account) -> list[Json]:
    """The dead letters, hidden for a moment only."""
    sqs, found = at.client("sqs"), dict[str, Json]()
    while True:
        answer = sqs.receive_message(
            QueueUrl=at.url(at.dlq),
            MaxNumberOfMessages=10,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
            VisibilityTimeout=20,
        )
        got = answer.get("Messages", [])
        if not got:
            break
        found |= {each["MessageId"]: each for each in got}
    for each in found.values():
        sqs.change_message_visibility(
            QueueUrl=at.url(at.dlq), ReceiptHandle=each["ReceiptHandle"], VisibilityTimeout=0
        )
    return list(found.values())


def records(at: Account) -> dict[str, list[Json]]:
    """By the paths of their files: each shard's records."""
    kinesis, found = at.client("kinesis"), dict[str, list[Json]]()
    for name in at.made["streams"]:
        for shard in kinesis.list_shards(StreamName=name)["Shards"]:
            place = kinesis.get_shard_iterator(
                StreamName=name, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
            )
            got = kinesis.get_records(ShardIterator=place["ShardIterator"], Limit=1000)["Records"]
            found[f"records/{name}/{shard['ShardId']}.json"] = [_record(each) for each in got]
    return found


def _record(record: Json) -> Json:
    return {**printed(record), "Data": base64.b64encode(record["Data"]).decode()}
