"""Work that comes in a stream of one shard: what fails is tried again, and all behind it wait.

Facts: a mapping retries a batch as its settings say, -1 without end; halving a batch uses up no retry; what
outlives its retries goes to the failure destination as a pointer, or is gone. IteratorAge is the age of the
last record of each batch that is handed over; GetRecords.IteratorAgeMilliseconds has a datapoint at each
poll, whoever polls, and nobody polls for a mapping while one of its batches is tried again (Lambda developer
guide, "Using Lambda with Kinesis"; Kinesis developer guide, its metrics).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.oracle.functions import Form, Function
from tests.oracle.parts.part import Part, Place, Work
from tests.scenario.harness.places import ACCOUNT, REGION, queue_arn

BATCH, SHARD = 10, "shardId-000000000000"
RETENTION = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Record:
    number: int
    form: Form
    at: datetime

    @property
    def sequence(self) -> str:
        return f"{49_600_000_000_000_000_000 + self.number}"


@dataclass(slots=True)
class _Batch:
    records: Sequence[Record]
    attempts: int = 0


class StreamPart(Part):
    """Attributes: mapping is as Lambda describes it, and as whoever changes it leaves it; lost counts records
    that were given up and went nowhere."""

    def __init__(
        self, place: Place, name: str, function: Function, bodies: dict[Form, str], mapping: dict[str, Any]
    ) -> None:
        dead = place.sqs.create(queue_arn(f"{name}-skipped"), retention=timedelta(days=4))
        super().__init__(place, function, bodies, dead)
        self.name = name
        self.arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"
        self.mapping = mapping
        self.records: list[Record] = []
        self.lost = 0
        self._read = 0
        self._batches: list[_Batch] = []

    def send(self, *forms: Form) -> None:
        for form in forms:
            self.records.append(Record(len(self.records), form, self.place.clock()))
            self._count("IncomingRecords", 1)
            self._count("WriteProvisionedThroughputExceeded", 0)

    def work(self) -> None:
        if self.mapping["State"] != "Enabled":
            return
        for _ in range(BATCH):
            if not self._batches and not self._poll():
                return
            if not self._try(self._batches[0]):
                return

    def _poll(self) -> bool:
        found = self.records[self._read : self._read + BATCH]
        self.polled(found)
        self._count("GetRecords.Records", len(found))
        self._count("ReadProvisionedThroughputExceeded", 0)
        self._read += len(found)
        if found:
            self._batches.append(_Batch(found))
        return bool(found)

    def polled(self, found: Sequence[Record]) -> None:
        """Somebody has read these, whoever it is: the age of the last of them, or none at the end."""
        age = self.place.clock() - found[-1].at if found else timedelta(0)
        self._count("GetRecords.IteratorAgeMilliseconds", age.total_seconds() * 1000)

    def _try(self, batch: _Batch) -> bool:
        """Whether the next one may be tried at once."""
        age = self.place.clock() - batch.records[-1].at
        self.function.count("IteratorAge", age.total_seconds() * 1000)
        if self.function.call([each.form for each in batch.records]):
            self.mapping["LastProcessingResult"] = "OK"
            self._batches.remove(batch)
            return True
        self.mapping["LastProcessingResult"] = "PROBLEM: Function call failed"
        if self.mapping.get("BisectBatchOnFunctionError") and len(batch.records) > 1:
            half = len(batch.records) // 2
            self._batches[:1] = [_Batch(batch.records[:half]), _Batch(batch.records[half:])]
            return False
        batch.attempts += 1
        retries = self.mapping.get("MaximumRetryAttempts", -1)
        if 0 <= retries < batch.attempts:
            self._give_up(batch)
        return False

    def _give_up(self, batch: _Batch) -> None:
        self._batches.remove(batch)
        destination = (self.mapping.get("DestinationConfig") or {}).get("OnFailure", {}).get("Destination")
        if not destination or self.dead is None:
            self.lost += len(batch.records)
            return
        first, last = batch.records[0], batch.records[-1]
        pointer = {
            "requestContext": {
                "requestId": f"00000000-0000-4000-8000-{first.number:012}",
                "functionArn": self.function.arn,
                "condition": "RetryAttemptsExhausted",
                "approximateInvokeCount": batch.attempts,
            },
            "responseContext": {
                "statusCode": 200,
                "executedVersion": "$LATEST",
                "functionError": "Unhandled",
            },
            "version": "1.0",
            "timestamp": _stamp(self.place.clock()),
            "KinesisBatchInfo": {
                "shardId": SHARD,
                "startSequenceNumber": first.sequence,
                "endSequenceNumber": last.sequence,
                "approximateArrivalOfFirstRecord": _stamp(first.at),
                "approximateArrivalOfLastRecord": _stamp(last.at),
                "batchSize": len(batch.records),
                "streamArn": self.arn,
            },
        }
        self.dead.send(json.dumps(pointer))
        self.place.cloudwatch.put("AWS/SQS", "NumberOfMessagesSent", {"QueueName": self.dead.name}, 1)

    def waiting(self) -> tuple[Work, ...]:
        tried = [each for batch in self._batches for each in batch.records]
        return tuple(Work(each.form, each.at) for each in (*tried, *self.records[self._read :]))

    def form_of(self, body: str) -> Form:
        """Of a pointer to several, the one that cannot be done is what matters."""
        info = json.loads(body)["KinesisBatchInfo"]
        first, last = int(info["startSequenceNumber"]), int(info["endSequenceNumber"])
        forms = [each.form for each in self.records if first <= int(each.sequence) <= last]
        return Form.NEW if Form.NEW in forms else Form.OLD

    @property
    def blocked(self) -> bool:
        return bool(self._batches)

    def _count(self, name: str, value: float) -> None:
        self.place.cloudwatch.put("AWS/Kinesis", name, {"StreamName": self.name}, value)


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
