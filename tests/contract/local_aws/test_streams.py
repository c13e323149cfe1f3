"""Streams on the local AWS and the mappings that read them: ages, retries, halving, and what is given up."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.local_aws.emulator import LocalAws
from local.local_aws.stopping import Stop
from local.shop.clicks import HEADER
from local.shop.shop import Shop
from tests.contract.local_aws.functions import create_function
from tests.contract.local_aws.inbox import Inbox, inbox
from tests.contract.local_aws.waiting import eventually

pytestmark = pytest.mark.xdist_group("local-aws")

COUNTER = """
import base64

def handler(event, context):
    for record in event["Records"]:
        int(base64.b64decode(record["kinesis"]["data"]))
"""
Json = dict[str, Any]


@pytest.fixture
def stream(aws: LocalAws) -> str:
    kinesis = aws.client("kinesis")
    kinesis.create_stream(StreamName="clicks", ShardCount=1)
    described: Json = eventually(lambda: active(kinesis.describe_stream_summary(StreamName="clicks")))
    return str(described["StreamARN"])


def active(answer: Json) -> Json | None:
    summary: Json = answer["StreamDescriptionSummary"]
    return summary if summary["StreamStatus"] == "ACTIVE" else None


def put(aws: LocalAws, *data: str) -> list[str]:
    records = [{"Data": each, "PartitionKey": "one"} for each in data]
    answer = aws.client("kinesis").put_records(StreamName="clicks", Records=records)
    return [str(each["SequenceNumber"]) for each in answer["Records"]]


def mapped(aws: LocalAws, stream: str, **settings: Any) -> Json:
    create_function(aws, "counter", COUNTER)
    mapping: Json = aws.client("lambda").create_event_source_mapping(
        EventSourceArn=stream, FunctionName="counter", StartingPosition="TRIM_HORIZON", **settings
    )
    return mapping


def greatest(aws: LocalAws, namespace: str, metric: str, dimension: str, value: str) -> float:
    now = datetime.now(UTC)
    stat = {
        "Metric": {
            "Namespace": namespace,
            "MetricName": metric,
            "Dimensions": [{"Name": dimension, "Value": value}],
        },
        "Period": 3600,
        "Stat": "Maximum",
    }
    answer = aws.client("cloudwatch").get_metric_data(
        MetricDataQueries=[{"Id": "asked", "MetricStat": stat}],
        StartTime=now - timedelta(hours=3),
        EndTime=now + timedelta(hours=1),
    )
    return max(answer["MetricDataResults"][0]["Values"], default=0.0)


def pointer(queue: Inbox) -> Json:
    eventually(queue.look)
    told: Json = queue.bodies[0]
    return told


def test_a_record_that_fails_blocks_its_shard_and_both_ages_grow(aws: LocalAws, stream: str) -> None:
    mapping = mapped(aws, stream)
    put(aws, "poison", "1")
    eventually(lambda: greatest(aws, "AWS/Lambda", "IteratorAge", "FunctionName", "counter") > 1500)
    eventually(
        lambda: (
            greatest(aws, "AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", "StreamName", "clicks") > 1500
        )
    )
    assert greatest(aws, "AWS/Kinesis", "IncomingRecords", "StreamName", "clicks") == 2
    read = aws.client("lambda").get_event_source_mapping(UUID=mapping["UUID"])
    assert read["LastProcessingResult"] == "PROBLEM: Function call failed"


def test_a_record_that_came_a_while_ago_tells_of_the_tries_since_then(aws: LocalAws) -> None:
    shop = Shop(aws, alarm_topic_arn=aws.client("sns").create_topic(Name="alarms")["TopicArn"], stop=Stop())
    shop.clicks.send_unreadable(followed_by=2)
    eventually(lambda: len(ages(aws)) > 9)
    assert ages(aws) == sorted(ages(aws))
    assert 600 <= ages(aws)[-1] < 700


def ages(aws: LocalAws) -> list[float]:
    """In seconds, a minute each, oldest first."""
    now = datetime.now(UTC)
    told = aws.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName="IteratorAge",
        Dimensions=[{"Name": "FunctionName", "Value": "clicks-counter"}],
        StartTime=now - timedelta(hours=1),
        EndTime=now + timedelta(minutes=1),
        Period=60,
        Statistics=["Maximum"],
    )
    return [each["Maximum"] / 1000 for each in sorted(told["Datapoints"], key=lambda each: each["Timestamp"])]


def test_a_mapping_of_a_stream_has_lambdas_defaults_and_one_of_a_queue_has_none_of_them(
    aws: LocalAws, stream: str
) -> None:
    of_stream = mapped(aws, stream)
    of_queue = aws.client("lambda").create_event_source_mapping(
        EventSourceArn=inbox(aws, "orders").arn, FunctionName="counter"
    )
    endless = ("MaximumRetryAttempts", "MaximumRecordAgeInSeconds")
    assert [of_stream[name] for name in endless] == [-1, -1]
    assert not {*endless, "LastProcessingResult", "BisectBatchOnFunctionError"} & set(of_queue)


def test_a_batch_is_given_up_whole_after_its_retries(aws: LocalAws, stream: str) -> None:
    given_up = inbox(aws, "given-up")
    mapped(
        aws,
        stream,
        MaximumRetryAttempts=1,
        DestinationConfig={"OnFailure": {"Destination": given_up.arn}},
    )
    first, last = put(aws, "poison", "1")
    record = pointer(given_up)
    batch = record["KinesisBatchInfo"]
    assert record["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert record["requestContext"]["functionArn"].endswith(":function:counter")
    assert record["requestContext"]["approximateInvokeCount"] == 2
    assert record["responseContext"]["functionError"] == "Unhandled"
    assert (batch["startSequenceNumber"], batch["endSequenceNumber"], batch["batchSize"]) == (first, last, 2)
    assert batch["streamArn"] == stream


def test_halving_gives_up_the_failing_record_alone(aws: LocalAws, stream: str) -> None:
    given_up = inbox(aws, "given-up")
    mapped(
        aws,
        stream,
        MaximumRetryAttempts=0,
        BisectBatchOnFunctionError=True,
        DestinationConfig={"OnFailure": {"Destination": given_up.arn}},
    )
    _, poison, *_ = put(aws, "1", "poison", "2", "3")
    batch = pointer(given_up)["KinesisBatchInfo"]
    assert (batch["startSequenceNumber"], batch["batchSize"]) == (poison, 1)


def test_a_record_grown_too_old_is_given_up_without_a_response(aws: LocalAws, stream: str) -> None:
    given_up = inbox(aws, "given-up")
    put(aws, "poison")
    mapped(
        aws,
        stream,
        MaximumRecordAgeInSeconds=1,
        DestinationConfig={"OnFailure": {"Destination": given_up.arn}},
    )
    record = pointer(given_up)
    assert record["requestContext"]["condition"] == "RecordAgeExceeded"
    assert "responseContext" not in record


def test_the_record_that_a_pointer_names_is_read_by_its_sequence_number(aws: LocalAws, stream: str) -> None:
    _, second = put(aws, "first", "second")
    kinesis = aws.client("kinesis")
    iterator = kinesis.get_shard_iterator(
        StreamARN=stream,
        ShardId="shardId-000000000000",
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        StartingSequenceNumber=second,
    )["ShardIterator"]
    (record,) = kinesis.get_records(ShardIterator=iterator, StreamARN=stream, Limit=1)["Records"]
    assert (record["SequenceNumber"], record["Data"]) == (second, b"second")


def test_a_streams_summary_tells_its_settings(aws: LocalAws, stream: str) -> None:
    summary = aws.client("kinesis").describe_stream_summary(StreamARN=stream)["StreamDescriptionSummary"]
    assert summary["RetentionPeriodHours"] == 24
    assert summary["OpenShardCount"] == 1
    assert summary["StreamModeDetails"] == {"StreamMode": "PROVISIONED"}
    assert summary["EnhancedMonitoring"] == [{"ShardLevelMetrics": []}]


def test_a_record_read_by_hand_is_not_taken_for_a_mappings_batch(aws: LocalAws, stream: str) -> None:
    mapped(aws, stream, Enabled=False, MaximumRetryAttempts=0)
    (sequence,) = put(aws, "poison")
    record = {
        "kinesis": {"data": "cG9pc29u", "sequenceNumber": sequence},
        "eventSource": "aws:kinesis",
        "eventSourceARN": stream,
    }
    answer = aws.client("lambda").invoke(FunctionName="counter", Payload=json.dumps({"Records": [record]}))
    assert answer["FunctionError"] == "Unhandled"


AGE = "GetRecords.IteratorAgeMilliseconds"


def twenty_hours_ago(request: Any, **_: Any) -> None:
    request.headers[HEADER] = str(20 * 3600)


def test_whoever_reads_an_old_record_leaves_its_age_in_the_streams_metric(aws: LocalAws, stream: str) -> None:
    """ "The age of the last record in all GetRecords calls made against a stream": of every reader."""
    kinesis = aws.client("kinesis")
    kinesis.meta.events.register("before-sign.kinesis.PutRecords", twenty_hours_ago)
    kinesis.put_records(StreamName="clicks", Records=[{"Data": "1", "PartitionKey": "one"}])
    (shard,) = kinesis.list_shards(StreamARN=stream)["Shards"]
    kinesis.describe_stream_summary(StreamARN=stream)
    asked = {"StreamARN": stream, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
    iterator = kinesis.get_shard_iterator(**asked)["ShardIterator"]
    assert greatest(aws, "AWS/Kinesis", AGE, "StreamName", "clicks") < 60_000
    kinesis.get_records(ShardIterator=iterator, StreamARN=stream)
    assert greatest(aws, "AWS/Kinesis", AGE, "StreamName", "clicks") > 19 * 3600 * 1000
