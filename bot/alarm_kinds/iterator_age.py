"""A consumer that falls behind its stream, by the function's metric or the stream's own.

The function's covers Kinesis, DynamoDB Streams and DocumentDB, and groups with the function's other alarms;
DynamoDB Streams publish none of their own. A Kinesis stream's is about its slowest consumer, or one
consumer with enhanced fan-out, and groups on the stream: the alarm does not name the reader.
"""

from bot.alarm_kinds.resources import FUNCTION, STREAM, either, on_metric
from bot.domain.alarm.alarm_kind import NEAR_DEADLINE, Action, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.ITERATOR_AGE,
    what="a consumer behind its stream (Kinesis, DynamoDB Streams), by the function's or the stream's metric",
    resources=either(
        on_metric(FUNCTION, "IteratorAge"),
        on_metric(
            STREAM,
            "GetRecords.IteratorAgeMilliseconds",
            "SubscribeToShardEvent.MillisBehindLatest",
            "IteratorAgeMilliseconds",
        ),
    ),
    noun=("record behind", "records behind"),
    counts=Count.LAG,
    probes=(
        "stream_lag",
        "stream_shards",
        "throughput",
        "function_health",
        "pool",
        "deployment",
        "consumer_errors",
        "failure_buckets",
        "last_time",
    ),
    health="stream_lag",
    actions=frozenset({Action.INSPECT}),
    loses=True,
    stakes=(
        NEAR_DEADLINE,
        "records are lost when the stream's retention ends, 24 hours unless it was raised",
    ),
)
