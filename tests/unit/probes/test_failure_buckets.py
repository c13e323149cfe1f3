"""What S3 buckets keep of failed events and skipped batches: counted, a few read, never taken for clean."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.consumer import AsyncSettings, EventSource
from bot.domain.evidence.evidence import ErrorShape, Evidence
from bot.domain.evidence.failure_bucket import BucketContents, FailureBucket
from bot.domain.evidence.missing import Missing
from bot.domain.policy.policy import Redaction, Route
from bot.domain.resource.grouping import Resource
from bot.probes import failure_buckets
from bot.probes.failure_buckets import MOST
from bot.probes.parts.buckets import LARGEST, MOST_SHARDS
from bot.probes.run.probe import ProbeContext
from tests.fakes.clock import NOON
from tests.unit.probes.examples import CONSUMER, World
from tests.unit.probes.given_up import SHARD, batch, event
from tests.unit.probes.lagging import ARN, CLICKS, FUNCTION, QUEUE, STREAM, at
from tests.unit.probes.looks import put_into, to_the_end

EVENTS, BATCHES = "arn:aws:s3:::failed-events", "arn:aws:s3:::skipped-batches"
OF_EVENTS = FailureBucket(EVENTS, ARN)
OF_BATCHES = FailureBucket(BATCHES, ARN, "u-1", CLICKS)
OPENED = NOON - timedelta(minutes=30)
SINCE = OPENED - timedelta(hours=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def world() -> World:
    made = World()
    made.functions.settings_of[ARN] = AsyncSettings(on_failure=EVENTS)
    made.buckets.stored[EVENTS] = {}
    return made


def key(folder: str, written: datetime) -> str:
    return f"{folder}{written:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}-0a1b2c3d-0000-4000-8000-000000000001"


def keeps(world: World, *bodies: str, until: datetime = NOON - MINUTE) -> None:
    """One each minute, the last one then."""
    for n, body in enumerate(bodies):
        written = until - (len(bodies) - 1 - n) * MINUTE
        world.buckets.put(EVENTS, key(OF_EVENTS.prefix, written), body, written)


def skips(world: World, *bodies: str, shard: str = SHARD) -> None:
    world.functions.mappings.append(EventSource("u-1", CLICKS, ARN, "Enabled", retries=3, on_failure=BATCHES))
    for n, body in enumerate(bodies):
        written = NOON - (n + 1) * MINUTE
        world.buckets.put(BATCHES, key(f"{OF_BATCHES.prefix}{shard}/", written), body, written)


def of_function(world: World, **fields: Any) -> ProbeContext:
    return at(world, FUNCTION, **({"opened_at": OPENED} | fields))


def looked(context: ProbeContext) -> tuple[Evidence, tuple[SampledMessage, ...] | None]:
    """To the end, with the sample that was taken."""
    findings = to_the_end(failure_buckets.PROBE.bind(context))
    return put_into(context.before, findings), next((each.sample for each in findings if each.sample), None)


def kept(evidence: Evidence) -> BucketContents:
    assert not isinstance(evidence.bucket_contents, Missing), evidence.bucket_contents
    (only,) = evidence.bucket_contents
    return only


# How much


def test_failed_events_are_counted_with_the_oldest_and_the_newest(world: World) -> None:
    keeps(world, *[event()] * 3)
    evidence, _ = looked(of_function(world))
    assert kept(evidence) == BucketContents(OF_EVENTS, SINCE, 3, NOON - 3 * MINUTE, NOON - MINUTE)


def test_what_was_written_long_before_the_episode_is_not_counted(world: World) -> None:
    keeps(world, event(), until=SINCE - MINUTE)
    keeps(world, event(), until=SINCE)
    evidence, _ = looked(of_function(world))
    assert (kept(evidence).objects, kept(evidence).oldest) == (1, SINCE)


def test_of_an_episode_of_a_month_two_weeks_are_counted(world: World) -> None:
    keeps(world, event(), until=NOON - timedelta(days=13))
    keeps(world, event(), until=NOON - timedelta(days=15))
    evidence, _ = looked(of_function(world, opened_at=NOON - timedelta(days=30)))
    assert (kept(evidence).objects, kept(evidence).since) == (1, NOON - timedelta(days=14))


def test_objects_of_another_function_are_none_of_its(world: World) -> None:
    other = FailureBucket(EVENTS, f"{ARN}-2")
    world.buckets.put(EVENTS, key(other.prefix, NOON - MINUTE), event(), NOON - MINUTE)
    evidence, sample = looked(of_function(world))
    assert (kept(evidence).objects, kept(evidence).oldest, sample) == (0, None, None)


def test_a_listing_that_was_half_read_says_that_there_may_be_more(world: World) -> None:
    keeps(world, *[event()] * 3)
    world.buckets.half_read[EVENTS] = (2, "AWS throttles s3:ListBucket")
    evidence, _ = looked(of_function(world))
    assert (kept(evidence).objects, kept(evidence).unread) == (2, "AWS throttles s3:ListBucket")


@pytest.mark.parametrize("resource", [FUNCTION, STREAM])
def test_skipped_batches_of_every_shard_are_counted(world: World, resource: Resource) -> None:
    world.functions.settings_of.clear()
    skips(world, batch(80))
    written = NOON - 5 * MINUTE
    world.buckets.put(BATCHES, key(f"{OF_BATCHES.prefix}shardId-000000000001/", written), batch(20), written)
    evidence, sample = looked(at(world, resource, opened_at=OPENED))
    assert kept(evidence) == BucketContents(OF_BATCHES, SINCE, 2, written, NOON - MINUTE)
    assert sample is not None
    assert (len(sample), evidence.sampled, evidence.records) == (2, 2, 100)


def test_of_very_many_shards_the_newest_are_looked_at_and_it_says_so(world: World) -> None:
    world.functions.settings_of.clear()
    for n in range(MOST_SHARDS + 1):
        world.buckets.put(BATCHES, key(f"{OF_BATCHES.prefix}shardId-{n:012}/", NOON), batch(1), NOON)
    skips(world)
    evidence, _ = looked(of_function(world))
    assert kept(evidence).objects == MOST_SHARDS
    assert kept(evidence).unread == "only the 50 newest of 51 shards were looked at"


def test_events_and_batches_are_told_apart(world: World) -> None:
    keeps(world, event())
    skips(world, batch(8))
    evidence, sample = looked(of_function(world))
    assert not isinstance(evidence.bucket_contents, Missing)
    assert [(each.bucket, each.objects) for each in evidence.bucket_contents] == [
        (OF_EVENTS, 1),
        (OF_BATCHES, 1),
    ]
    assert sample is not None
    assert [each.format for each in sample] == ["lambda_destination", "stream_pointer"]


@pytest.mark.parametrize("destination", ["", "arn:aws:sqs:eu-west-1:111122223333:failed", CONSUMER])
def test_where_no_destination_is_a_bucket_none_is_asked(world: World, destination: str) -> None:
    world.functions.settings_of[ARN] = AsyncSettings(on_failure=destination)
    world.buckets.denied[EVENTS] = Missing("denied")
    assert looked(of_function(world)) == (Evidence(taken_at=NOON), None)


def test_a_queue_leaves_nothing_in_buckets(world: World) -> None:
    assert looked(at(world, QUEUE)) == (Evidence(taken_at=NOON), None)


# What they are


def test_a_sample_is_decoded_with_its_errors_and_confirmed_by_the_destination(world: World) -> None:
    keeps(world, event(), event(), event("ValueError", "no price"))
    evidence, sample = looked(of_function(world))
    assert evidence.bucket_shapes == (
        ErrorShape("KeyError 'fullname'", 2),
        ErrorShape("ValueError no price", 1),
    )
    assert (evidence.sampled, evidence.records, evidence.sampled_at) == (3, 3, NOON)
    assert evidence.causes == (("RetriesExhausted", 3),)
    assert sample is not None
    newest = sample[0]
    assert (newest.source, newest.sent_at) == (EVENTS, NOON - MINUTE)
    assert newest.message_id == key(OF_EVENTS.prefix, NOON - MINUTE)
    assert newest.origin == Origin("function", f"{ARN}:$LATEST", claimed=False)
    assert (newest.shape, newest.origin_note) == ("ValueError no price", "")


def test_of_many_the_oldest_and_the_newest_are_read(world: World) -> None:
    keeps(world, *[event("Error", f"number {n}") for n in range(40)])
    _, sample = looked(of_function(world))
    assert sample is not None
    ages = [NOON - each.sent_at for each in sample if each.sent_at]
    newest, oldest = [n * MINUTE for n in range(1, 6)], [n * MINUTE for n in range(36, 41)]
    assert ages == newest + oldest
    assert world.buckets.reads == MOST


@pytest.mark.parametrize("as_text", [True, False])
def test_a_batch_shows_its_event_in_either_spelling(world: World, *, as_text: bool) -> None:
    world.functions.settings_of.clear()
    skips(world, batch(3, as_text=as_text))
    _, sample = looked(of_function(world))
    assert sample is not None
    assert (sample[0].records, sample[0].origin) == (3, Origin("stream", CLICKS, ARN, claimed=False))
    assert '"sequenceNumber": "2"' in sample[0].body


@pytest.mark.parametrize("of", [f"{ARN}-2", "arn:aws:lambda:eu-west-1:999999999999:function:orders-consumer"])
def test_what_says_it_is_from_elsewhere_stays_a_claim(world: World, of: str) -> None:
    keeps(world, event(of=of))
    _, sample = looked(of_function(world))
    assert sample is not None
    assert sample[0].origin.claimed
    assert sample[0].origin_note == "only failures of orders-consumer are left here"


def test_of_another_stream_a_batch_stays_a_claim(world: World) -> None:
    world.functions.settings_of.clear()
    skips(world, batch(3, stream=f"{CLICKS}-2"))
    _, sample = looked(of_function(world))
    assert sample is not None
    assert sample[0].origin.claimed


def test_nothing_leaves_the_look_unredacted(world: World) -> None:
    secret = "4111 1111 1111 1111"
    keeps(world, event("CardError", f"declined {secret}", payload={"password": "hunter2", "card": secret}))
    evidence, sample = looked(of_function(world, redaction=Redaction()))
    assert sample is not None
    assert "hunter2" not in repr((evidence, sample))
    assert secret not in repr((evidence, sample))


def test_what_is_no_record_is_shown_as_unknown(world: World) -> None:
    keeps(world, "\x00 not json")
    evidence, sample = looked(of_function(world))
    assert sample is not None
    assert (sample[0].format, evidence.bucket_shapes) == ("unknown", ())


# What could not be read


def test_a_bucket_that_may_not_be_listed_is_missing_and_not_empty(world: World) -> None:
    world.buckets.denied[EVENTS] = denied = Missing(f"denied: allow s3:ListBucket on {EVENTS}")
    evidence, sample = looked(of_function(world))
    assert (evidence.bucket_contents, sample) == (denied, None)
    assert denied.reason in evidence.missing


def test_a_bucket_that_is_gone_is_missing_and_not_empty(world: World) -> None:
    world.buckets.stored.clear()
    evidence, _ = looked(of_function(world))
    assert evidence.bucket_contents == Missing("there is no bucket failed-events any more")


def test_beside_a_bucket_nobody_saw_the_other_is_no_answer(world: World) -> None:
    keeps(world, event())
    skips(world, batch(8))
    world.buckets.denied[BATCHES] = denied = Missing("denied: allow s3:ListBucket")
    evidence, _ = looked(of_function(world))
    assert evidence.bucket_contents == denied


@pytest.mark.parametrize("unread", ["polled_by", "async_settings"])
def test_where_the_destination_is_not_known_nothing_is_clean(world: World, unread: str) -> None:
    world.functions.refused[unread] = denied = Missing("denied: allow lambda")
    evidence, _ = looked(of_function(world))
    assert evidence.bucket_contents == denied


def test_objects_that_may_not_be_read_are_still_counted(world: World) -> None:
    keeps(world, event(), event())
    world.buckets.unreadable[EVENTS] = denied = Missing("denied: allow s3:GetObject")
    evidence, sample = looked(of_function(world))
    assert (kept(evidence).objects, evidence.bucket_shapes, sample) == (2, denied, None)
    assert denied.reason in evidence.missing


def test_an_object_that_is_too_large_is_said_and_not_read(world: World) -> None:
    keeps(world, "x" * (LARGEST + 1), event())
    evidence, sample = looked(of_function(world))
    assert sample is not None
    assert (len(sample), evidence.sampled) == (1, 1)
    large = key(OF_EVENTS.prefix, NOON - 2 * MINUTE)
    assert evidence.sample_note == f"an object of 2,097,153 bytes is not read: {large}"
    assert world.buckets.reads == 1


def test_an_event_of_one_mebibyte_is_read(world: World) -> None:
    keeps(world, event(payload={"text": "x" * 1_048_576}))
    evidence, sample = looked(of_function(world))
    assert sample is not None
    assert (sample[0].format, evidence.sample_note) == ("lambda_destination", "")


def test_a_count_is_not_lost_where_the_sample_comes_too_late(world: World) -> None:
    keeps(world, event())
    finding = failure_buckets.PROBE.look(of_function(world))
    (sample,) = finding.follow_ups
    evidence = put_into(None, [finding, sample.share.missing(Missing("no answer within 8 s"))])
    assert (kept(evidence).objects, evidence.missing) == (1, ("no answer within 8 s",))


# How often


def test_nothing_is_read_again_while_nothing_came_or_went(world: World) -> None:
    keeps(world, event())
    before, _ = looked(of_function(world))
    reads = world.buckets.reads
    evidence, sample = looked(of_function(world, before=before))
    assert (evidence, sample, world.buckets.reads) == (before, None, reads)
    keeps(world, event("ValueError", "no price"), until=NOON)
    evidence, sample = looked(of_function(world, before=before))
    assert sample is not None
    assert (len(sample), kept(evidence).newest) == (2, NOON)


@pytest.mark.parametrize(
    ("sample", "asked", "told"),
    [
        ("never", True, "route quiet never samples"),
        ("ask", False, "route quiet samples only when someone asks"),
    ],
)
def test_where_the_route_does_not_sample_they_are_only_counted(
    world: World, sample: str, told: str, *, asked: bool
) -> None:
    keeps(world, event())
    route = Route("quiet", "C1", sample=sample)
    evidence, seen = looked(of_function(world, route=route, asked=asked))
    assert (kept(evidence).objects, evidence.sample_note, seen) == (1, told, None)
    assert world.buckets.reads == 0


def test_a_person_who_asks_gets_the_sample_of_a_route_that_waits_for_that(world: World) -> None:
    keeps(world, event())
    _, seen = looked(of_function(world, route=Route("quiet", "C1", sample="ask"), asked=True))
    assert seen is not None
    assert len(seen) == 1
