"""Kinesis and DynamoDB streams: who reads them, and the records of records/."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from tests.deadbench.aws.config import as_botocore, last_name
from tests.deadbench.aws.config import service_model as model
from tests.deadbench.aws.refusals import absent
from tests.deadbench.world import World, instant
from tests.scenario.diagnosis.account.boundary import Json, Operation


def stream_operations(world: World) -> Mapping[str, Operation]:
    def consumers(asked: Json) -> Json:
        name = last_name(asked["StreamARN"])
        found = world.config("kinesis", "list-stream-consumers", name) or {"Consumers": []}
        shape = model("kinesis").operation_model("ListStreamConsumers").output_shape
        typed: Json = as_botocore(found, shape)
        return typed

    def described(asked: Json) -> Json:
        table = asked["StreamArn"].split("/")[1]
        found = world.config("dynamodbstreams", "describe-stream", table)
        if found is None:
            raise absent("dynamodbstreams", asked["StreamArn"])
        shape = model("dynamodbstreams").operation_model("DescribeStream").output_shape
        typed: Json = as_botocore(found, shape)
        return typed

    def iterator(asked: Json) -> Json:
        """`stream|shard|number of the record it stands before`."""
        stream = asked.get("StreamName") or last_name(asked.get("StreamARN") or asked["StreamArn"])
        if stream.startswith("table/"):
            stream = stream.split("/")[1]
        records = world.shards(stream).get(asked["ShardId"])
        if records is None:
            raise absent("kinesis", f"{stream} {asked['ShardId']}")
        return {"ShardIterator": f"{stream}|{asked['ShardId']}|{_first(records, asked)}"}

    def records(asked: Json) -> Json:
        stream, shard, number = asked["ShardIterator"].split("|")
        every, first = world.shards(stream)[shard], int(number)
        last = min(first + asked.get("Limit", 10_000), len(every))
        shape = model("kinesis").operation_model("GetRecords").output_shape
        typed: Json = as_botocore(
            {
                "Records": every[first:last],
                "NextShardIterator": f"{stream}|{shard}|{last}",
                "MillisBehindLatest": 0,
            },
            shape,
        )
        return typed

    return {
        "kinesis.ListStreamConsumers": consumers,
        "kinesis.GetShardIterator": iterator,
        "kinesis.GetRecords": records,
        "dynamodbstreams.DescribeStream": described,
        "dynamodbstreams.GetShardIterator": iterator,
    }


def _first(records: list[Json], asked: Json) -> int:
    """Kinesis passes over what was trimmed without a word."""
    match asked["ShardIteratorType"]:
        case "TRIM_HORIZON":
            return 0
        case "LATEST":
            return len(records)
        case "AT_TIMESTAMP":
            at: datetime = asked["Timestamp"]
            return _count(instant(each["ApproximateArrivalTimestamp"]) < at for each in records)
        case kind:
            begin = int(asked.get("StartingSequenceNumber") or asked["SequenceNumber"])
            begin += kind == "AFTER_SEQUENCE_NUMBER"
            return _count(int(each["SequenceNumber"]) < begin for each in records)


def _count(passed: Iterable[bool]) -> int:
    return sum(passed)
