"""A function's failed events in S3 buckets, and the batches that its streams' mappings gave up on.

The settings of the function and its mappings, which other probes read too, name the bucket. Its objects
are counted; then a few of them are read, decoded and redacted like a queue's messages.
"""

from collections.abc import Sequence
from functools import partial

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.error_shape import shapes
from bot.domain.evidence.failure_bucket import BucketContents, FailureBucket, is_bucket
from bot.domain.evidence.missing import Missing, all_known
from bot.domain.resource.resource_kind import ResourceKind
from bot.probes.parts.buckets import Listed, Read, bucket_of, confirmed, listed, read_some
from bot.probes.parts.decoded_message import DecodedMessage, causes, shown
from bot.probes.parts.mappings import polled_by, polling
from bot.probes.run.fields import Fields
from bot.probes.run.in_threads import read_all
from bot.probes.run.probe import Finding, Look, Probe, ProbeContext, Share

# As many as from a queue.
MOST = 10
MOST_SHAPES = 5


def look(context: ProbeContext) -> Finding:
    buckets = _buckets(context)
    if isinstance(buckets, Missing):
        return PROBE.share.missing(buckets)
    found = all_known(read_all(context.threads, [partial(listed, context, each) for each in buckets]))
    if isinstance(found, Missing):
        return PROBE.share.missing(found)
    kept, filled = tuple(each.contents for each in found), [each for each in found if each.objects]
    follow_ups = () if _seen_before(context, kept) else _sample(context, filled)
    return Finding({"bucket_contents": kept}, follow_ups=follow_ups)


SAMPLE = Share(
    "bucket_sample",
    writes=("bucket_shapes",),
    keeps=("sampled", "records", "succeeded", "causes", "sample_note", "sampled_at"),
)
PROBE = Probe(Share("failure_buckets", writes=("bucket_contents",), may_lead_to=(SAMPLE,)), look)


def _buckets(context: ProbeContext) -> list[FailureBucket] | Missing:
    """As configured, whether or not anything failed."""
    resource = context.resource
    if resource.kind == ResourceKind.STREAM:
        mappings = polling(context, [resource.arn])
        return mappings if isinstance(mappings, Missing) else list(filter(None, map(bucket_of, mappings)))
    if resource.kind != ResourceKind.FUNCTION:
        return []
    mappings = polled_by(context, [resource.arn])
    settings = context.functions.async_settings(resource.arn)
    if isinstance(mappings, Missing):
        return mappings
    if isinstance(settings, Missing):
        return settings
    events = [FailureBucket(settings.on_failure, resource.arn)] if is_bucket(settings.on_failure) else []
    return [*events, *filter(None, map(bucket_of, mappings))]


def _seen_before(context: ProbeContext, kept: tuple[BucketContents, ...]) -> bool:
    """Whether nothing came or went since the last sample."""
    before = context.before
    return before is not None and before.sampled > 0 and before.bucket_contents == kept


def _sample(context: ProbeContext, filled: Sequence[Listed]) -> tuple[Look, ...]:
    return (Look(SAMPLE, lambda: _sampled(context, filled)),) if filled else ()


def _sampled(context: ProbeContext, filled: Sequence[Listed]) -> Finding:
    if refused := _why_not(context):
        return Finding({"sample_note": refused})
    share = max(MOST // len(filled), 1)
    read = read_all(context.threads, [partial(read_some, context, each, share) for each in filled])
    unread = "; ".join(dict.fromkeys(reason for each in read for reason in each.unread))
    if not any(each.letters for each in read):
        return SAMPLE.missing(Missing(unread))
    return _finding(context, filled, read, unread)


def _why_not(context: ProbeContext) -> str:
    """Reading an object hides it from no one, so the route alone decides."""
    if context.route.sample == "never":
        return f"route {context.route.name} never samples"
    if context.route.sample == "ask" and not context.asked:
        return f"route {context.route.name} samples only when someone asks"
    return ""


def _finding(context: ProbeContext, filled: Sequence[Listed], read: Sequence[Read], note: str) -> Finding:
    letters = [each for some in read for each in some.letters]
    failed = [each.read.failure.line for each in letters if not each.read.succeeded]
    seen = shapes(failed, context.redaction)[:MOST_SHAPES]
    messages = tuple(
        _shown(context, found.contents.bucket, each)
        for found, some in zip(filled, read, strict=True)
        for each in some.letters
    )
    fields: Fields = {
        "bucket_shapes": seen,
        "sampled": len(messages),
        "records": sum(each.records for each in messages if not each.succeeded),
        "succeeded": sum(each.succeeded for each in messages),
        "causes": causes(messages),
        "sample_note": note,
        "sampled_at": context.now,
    }
    return Finding(fields, messages)


def _shown(context: ProbeContext, bucket: FailureBucket, decoded: DecodedMessage) -> SampledMessage:
    message = shown(context, decoded)
    origin, note = confirmed(bucket, decoded.read.origin)
    redacted = message.origin._replace(claimed=origin.claimed)
    return message._replace(source=bucket.arn, origin=redacted, origin_note=note)
