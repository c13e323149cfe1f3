"""Streams of Kinesis: their settings, shards and readers."""

import base64
import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.deadbench.making.frame import ACCOUNT, DAY, REGION, Frame, Line, stamp, steady
from tests.deadbench.world import Json


class Streams(Frame):
    def stream(
        self,
        name: str,
        *,
        shards: int,
        records: float,
        read: float,
        hours: int = 24,
        bytes_each: int = 400,
        refused: float = 0,
        refusing: Line = lambda _at: 0,
    ) -> str:
        """Its ARN; records are written and read by the minute, reads are refused, writes are `refusing`."""
        arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"
        ids = [f"shardId-{number:012}" for number in range(shards)]
        self.files[f"config/kinesis/describe-stream-summary/{name}.json"] = {
            "StreamDescriptionSummary": {
                "StreamName": name,
                "StreamARN": arn,
                "StreamStatus": "ACTIVE",
                "StreamModeDetails": {"StreamMode": "PROVISIONED"},
                "RetentionPeriodHours": hours,
                "StreamCreationTimestamp": stamp(self.now - 300 * DAY),
                "EnhancedMonitoring": [{"ShardLevelMetrics": []}],
                "EncryptionType": "NONE",
                "OpenShardCount": shards,
                "ConsumerCount": 0,
            }
        }
        self.files[f"config/kinesis/list-shards/{name}.json"] = {
            "Shards": [
                {
                    "ShardId": each,
                    "HashKeyRange": {"StartingHashKey": "0", "EndingHashKey": "1"},
                    "SequenceNumberRange": {"StartingSequenceNumber": "1"},
                }
                for each in ids
            ]
        }
        lines = {
            "IncomingRecords": records,
            "IncomingBytes": records * bytes_each,
            "GetRecords.Records": read,
            "ReadProvisionedThroughputExceeded": refused,
        }
        for metric, value in lines.items():
            self.metric("AWS/Kinesis", metric, {"StreamName": name}, Sum=steady(value))
        self.metric("AWS/Kinesis", "WriteProvisionedThroughputExceeded", {"StreamName": name}, Sum=refusing)
        return arn

    def records(self, stream: str, since: datetime, values: Sequence[Json], *, first: int) -> None:
        """What its first shard holds, from this sequence number on, two seconds apart."""
        self.files[f"records/{stream}/shardId-000000000000.json"] = [
            {
                "SequenceNumber": str(first + number),
                "ApproximateArrivalTimestamp": stamp(since + number * timedelta(seconds=2)),
                "PartitionKey": f"key-{number % 5}",
                "Data": base64.b64encode(json.dumps(value).encode()).decode(),
            }
            for number, value in enumerate(values)
        ]

    def behind(self, function: str, stream: str, milliseconds: Line) -> None:
        """How old the last record was that the consumer was given, and that the stream's readers read."""
        statistics = {"Maximum": milliseconds, "Average": milliseconds}
        self.metric("AWS/Lambda", "IteratorAge", {"FunctionName": function}, **statistics)
        self.metric("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", {"StreamName": stream}, **statistics)
        last = self.last_published
        self._oldest = last - timedelta(milliseconds=milliseconds(last) or 0)

    def trimmed(self, stream: str) -> Json:
        """The first loss: when the oldest record that nobody is known to have read is trimmed."""
        summary = self.files[f"config/kinesis/describe-stream-summary/{stream}.json"][
            "StreamDescriptionSummary"
        ]
        lost_at = self._oldest + timedelta(hours=summary["RetentionPeriodHours"])
        return {"not_before": stamp(lost_at), "at_latest": stamp(lost_at)}
