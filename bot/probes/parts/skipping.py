"""What the mappings of a stream's consumer have skipped since the episode began.

Facts: DroppedEventCount counts records that ran out of retries or age and went nowhere,
OnFailureDestinationDeliveredEventCount those delivered; both only if the mapping's MetricsConfig says
EventCount (Lambda developer guide, "Event source mapping metrics"). NumberOfMessagesSent counts what Lambda
sends to a queue, and not what SQS itself moves there. In a bucket the objects themselves are counted: each
is one batch, and says how many records it held.
"""

from collections.abc import Sequence

from bot.domain.alarm.alarm import Metric
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.discarded import Discarded
from bot.domain.evidence.failure_bucket import FailureBucket
from bot.domain.evidence.missing import Missing, all_known
from bot.domain.resource.grouping import Resource, group_key
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.buckets import bucket_of, listed, read_some
from bot.probes.parts.metrics import place_of, read_metrics, since_opened, total
from bot.probes.run.probe import ProbeContext

# With more batches than this, their records are not counted.
MOST_BATCHES = 10
_COUNTS = ("PolledEventCount", "OnFailureDestinationDeliveredEventCount", "DroppedEventCount")


def skipped(context: ProbeContext, mappings: Sequence[EventSource]) -> tuple[Discarded, ...] | Missing:
    """One per mapping that skipped something; Missing if one may have, and it cannot be told."""
    read = all_known([_of(context, each) for each in mappings if each.gives_up])
    return read if isinstance(read, Missing) else tuple(each for each in read if each and each.told)


def _of(context: ProbeContext, mapping: EventSource) -> Discarded | Missing | None:
    if mapping.counts_events:
        return _counted(context, mapping)
    if bucket := bucket_of(mapping):
        return _in_bucket(context, bucket)
    queue = _queue(mapping)
    if queue is None:
        return Missing(f"the mapping {mapping.uuid} does not count its events (MetricsConfig: EventCount)")
    arrived = Metric("AWS/SQS", "NumberOfMessagesSent", {"QueueName": queue.name}, "Sum")
    read = read_metrics(context, queue, [arrived], since_opened(context))
    if isinstance(read, Missing):
        return read
    return Discarded(mapping.function, mapping.on_failure, group_key(queue), messages=total(read[0]))


def _in_bucket(context: ProbeContext, bucket: FailureBucket) -> Discarded | Missing:
    found = listed(context, bucket)
    if isinstance(found, Missing):
        return found
    read = read_some(context, found, MOST_BATCHES)
    known = len(read.letters)
    return Discarded(
        bucket.function,
        bucket.arn,
        arrived=sum(each.read.records for each in read.letters) if known else None,
        sampled=0 < known < found.contents.objects or bool(found.contents.unread),
        messages=found.contents.objects,
    )


def _counted(context: ProbeContext, mapping: EventSource) -> Discarded | Missing:
    place = place_of(mapping.function)
    if isinstance(place, Missing):
        return place
    by = {"EventSourceMappingUUID": mapping.uuid}
    metrics = [Metric("AWS/Lambda", name, by, "Sum") for name in _COUNTS]
    read = read_metrics(context, place, metrics, since_opened(context))
    if isinstance(read, Missing):
        return read
    polled, kept, lost = (total(each) for each in read)
    if polled is None and kept is None and lost is None:
        return Missing(f"no event of the mapping {mapping.uuid} was counted")
    queue = _queue(mapping)
    return Discarded(
        mapping.function,
        mapping.on_failure,
        group_key(queue) if queue else "",
        arrived=kept or 0,
        lost=lost or 0,
    )


def _queue(mapping: EventSource) -> Resource | None:
    place = place_of(mapping.on_failure)
    return place if isinstance(place, Resource) and place.kind == ResourceKind.QUEUE else None
