"""Kinesis and DynamoDB streams: settings and records. Shapes: the API references of both."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from tests.scenario.diagnosis.account.boundary import Json, Operation, RefusedError
from tests.scenario.diagnosis.account.metrics import Line, Metrics, steady
from tests.scenario.harness.places import ACCOUNT, REGION

_CREATED = "2025-11-14T00:13:19.627"


class Record(NamedTuple):
    """A record of the only shard that is read."""

    sequence: str
    at: datetime
    data: bytes


class Stream:
    """Attributes: monitored says whether shard-level metrics are on; trimmed what was read too late."""

    def __init__(self, name: str, metrics: Metrics, now: datetime, *, dynamodb: bool = False) -> None:
        service, table = ("dynamodb", f"table/{name}/stream/{_CREATED}")
        self.name = name
        self.dynamodb = dynamodb
        self.arn = f"arn:aws:{service if dynamodb else 'kinesis'}:{REGION}:{ACCOUNT}:"
        self.arn += table if dynamodb else f"stream/{name}"
        self.shards = 4
        self.mode = "PROVISIONED"
        self.monitored = False
        self.consumers = 0
        self.records: list[Record] = []
        self._metrics = metrics
        self._now = now

    def shard(self, number: int) -> str:
        """Kinesis's ids are shorter than DynamoDB's."""
        return f"shardId-{number:020}-864758bb" if self.dynamodb else f"shardId-{number:012}"

    def takes(self, records: float, *, refused_reads: int = 0, refused_writes: int = 0) -> None:
        """Records each second; refusals each minute."""
        self.metric("IncomingRecords", steady(records * 60))
        self.metric("IncomingBytes", steady(records * 60 * 500))
        self.metric("ReadProvisionedThroughputExceeded", steady(refused_reads))
        self.metric("WriteProvisionedThroughputExceeded", steady(refused_writes))

    def shard_takes(self, number: int, *, bytes_in: float, records_in: float, behind: float = 0) -> None:
        """Each second; `behind` in seconds. Only with shard-level metrics."""
        self.monitored = True
        self.metric("IncomingBytes", steady(bytes_in * 60), ShardId=self.shard(number))
        self.metric("IncomingRecords", steady(records_in * 60), ShardId=self.shard(number))
        self.metric("IteratorAgeMilliseconds", steady(behind * 1000), ShardId=self.shard(number))

    def metric(self, name: str, line: Line, **more: str) -> None:
        if self.dynamodb:
            raise AssertionError("DynamoDB Streams publish no metric of their own")
        self._metrics.put("AWS/Kinesis", name, line, StreamName=self.name, **more)

    def summary(self) -> Json:
        metrics = ["IncomingBytes", "IncomingRecords", "IteratorAgeMilliseconds"] if self.monitored else []
        return {
            "StreamName": self.name,
            "StreamARN": self.arn,
            "StreamStatus": "ACTIVE",
            "StreamModeDetails": {"StreamMode": self.mode},
            "RetentionPeriodHours": 24,
            "StreamCreationTimestamp": self._now - timedelta(days=400),
            "EnhancedMonitoring": [{"ShardLevelMetrics": metrics}],
            "EncryptionType": "NONE",
            "OpenShardCount": self.shards,
            "ConsumerCount": self.consumers,
        }

    def description(self) -> Json:
        return {
            "StreamArn": self.arn,
            "StreamLabel": _CREATED,
            "StreamStatus": "ENABLED",
            "StreamViewType": "NEW_AND_OLD_IMAGES",
            "CreationRequestDateTime": self._now - timedelta(days=400),
            "TableName": self.name,
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
            "Shards": [
                {
                    "ShardId": self.shard(number),
                    "SequenceNumberRange": {"StartingSequenceNumber": f"{number + 1:021}"},
                }
                for number in range(self.shards)
            ],
        }


class Streams:
    def __init__(self) -> None:
        self.streams: dict[str, Stream] = {}

    def operations(self) -> Mapping[str, Operation]:
        return {
            "kinesis.DescribeStreamSummary": lambda asked: {
                "StreamDescriptionSummary": self._of(asked["StreamARN"]).summary()
            },
            "kinesis.ListShards": self._shards,
            "kinesis.ListStreamConsumers": self._consumers,
            "kinesis.GetShardIterator": self._kinesis_iterator,
            "kinesis.GetRecords": self._kinesis_records,
            "dynamodbstreams.DescribeStream": lambda asked: {
                "StreamDescription": self._of(asked["StreamArn"]).description()
            },
            "dynamodbstreams.GetShardIterator": self._dynamodb_iterator,
        }

    def _of(self, arn: str) -> Stream:
        if arn not in self.streams:
            raise RefusedError("ResourceNotFoundException", f"Stream {arn} not found")
        return self.streams[arn]

    def _shards(self, asked: Json) -> Json:
        stream = self._of(asked["StreamARN"])
        return {
            "Shards": [
                {
                    "ShardId": stream.shard(number),
                    "HashKeyRange": {"StartingHashKey": "0", "EndingHashKey": "1"},
                    "SequenceNumberRange": {"StartingSequenceNumber": "1"},
                }
                for number in range(stream.shards)
            ]
        }

    def _consumers(self, asked: Json) -> Json:
        stream = self._of(asked["StreamARN"])
        return {
            "Consumers": [
                {
                    "ConsumerName": f"fan-out-{number}",
                    "ConsumerARN": f"{stream.arn}/consumer/fan-out-{number}:1700000000",
                    "ConsumerStatus": "ACTIVE",
                    "ConsumerCreationTimestamp": datetime(2025, 1, 1),  # noqa: DTZ001 - as old as the stream
                }
                for number in range(stream.consumers)
            ]
        }

    def _kinesis_iterator(self, asked: Json) -> Json:
        return {"ShardIterator": f"{asked['StreamARN']}|{asked['StartingSequenceNumber']}"}

    def _kinesis_records(self, asked: Json) -> Json:
        """From the sequence number on; what was trimmed is passed over without a word."""
        arn, _, begin = asked["ShardIterator"].rpartition("|")
        found = [each for each in self._of(arn).records if int(each.sequence) >= int(begin)]
        return {
            "Records": [
                {
                    "SequenceNumber": each.sequence,
                    "ApproximateArrivalTimestamp": each.at,
                    "Data": each.data,
                    "PartitionKey": "1",
                }
                for each in found[: asked["Limit"]]
            ],
            "NextShardIterator": f"{arn}|{int(found[-1].sequence) + 1 if found else begin}",
            "MillisBehindLatest": 0,
        }

    def _dynamodb_iterator(self, asked: Json) -> Json:
        stream = self._of(asked["StreamArn"])
        if not stream.records:
            raise RefusedError("TrimmedDataAccessException", "The operation attempted to read past the trim")
        return {"ShardIterator": f"{stream.arn}|{asked['SequenceNumber']}"}
