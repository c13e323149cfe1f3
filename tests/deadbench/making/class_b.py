"""Causes that AWS's own pages state: symptom, because. One world a stated cause."""

from collections.abc import Iterator

from tests.deadbench.making import class_b_async as events
from tests.deadbench.making import class_b_calls as calls
from tests.deadbench.making import class_b_capacity as capacity
from tests.deadbench.making import class_b_delivery as delivery
from tests.deadbench.making import class_b_queues as queues
from tests.deadbench.making import class_b_streams as streams
from tests.deadbench.making import class_b_topics as topics
from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, with_twins

WORLDS = (
    ("visibility-short", queues.visibility_short, Draft.unrelated_deployment),
    ("batch-fails-whole", queues.batch_fails_whole, Draft.throttled_neighbour),
    ("maximum-above-reserve", queues.maximum_above_reserve, Draft.failing_neighbour),
    ("account-full", queues.account_full, Draft.unrelated_deployment),
    ("bad-record", streams.bad_record, Draft.unrelated_deployment),
    ("stream-throttled", streams.stream_throttled, Draft.failing_neighbour),
    ("shared-readers", streams.shared_readers, Draft.throttled_neighbour),
    ("pointers-expired", streams.pointers_expired, Draft.failing_neighbour),
    ("table-capacity", capacity.table_capacity, Draft.unrelated_deployment),
    ("shard-refuses", capacity.shard_refuses, Draft.throttled_neighbour),
    ("no-permission", delivery.no_permission, Draft.throttled_neighbour),
    ("target-gone", delivery.target_gone, Draft.unrelated_deployment),
    ("customer-key", delivery.customer_key, Draft.throttled_neighbour),
    ("queue-is-closed", topics.queue_is_closed, Draft.failing_neighbour),
    ("endpoint-deleted", topics.endpoint_deleted, Draft.unrelated_deployment),
    ("destination-is-fifo", events.destination_is_fifo, Draft.unrelated_deployment),
    ("switched-off", events.switched_off, Draft.failing_neighbour),
    ("neighbour", calls.neighbour, Draft.unrelated_deployment),
    ("scaling-rate", calls.scaling_rate, Draft.failing_neighbour),
    ("requests-a-second", calls.requests_a_second, Draft.unrelated_deployment),
    ("slow-service", calls.slow_service, Draft.throttled_neighbour),
    ("async-throttled", events.async_throttled, Draft.unrelated_deployment),
)


def entries(seed: int) -> Iterator[tuple[Draft, Entry]]:
    return with_twins("b", WORLDS, seed)
