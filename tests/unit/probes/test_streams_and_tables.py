"""The probes of a stream's shards and of how much streams and tables take."""

from datetime import timedelta

import pytest

from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.evidence.lag.lag import ShardAge, StreamFacts, Throughput
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.probes import stream_shards, throughput
from tests.unit.probes.examples import World
from tests.unit.probes.lagging import ARN, CLICKS, DENIED, FUNCTION, STREAM, at, put
from tests.unit.probes.looks import found

DAY = timedelta(hours=24)
TABLE = Resource("table", "baskets", "111122223333", "eu-west-1")


@pytest.fixture
def world() -> World:
    made = World()
    made.functions.mappings = [EventSource("u-1", CLICKS, ARN, "Enabled")]
    made.streams.facts_of[CLICKS] = StreamFacts(CLICKS, DAY, 2, shard_metrics=True)
    made.streams.shards = {(CLICKS, "shardId-000"): [], (CLICKS, "shardId-001"): []}
    return made


def test_shards_are_told_worst_first_with_what_comes_in(world: World) -> None:
    put(world, "clicks/shardId-000", IteratorAgeMilliseconds=[1_000], IncomingBytes=[600_000, 60_000])
    put(world, "clicks/shardId-001", IteratorAgeMilliseconds=[90_000], IncomingRecords=[120])
    assert found(stream_shards.PROBE, at(world, FUNCTION)).shards == (
        ShardAge("shardId-001", timedelta(seconds=90), None, 2.0),
        ShardAge("shardId-000", timedelta(seconds=1), 10_000.0, None),
    )


def test_a_shard_without_datapoints_has_no_age(world: World) -> None:
    shards = found(stream_shards.PROBE, at(world, STREAM)).shards
    assert shards == (ShardAge("shardId-000", None), ShardAge("shardId-001", None))


def test_of_a_single_shard_nobody_asks_which(world: World) -> None:
    world.streams.facts_of[CLICKS] = StreamFacts(CLICKS, DAY, 1)
    seen = found(stream_shards.PROBE, at(world, FUNCTION))
    assert (seen.shards, seen.missing) == ((), ())


def test_without_shard_metrics_it_says_so(world: World) -> None:
    world.streams.facts_of[CLICKS] = StreamFacts(CLICKS, DAY, 2)
    shards = found(stream_shards.PROBE, at(world, FUNCTION)).shards
    assert isinstance(shards, Missing)
    assert shards.reason == "the stream's shard-level metrics are off; enabling them costs money"


def test_readers_with_a_consumer_of_their_own_share_nothing(world: World) -> None:
    own = EventSource("u-2", CLICKS, ARN + "-2", "Enabled", consumer=f"{CLICKS}/consumer/c:1")
    world.functions.mappings += [own, EventSource("u-3", CLICKS, ARN + "-3", "Enabled")]
    stream = found(stream_shards.PROBE, at(world, FUNCTION)).stream
    assert isinstance(stream, StreamFacts)
    assert stream.readers == 2


def test_readers_that_may_not_be_listed_are_not_known_and_it_says_why(world: World) -> None:
    denied = "denied: allow lambda:ListEventSourceMappings on *"
    world.functions.refused["polling"] = Missing(denied)
    stream = found(stream_shards.PROBE, at(world, STREAM)).stream
    assert isinstance(stream, StreamFacts)
    assert (stream.readers, stream.readers_unread) == (None, denied)


def test_of_several_streams_nobody_can_tell_which_is_behind(world: World) -> None:
    world.functions.mappings.append(EventSource("u-2", CLICKS + "-2", ARN, "Enabled"))
    seen = found(stream_shards.PROBE, at(world, FUNCTION))
    assert isinstance(seen.stream, Missing)
    assert "which of its 2 streams" in seen.stream.reason


def test_denied_shards_and_denied_metrics_are_missing(world: World) -> None:
    world.telemetry.unread = Missing(DENIED)
    assert found(stream_shards.PROBE, at(world, STREAM)).shards == Missing(DENIED)
    world.streams.denied[CLICKS] = Missing("denied: allow kinesis:ListShards")
    assert found(stream_shards.PROBE, at(world, STREAM)).shards == world.streams.denied[CLICKS]


def test_refused_reads_and_writes_of_a_stream_are_counted(world: World) -> None:
    put(world, "clicks", ReadProvisionedThroughputExceeded=[4] * 20, WriteProvisionedThroughputExceeded=[0])
    assert found(throughput.PROBE, at(world, STREAM)).throughput == Throughput(60, 0)
    assert found(throughput.PROBE, at(world, FUNCTION)).throughput == Throughput(60, 0)


def test_refused_requests_of_a_table_are_counted_by_cause(world: World) -> None:
    put(world, "baskets", WriteThrottleEvents=[9], WriteKeyRangeThroughputThrottleEvents=[7])
    told = found(throughput.PROBE, at(world, TABLE)).throughput
    assert told == Throughput(None, 9, {"WriteKeyRangeThroughput": 7})


def test_denied_counts_are_missing(world: World) -> None:
    world.telemetry.unread = Missing(DENIED)
    assert found(throughput.PROBE, at(world, STREAM)).throughput == Missing(DENIED)
    assert found(throughput.PROBE, at(world, TABLE)).throughput == Missing(DENIED)


@pytest.mark.parametrize(
    ("refused", "proof"), [(0, Healthy), (3, Unhealthy), (None, Missing)], ids=["none", "some", "not counted"]
)
def test_only_counted_zeros_prove_that_nothing_is_refused(
    world: World, refused: float | None, proof: type
) -> None:
    put(world, "clicks", WriteProvisionedThroughputExceeded=[refused])
    assert throughput.PROBE.health is not None
    assert isinstance(throughput.PROBE.health(at(world, STREAM)), proof)
