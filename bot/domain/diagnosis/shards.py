"""Streams at their own limits: a hot key, too few shards, too many readers.

Facts: a Kinesis shard takes 1 MB/s and 1,000 records a second, and gives 2 MB/s in five reads a second to all
readers without enhanced fan-out together; a DynamoDB stream's shard takes two readers (Kinesis quotas;
DynamoDB developer guide, "Reading and processing a stream").
"""

from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.lag.lag import ShardAge
from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.resource.arn import name_of
from bot.domain.resource.resource_kind import ResourceKind

BYTES, RECORDS = 1_000_000, 1_000
# From this share of its capacity, a shard is at its limit.
HOT = 0.8
MOST_READERS_DYNAMODB = 2
# Lambda reads each shard about once a second: up to this share of refused reads hardly matters.
READS_COUNTED_FOR, FEW_REFUSED = 900, 0.05


def _load(shard: ShardAge) -> float:
    """The share of a shard's capacity used, by bytes or by records; 0 if neither is known."""
    return max((shard.bytes_in or 0) / BYTES, (shard.records_in or 0) / RECORDS)


def _told(shard: ShardAge) -> str:
    if (shard.bytes_in or 0) / BYTES >= (shard.records_in or 0) / RECORDS:
        return f"{(shard.bytes_in or 0) / BYTES:.2f} of 1 MB/s"
    return f"{shard.records_in:,.0f} of 1,000 records/s"


def _of_kinesis(facts: Facts) -> str | None:
    """DynamoDB streams have no shard metrics; a single shard cannot be hotter than others."""
    return None if facts.stream.is_dynamodb or facts.open_shards == 1 else ""


def _of_a_stream(facts: Facts) -> str | None:
    """A queue has no readers and no shards."""
    return None if facts.source is not None and not facts.source.is_stream else ""


def _one_hot(facts: Facts) -> str | None:
    """Few shards at their limit while most are far from it."""
    hot = [shard for shard in facts.shards if _load(shard) >= HOT]
    cool = [shard for shard in facts.shards if _load(shard) < HOT / 2]
    if not hot or len(hot) > len(cool):
        return None
    return f"{hot[0].shard} takes {_told(hot[0])}, {len(cool)} others less than half as much"


def _all_hot(facts: Facts) -> str | None:
    hot = [shard for shard in facts.shards if _load(shard) >= HOT]
    if len(hot) * 2 <= len(facts.shards):
        return None
    return f"{len(hot)} of {len(facts.shards)} shards near 1 MB/s or 1,000 records/s"


def _writes_refused(facts: Facts) -> str | None:
    return f"{facts.writes_refused:,} writes refused" if facts.writes_refused > 0 else None


def _provisioned(facts: Facts) -> str | None:
    if facts.stream.on_demand or facts.stream.is_dynamodb:
        return None
    shards = "1 shard" if facts.open_shards == 1 else f"{facts.open_shards} shards"
    return f"{shards}, provisioned"


def _reads_refused(facts: Facts) -> str | None:
    refused = facts.reads_refused
    few = refused <= FEW_REFUSED * READS_COUNTED_FOR * facts.open_shards
    return None if refused == 0 or few else f"{refused:,} reads refused"


def _many_readers(facts: Facts) -> str | None:
    least = MOST_READERS_DYNAMODB + 1 if facts.stream.is_dynamodb else 2
    return f"{facts.readers} readers share each shard" if facts.readers >= least else None


HOT_KEY = Rule(
    Cause.HOT_KEY,
    lambda _facts: "Few shards take most records: these share a key, or the shards are split unevenly",
    (_of_a_stream, _of_kinesis, _one_hot),
    lambda _facts: "Spread the key (a suffix to the partition key), or split that shard",
)

TOO_FEW_SHARDS = Rule(
    Cause.TOO_FEW_SHARDS,
    lambda _facts: "The stream has too few shards for what is written",
    (_of_a_stream, _writes_refused, _provisioned, _all_hot),
    lambda _facts: "Double the shards, or switch the stream to on-demand",
    lambda facts: Setting(
        f"stream {name_of(facts.stream.arn)}",
        "ShardCount",
        f"{facts.open_shards}",
        f"{2 * facts.open_shards}",
    ),
)

TOO_MANY_READERS = Rule(
    Cause.TOO_MANY_READERS,
    lambda _facts: "The stream's readers together ask for more than it provides",
    (_of_a_stream, _reads_refused, _many_readers),
    lambda facts: (
        "Let one function read the stream and pass the records on"
        if facts.stream.is_dynamodb
        else "Give the slowest reader enhanced fan-out, or let one function read and pass the records on"
    ),
)

RULES = (TOO_MANY_READERS, HOT_KEY, TOO_FEW_SHARDS)


def _some_refused(facts: Facts) -> str | None:
    """Kinesis refuses what exceeds a shard's limits, and counts nothing else there."""
    if facts.resource.kind != ResourceKind.STREAM:
        return None
    if facts.writes_refused > 0:
        return f"{facts.writes_refused:,} writes refused"
    return _reads_refused(facts)


def _shards_there(facts: Facts) -> str:
    return "1 shard" if facts.open_shards == 1 else f"{facts.open_shards} shards"


# Only shard metrics show which of them, and whether one key causes it.
USED_UP = Rule(
    Cause.THROUGHPUT_USED_UP,
    lambda facts: f"A shard of {facts.resource.name} gets more reads or writes than one shard allows",
    (_some_refused, _shards_there),
    lambda _facts: (
        "Enable the shard-level metrics: they tell one key with most records from a lack of shards"
    ),
)
