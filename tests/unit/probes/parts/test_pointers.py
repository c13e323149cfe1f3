"""What stream pointers lead to: records, or the loss of them."""

import base64
import json
from datetime import timedelta

import pytest

from bot.domain.dead_letters.dead_letter import Origin, ReceivedMessage
from bot.domain.evidence.evidence import KeyDifference, PointedTo
from bot.domain.evidence.lag.lag import StreamFacts
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.ports.streams import StreamRecord
from bot.probes.parts.pointers import MOST_POINTERS, SHOWN_RECORDS
from tests.fakes.clock import NOON
from tests.unit.probes.examples import DLQ, Seen, World, letter, looked

KINESIS = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
TABLE = "arn:aws:dynamodb:eu-west-1:111122223333:table/orders/stream/2026-03-01T00:00:00.000"
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:ship"
SHARD = "shardId-000000000000"
ARRIVED = NOON - timedelta(hours=2)
WEEK = timedelta(days=7)


@pytest.fixture
def world() -> World:
    world = World()
    world.dlq.sources = ()
    world.streams.facts_of[KINESIS] = StreamFacts(KINESIS, WEEK, 1)
    world.feeders.writers[DLQ] = (Origin("stream", KINESIS, FUNCTION), Origin("stream", TABLE, FUNCTION))
    return world


def pointing(start: int, end: int, size: int = 0, stream: str = KINESIS, **more: object) -> ReceivedMessage:
    info = {
        "shardId": SHARD,
        "startSequenceNumber": str(start),
        "endSequenceNumber": str(end),
        "approximateArrivalOfFirstRecord": ARRIVED.isoformat(),
        "batchSize": size or end - start + 1,
        "streamArn": stream,
    } | more
    name = "KinesisBatchInfo" if stream == KINESIS else "DDBStreamBatchInfo"
    context = {
        "requestId": f"r-{start}-00000000",
        "functionArn": FUNCTION,
        "condition": "RetryAttemptsExhausted",
    }
    body = json.dumps({"requestContext": context, name: info})
    return letter(f"m-{start}", body=body, DeadLetterQueueSourceArn="")


def fill(world: World, *records: tuple[int, object], stream: str = KINESIS) -> None:
    world.streams.shards[stream, SHARD] = [
        StreamRecord(str(sequence), ARRIVED, "key", _data(value)) for sequence, value in records
    ]


def _data(value: object) -> bytes:
    return value if isinstance(value, bytes) else json.dumps(value).encode()


def inspected(world: World, **context: object) -> Seen:
    """As a person's press has it looked at."""
    return looked(world, asked=True, **context)


def test_no_look_reads_records_by_itself(world: World) -> None:
    """A read of an old record publishes its age as the stream's own: the team's alarm would ring."""
    world.queues.put(DLQ, pointing(7, 8), pointing(9, 9, stream=TABLE))
    fill(world, (7, {}), (8, {}))
    found = looked(world).evidence.pointed_to
    assert found == PointedTo(2, first_arrival=ARRIVED, retention=WEEK)
    assert world.streams.reads == 0


def test_what_a_stream_no_longer_keeps_is_lost_without_any_read(world: World) -> None:
    early = NOON - WEEK
    world.queues.put(DLQ, pointing(1, 2, approximateArrivalOfFirstRecord=early.isoformat()), pointing(7, 8))
    seen = looked(world)
    assert isinstance(seen.evidence.pointed_to, PointedTo)
    assert (seen.evidence.pointed_to.pointers, seen.evidence.pointed_to.lost) == (2, 1)
    assert isinstance(seen.evidence.pointer_loss, LossClock)
    assert seen.evidence.pointer_loss.at_the_latest == ARRIVED + WEEK
    assert {each.resolved_note.partition(":")[0] for each in seen.sample} == {"lost", ""}
    assert world.streams.reads == 0


def test_how_long_a_stream_keeps_records_may_be_unknown(world: World) -> None:
    denied = Missing(f"denied: allow kinesis:DescribeStreamSummary on {KINESIS}")
    world.streams.facts_of[KINESIS] = denied
    world.queues.put(DLQ, pointing(7, 8))
    found = looked(world).evidence
    assert (found.pointed_to, found.pointer_loss) == (denied, denied)


def test_the_keys_that_a_person_had_read_stay_known(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 7))
    fill(world, (7, {"id": 1}), (8, {"id": 1, "name": "Ana"}))
    read = inspected(world).evidence
    assert isinstance(read.keys, KeyDifference)
    world.clock.forward(hours=1)
    assert looked(world, before=read).evidence.keys == read.keys


def test_what_a_read_of_old_records_leaves_in_the_streams_metric_is_said_until_the_next_look(
    world: World,
) -> None:
    world.queues.put(DLQ, pointing(7, 7))
    fill(world, (7, {"order": 1}))
    read = inspected(world).evidence
    assert isinstance(read.pointed_to, PointedTo)
    assert read.pointed_to.note == (
        "this look makes GetRecords.IteratorAgeMilliseconds of orders show up to 2 h around 12:00 UTC; "
        "an alarm on it may fire"
    )
    later = looked(world, before=read).evidence.pointed_to
    assert isinstance(later, PointedTo)
    assert later.note == ""


def test_where_nothing_was_found_or_no_metric_shows_it_nothing_is_said_of_it(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 7, stream=TABLE))
    world.streams.facts_of[TABLE] = StreamFacts(TABLE, timedelta(hours=24), 1)
    fill(world, (7, {"order": 1}), stream=TABLE)
    read = inspected(world).evidence.pointed_to
    assert isinstance(read, PointedTo)
    assert (read.found, read.note) == (1, "")


def test_the_records_pointed_to_are_read_counted_and_shown(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 8))
    fill(world, (7, {"order": 1}), (8, {"order": 2}), (9, {"order": 3}))
    seen = inspected(world)
    assert isinstance(seen.evidence.pointed_to, PointedTo)
    assert seen.evidence.pointed_to._replace(note="") == PointedTo(
        1, found=2, first_arrival=ARRIVED, retention=WEEK
    )
    assert [(each.sequence, json.loads(each.body)) for each in seen.sample[0].resolved] == [
        ("7", {"order": 1}),
        ("8", {"order": 2}),
    ]


def test_the_records_clock_is_their_arrival_and_the_streams_retention(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 8))
    fill(world, (7, {}), (8, {}))
    loss = inspected(world).evidence.pointer_loss
    assert isinstance(loss, LossClock)
    assert loss.at_the_latest == ARRIVED + WEEK


def test_records_that_are_gone_are_lost_and_not_none(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 8))
    fill(world, (9, {}))
    seen = inspected(world)
    assert isinstance(seen.evidence.pointed_to, PointedTo)
    assert (seen.evidence.pointed_to.lost, seen.evidence.pointed_to.found) == (1, 0)
    assert seen.sample[0].resolved_note.startswith("lost: ")


def test_the_clock_runs_for_what_is_still_there(world: World) -> None:
    early = ARRIVED - timedelta(days=1)
    world.queues.put(DLQ, pointing(1, 2, approximateArrivalOfFirstRecord=early.isoformat()), pointing(7, 8))
    fill(world, (7, {}), (8, {}))
    found = inspected(world).evidence
    assert isinstance(found.pointed_to, PointedTo)
    assert (found.pointed_to.lost, found.pointed_to.first_arrival) == (1, early)
    assert isinstance(found.pointer_loss, LossClock)
    assert found.pointer_loss.at_the_latest == ARRIVED + WEEK


def test_a_tables_stream_keeps_its_records_for_a_day_whether_or_not_it_can_be_asked(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 7, stream=TABLE))
    fill(world, (7, {}), stream=TABLE)
    loss = inspected(world).evidence.pointer_loss
    assert isinstance(loss, LossClock)
    assert loss.at_the_latest == ARRIVED + timedelta(hours=24)


def test_records_that_may_not_be_read_are_missing(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 8))
    denied = Missing(f"denied: allow kinesis:GetRecords on {KINESIS} (StreamArns)")
    world.streams.denied[KINESIS] = denied
    found = inspected(world).evidence
    assert (found.pointed_to, found.pointer_loss) == (denied, denied)


def test_a_pointer_that_is_not_from_whom_it_says_is_not_followed(world: World) -> None:
    world.feeders.writers[DLQ] = ()
    world.queues.put(DLQ, pointing(7, 8))
    found = inspected(world).evidence.pointed_to
    assert isinstance(found, PointedTo)
    assert (found.pointers, found.lost, world.streams.reads) == (0, 0, 0)
    assert "do not come from where they claim" in found.note


def test_a_pointer_that_could_not_be_checked_is_followed(world: World) -> None:
    world.feeders.denied["stream"] = Missing("denied: allow lambda:ListEventSourceMappings on *")
    world.queues.put(DLQ, pointing(7, 7))
    fill(world, (7, {}))
    found = inspected(world).evidence.pointed_to
    assert isinstance(found, PointedTo)
    assert found.found == 1


def test_only_a_few_pointers_are_followed_the_oldest_first(world: World) -> None:
    newest_first = [
        pointing(n, n, approximateArrivalOfFirstRecord=(ARRIVED - timedelta(hours=n)).isoformat())
        for n in range(1, 7)
    ]
    world.queues.put(DLQ, *newest_first)
    fill(world, *((n, {}) for n in range(1, 7)))
    seen = inspected(world)
    assert world.streams.reads == MOST_POINTERS
    assert [each.message_id for each in seen.sample if each.resolved] == ["m-4", "m-5", "m-6"]
    assert isinstance(seen.evidence.pointed_to, PointedTo)
    assert "3 more pointers of the sample were not looked up" in seen.evidence.pointed_to.note


def test_more_records_than_the_batch_held_are_remarked(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 9, size=1))
    fill(world, (7, {}), (8, {}), (9, {}))
    found = inspected(world).evidence.pointed_to
    assert isinstance(found, PointedTo)
    assert "a range holds 3 records and its batch held 1" in found.note


def test_aggregated_records_are_remarked(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 7))
    fill(world, (7, b"\xf3\x89\x9a\xc2" + b"\x00" * 20))
    found = inspected(world).evidence.pointed_to
    assert isinstance(found, PointedTo)
    assert "Kinesis Producer Library" in found.note


def test_of_many_records_the_first_are_shown_and_it_says_so(world: World) -> None:
    world.queues.put(DLQ, pointing(1, 9))
    fill(world, *((n, {"n": n}) for n in range(1, 10)))
    (sampled,) = inspected(world).sample
    assert len(sampled.resolved) == SHOWN_RECORDS
    assert sampled.resolved_note == f"{SHOWN_RECORDS} of 9 records are shown"


def test_nothing_of_a_record_leaves_the_probe_unredacted(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 8))
    inside = base64.b64encode(b'{"password": "hunter2"}')
    fill(world, (7, {"password": "hunter2", "mail": "ana@example.com"}), (8, inside))
    seen = repr(inspected(world))
    assert "hunter2" not in seen
    assert "ana@example.com" not in seen


def test_a_binary_record_with_a_secret_in_it_is_not_shown(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 7))
    fill(world, (7, b"\x00\x01\x12\x0fana@example.com\x00\x02"))
    (sampled,) = inspected(world).sample
    assert "not shown" in sampled.resolved[0].body
    assert b"ana".hex(" ") not in sampled.resolved[0].body


def test_an_item_of_a_table_is_shown_without_its_types(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 7, stream=TABLE))
    image = {"id": {"S": "7"}, "lines": {"L": [{"M": {"sku": {"S": "a"}}}]}, "paid": {"BOOL": True}}
    part = {"Keys": {"id": {"S": "7"}}, "NewImage": image, "SequenceNumber": "7"}
    world.streams.shards[TABLE, SHARD] = [
        StreamRecord("7", ARRIVED, json.dumps(part["Keys"]), json.dumps(part).encode(), "INSERT")
    ]
    (record,) = inspected(world).sample[0].resolved
    assert json.loads(record.body) == {"id": "7", "lines": [{"sku": "a"}], "paid": True}
    assert (record.event, json.loads(record.key)) == ("INSERT", {"id": "7"})


def test_records_behind_the_pointer_are_the_healthy_ones(world: World) -> None:
    world.queues.put(DLQ, pointing(7, 7), pointing(9, 9))
    healthy = {"id": 1, "fullname": "Ana"}
    fill(world, (7, {"id": 1, "name": "Ana"}), (8, healthy), (9, {"id": 1}), (10, healthy))
    keys = inspected(world).evidence.keys
    assert keys == KeyDifference(2, 2, missing=(("fullname", 2),), extra=(("name", 1),))


def test_a_sample_without_pointers_reads_no_stream(world: World) -> None:
    world.fill(2)
    assert inspected(world).evidence.pointed_to is None
    assert world.streams.reads == 0
