"""What reading a stream leaves behind: https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html."""

import json
import time
from datetime import UTC, datetime, timedelta

import pytest

from tests.live.aws.place import Json, Place

POISONED = """
def handler(event, context):
    raise ValueError("not this one")
"""


@pytest.fixture
def stream(aws: Place) -> str:
    """The name of a stream with one shard and one record in it."""
    kinesis, name = aws.client("kinesis"), aws.name("stream")
    kinesis.create_stream(StreamName=name, ShardCount=1)
    aws.undo("kinesis", "delete_stream", StreamName=name, EnforceConsumerDeletion=True)
    assert aws.eventually(
        lambda: (
            kinesis.describe_stream_summary(StreamName=name)["StreamDescriptionSummary"]["StreamStatus"]
            == "ACTIVE"
        )
    )
    kinesis.put_record(StreamName=name, Data=b"first", PartitionKey="one")
    return name


def read(aws: Place, stream: str, **where: str) -> list[Json]:
    kinesis = aws.client("kinesis")
    shard = kinesis.list_shards(StreamName=stream)["Shards"][0]["ShardId"]
    asked = {"ShardIteratorType": "TRIM_HORIZON"} | where
    iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard, **asked)["ShardIterator"]
    records: list[Json] = []
    for _ in range(10):  # an answer may be empty while there is more
        answer = kinesis.get_records(ShardIterator=iterator, Limit=10)
        records += answer["Records"]
        iterator = answer["NextShardIterator"]
        if records:
            break
        time.sleep(0.3)  # a shard takes five reads a second
    return records


def test_what_a_stream_gave_up_on_is_pointed_to_and_still_read_there(aws: Place, stream: str) -> None:
    given_up = aws.queue("given-up")
    arn = aws.arn("kinesis", f"stream/{stream}")
    may_read = {
        "Effect": "Allow",
        "Action": ["kinesis:Get*", "kinesis:Describe*", "kinesis:List*"],
        "Resource": arn,
    }
    may_send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": given_up.arn}
    function = aws.function("poisoned", POISONED, may_read, may_send)
    aws.reading(
        function,
        arn,
        StartingPosition="TRIM_HORIZON",
        MaximumRetryAttempts=0,
        DestinationConfig={"OnFailure": {"Destination": given_up.arn}},
    )
    (message,) = given_up.arrived()
    pointer = json.loads(message["Body"])
    batch = pointer["KinesisBatchInfo"]
    assert pointer["requestContext"]["condition"] == "RetryAttemptsExhausted"
    assert (batch["streamArn"], batch["batchSize"]) == (arn, 1)
    found = read(
        aws,
        stream,
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        StartingSequenceNumber=batch["startSequenceNumber"],
    )
    assert [each["Data"] for each in found] == [b"first"]


def test_reading_old_records_raises_the_streams_age(aws: Place, stream: str) -> None:
    time.sleep(aws.beat)
    assert read(aws, stream)

    def ages() -> list[float]:
        now = datetime.now(UTC)
        metric = {
            "Namespace": "AWS/Kinesis",
            "MetricName": "GetRecords.IteratorAgeMilliseconds",
            "Dimensions": [{"Name": "StreamName", "Value": stream}],
        }
        answer = aws.client("cloudwatch").get_metric_data(
            MetricDataQueries=[
                {"Id": "age", "MetricStat": {"Metric": metric, "Period": 60, "Stat": "Maximum"}}
            ],
            StartTime=now - timedelta(minutes=15),
            EndTime=now + timedelta(minutes=5),
        )
        return [each for each in answer["MetricDataResults"][0]["Values"] if each >= aws.beat * 900]

    assert aws.eventually(ages)
