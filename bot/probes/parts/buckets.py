"""What a bucket keeps from one writer: how much, and a few of its objects as letters.

Looking removes nothing and hides nothing from anyone, but every object costs a request.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from bot.domain.dead_letters.dead_letter import Origin, OriginKind, ReceivedMessage
from bot.domain.evidence.consumer import EventSource
from bot.domain.evidence.failure_bucket import BucketContents, FailureBucket, first_key, is_bucket, place_name
from bot.domain.evidence.missing import Missing, all_known
from bot.domain.resource.arn import unqualified
from bot.domain.resource.grouping import Resource
from bot.ports.buckets import Listing, StoredObject
from bot.probes.parts.decoded_message import DecodedMessage, decoded
from bot.probes.parts.metrics import place_of
from bot.probes.run.in_threads import read_all
from bot.probes.run.probe import ProbeContext

# Failures begin before their alarm: its periods, and an event's retries, come first.
BEFORE = timedelta(hours=1)
FURTHEST_BACK = timedelta(days=14)
# Closed shards leave their folders behind: the highest ids are the newest.
MOST_SHARDS = 50
# An event of 1 MiB within its record; a stream's batch may be six times as large.
LARGEST = 2 * 1_048_576


class Listed(NamedTuple):
    """Attributes: objects are the counted ones, oldest first."""

    contents: BucketContents
    objects: tuple[StoredObject, ...]


class Read(NamedTuple):
    """Attributes: unread says why some objects were not read, each reason once."""

    letters: tuple[DecodedMessage, ...]
    unread: tuple[str, ...] = ()


def bucket_of(mapping: EventSource) -> FailureBucket | None:
    """Where a stream's mapping puts the batches it skips; None if that is no bucket."""
    if not (mapping.is_stream and is_bucket(mapping.on_failure)):
        return None
    return FailureBucket(mapping.on_failure, mapping.function, mapping.uuid, mapping.source)


def listed(context: ProbeContext, bucket: FailureBucket) -> Listed | Missing:
    """What it has put there since the episode began."""
    place = place_of(bucket.function)
    if isinstance(place, Missing):
        return place
    folders = _folders(context, place, bucket)
    return folders if isinstance(folders, Missing) else _listed(context, place, bucket, folders)


def _listed(
    context: ProbeContext, place: Resource, bucket: FailureBucket, folders: Sequence[str]
) -> Listed | Missing:
    """All of its folders or none: a partial count is no count."""
    since, newest = _since(context), folders[-MOST_SHARDS:]
    read = all_known(
        read_all(context.threads, [partial(_objects, context, place, bucket, each, since) for each in newest])
    )
    if isinstance(read, Missing):
        return read
    if len(folders) > len(newest):
        left_out = f"only the {len(newest)} newest of {len(folders)} shards were looked at"
        read = (*read, Listing(unread=left_out))
    return _together(bucket, since, read)


def _folders(context: ProbeContext, place: Resource, bucket: FailureBucket) -> tuple[str, ...] | Missing:
    """For a mapping, one per shard."""
    if not bucket.mapping:
        return (bucket.prefix,)
    return context.buckets.folders(place, bucket.arn, bucket.prefix)


def _since(context: ProbeContext) -> datetime:
    began = min(context.opened_at or context.now, context.now)
    return max(began - BEFORE, context.now - FURTHEST_BACK)


def _objects(
    context: ProbeContext, place: Resource, bucket: FailureBucket, folder: str, since: datetime
) -> Listing | Missing:
    after = first_key(folder, since)
    return context.buckets.objects(place, bucket.arn, folder, after)


def _together(bucket: FailureBucket, since: datetime, listings: Sequence[Listing]) -> Listed:
    objects = tuple(sorted((found for each in listings for found in each.objects), key=lambda each: each.at))
    unread = "; ".join(dict.fromkeys(each.unread for each in listings if each.unread))
    oldest, newest = (objects[0].at, objects[-1].at) if objects else (None, None)
    return Listed(BucketContents(bucket, since, len(objects), oldest, newest, unread), objects)


def read_some(context: ProbeContext, found: Listed, most: int) -> Read:
    """If there are too many, the newest and the oldest; the newest first."""
    objects = found.objects
    chosen = objects if len(objects) <= most else (*objects[: most // 2], *objects[most // 2 - most :])
    read = read_all(
        context.threads,
        [partial(_decoded, context, found.contents.bucket, each) for each in reversed(chosen)],
    )
    unread = dict.fromkeys(each.reason for each in read if isinstance(each, Missing))
    return Read(tuple(each for each in read if isinstance(each, DecodedMessage)), tuple(unread))


def _decoded(context: ProbeContext, bucket: FailureBucket, given: StoredObject) -> DecodedMessage | Missing:
    place = place_of(bucket.function)
    if isinstance(place, Missing):
        return place
    if given.size > LARGEST:
        return Missing(f"an object of {given.size:,} bytes is not read: {given.key}")
    body = context.buckets.text(place, bucket.arn, given.key, LARGEST)
    if isinstance(body, Missing):
        return body
    written = {"SentTimestamp": str(int(given.at.timestamp() * 1000))}
    return decoded(ReceivedMessage(given.key, "", body, written, {}))


def confirmed(bucket: FailureBucket, claim: Origin) -> tuple[Origin, str]:
    """An object's claim checked against the configuration that led to it, and why they disagree."""
    stream = bucket.stream if bucket.mapping else ""
    told = (claim.arn, claim.through) if claim.kind == OriginKind.STREAM else ("", claim.arn)
    if (told[0], unqualified(told[1])) == (stream, bucket.function):
        return claim._replace(claimed=False), ""
    return claim, f"only failures of {place_name(bucket.function)} are left here"
