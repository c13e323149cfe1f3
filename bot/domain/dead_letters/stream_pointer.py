"""A pointer into a stream: which records failed, without their data. It outlives what it points to."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.resource.arn import as_arn


class StreamPointer(NamedTuple):
    """A range of one shard of a Kinesis or DynamoDB stream, both ends included.

    Attributes:
        stream: ARN of the stream, without the consumer an enhanced fan-out mapping reads by.
        start: A sequence number: decimal digits, up to 56 of them, so it is compared as an int and never
            becomes a float.
        batch_size: How many records the failed batch held; the range may hold more, because filters,
            parallelization and aggregation put other records between them. 0 if unknown.
    """

    stream: str
    shard: str
    start: str
    end: str
    batch_size: int
    first_arrival: datetime | None = None

    @property
    def is_dynamodb(self) -> bool:
        return as_arn(self.stream).service == "dynamodb"
