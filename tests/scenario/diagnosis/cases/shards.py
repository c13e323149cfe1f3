"""Streams at their own limits: a hot key, too few shards, too many readers."""

from collections.abc import Callable

from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import Account
from tests.scenario.diagnosis.case import Case
from tests.scenario.diagnosis.situations import CLICKS, WORKER, on_stream

ENABLE = "Check by hand: the stream's shard-level metrics are off; enabling them costs money"
SPREAD = "Spread the key (a suffix to the partition key), or split that shard"


def hot_key(aws: Account) -> Resource:
    _, stream = on_stream(aws, growing_by=0.25)
    for number in range(3):
        stream.shard_takes(number, bytes_in=100_000, records_in=90, behind=2)
    stream.shard_takes(3, bytes_in=970_000, records_in=600, behind=3_600)
    return WORKER


def without_shard_metrics(aws: Account) -> None:
    aws.known_stream("clicks").monitored = False


def too_few_shards(aws: Account) -> Resource:
    _, stream = on_stream(aws, growing_by=0.25)
    stream.takes(300, refused_writes=11)
    for number in range(3):
        stream.shard_takes(number, bytes_in=970_000, records_in=600, behind=3_600)
    stream.shard_takes(3, bytes_in=100_000, records_in=90, behind=2)
    return WORKER


def too_many_readers(aws: Account) -> Resource:
    _, stream = on_stream(aws, growing_by=0.25)
    stream.takes(100, refused_reads=20)
    for name in ("search", "billing", "mails"):
        aws.function(name).polls(stream.arn)
    return WORKER


def of_the_stream(given: Callable[[Account], Resource]) -> Callable[[Account], Resource]:
    """An alarm on what the stream refuses is about the stream itself."""

    def its_own(aws: Account) -> Resource:
        given(aws)
        return CLICKS

    return its_own


ONE_HOT_KEY = Case(
    "iterator_age",
    hot_key,
    Cause.HOT_KEY,
    ("shardId-000000000003 takes 0.97 of 1 MB/s, 3 others less than half as much",),
    SPREAD,
    without_shard_metrics,
    ENABLE,
)
ALL_FULL = Case(
    "iterator_age",
    too_few_shards,
    Cause.TOO_FEW_SHARDS,
    (
        "165 writes refused",
        "4 shards, provisioned",
        "3 of 4 shards near 1 MB/s or 1,000 records/s",
    ),
    "Double the shards, or switch the stream to on-demand",
    without_shard_metrics,
    ENABLE,
    Setting("stream clicks", "ShardCount", "4", "8"),
)

CASES = {
    "one key is hot": ONE_HOT_KEY,
    "all shards are full": ALL_FULL,
    "too many read it": Case(
        "iterator_age",
        too_many_readers,
        Cause.TOO_MANY_READERS,
        ("300 reads refused", "4 readers share each shard"),
        "Give the slowest reader enhanced fan-out, or let one function read and pass the records on",
        lambda aws: aws.metrics.forget("ReadProvisionedThroughputExceeded"),
        "Read how many reads the stream refused",
    ),
    "one key is hot, and writes are refused": ONE_HOT_KEY._replace(
        kind="throughput_exceeded", given=of_the_stream(hot_key)
    ),
    "all shards refuse writes": ALL_FULL._replace(
        kind="throughput_exceeded",
        given=of_the_stream(too_few_shards),
        nearly=lambda aws: aws.metrics.forget("WriteProvisionedThroughputExceeded"),
        lacks="Read how many writes the stream refused",
    ),
    "too many read it, and reads are refused": Case(
        "throughput_exceeded",
        of_the_stream(too_many_readers),
        Cause.TOO_MANY_READERS,
        ("300 reads refused", "4 readers share each shard"),
        "Give the slowest reader enhanced fan-out, or let one function read and pass the records on",
        lambda aws: aws.metrics.forget("ReadProvisionedThroughputExceeded"),
        "Read how many reads the stream refused",
    ),
}
