"""Reads or writes that a Kinesis stream or a DynamoDB table refused as too many.

A table's indexes, operations and causes are dimensions or metrics of their own; all are about the table
(DynamoDB developer guide, "CloudWatch throttling metrics").
"""

from bot.alarm_kinds.resources import STREAM, TABLE, either, on_metric
from bot.domain.alarm.alarm_kind import NO_DEADLINE, AlarmKind, Count, KindName

_STREAM_METRICS = (
    "WriteProvisionedThroughputExceeded",
    "ReadProvisionedThroughputExceeded",
    "PutRecords.ThrottledRecords",
    "SubscribeToShard.RateExceeded",
)
_CAUSES = ("", "ProvisionedThroughput", "KeyRangeThroughput", "AccountLimit", "MaxOnDemandThroughput")
_TABLE_METRICS = (
    "ThrottledRequests",
    "OnlineIndexThrottleEvents",
    *(f"{way}{cause}ThrottleEvents" for way in ("Read", "Write") for cause in _CAUSES),
)

KIND = AlarmKind(
    name=KindName.THROUGHPUT_EXCEEDED,
    what="reads or writes refused by a Kinesis stream or a DynamoDB table",
    resources=either(on_metric(STREAM, *_STREAM_METRICS), on_metric(TABLE, *_TABLE_METRICS)),
    noun=("refused request", "refused requests"),
    counts=Count.REFUSED,
    probes=("throughput", "stream_shards", "last_time"),
    health="throughput",
    loses=False,
    stakes=(
        NO_DEADLINE,
        "a refused write is lost if the writer does not retry; refused reads make consumers late",
    ),
)
