"""What the card says of failed events and skipped batches that S3 buckets keep."""

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.failure_bucket import BucketContents, place_name
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.missing import present, present_all
from bot.render.graphemes import cut
from bot.render.links.console import bucket_link
from bot.render.phrases import TIMES, counted, joined, words
from bot.render.view import Line, Link, When, Words

_MOST_PLACES, _MOST_SHAPES = 2, 2
_LONGEST_NAME, _LONGEST_SHAPE = 40, 70


def kept(evidence: Evidence) -> Line:
    """Where it is looked for and nothing is found, that is told only if something should be there."""
    known = present_all(evidence.bucket_contents)
    told = [each for each in known if each.objects] or _empty(evidence)
    return joined(kept_line(each) for each in told[:_MOST_PLACES])


def _empty(evidence: Evidence) -> list[BucketContents]:
    losses = present(evidence.losses)
    dropped = isinstance(losses, Losses) and bool(losses.dropped)
    return [each for each in present_all(evidence.bucket_contents) if dropped and not each.bucket.mapping]


def kept_line(found: BucketContents) -> Line:
    """`37 failed events kept in s3://failed-events (oldest Nov 21, 03:02)`"""
    nouns = (
        ("skipped batch", "skipped batches") if found.bucket.mapping else ("failed event", "failed events")
    )
    name, link = cut(place_name(found.bucket.arn), _LONGEST_NAME), bucket_link(found.bucket)
    place = Link(link, name) if link else Words(name)
    if found.oldest is None:
        return (
            Words(f"No {nouns[0]} found in "),
            place,
            *words(", not all looked at" if found.unread else ""),
        )
    count = f"{'At least ' if found.unread else ''}{counted(found.objects, nouns)}"
    return (Words(f"{count} kept in "), place, Words(" (oldest "), When(found.oldest), Words(")"))


def shapes(evidence: Evidence) -> Line:
    """What the sampled ones failed with, where no log tells it."""
    known = present_all(evidence.bucket_shapes)
    if present_all(evidence.shapes) or not known:
        return ()
    said = " · ".join(
        f"{each.seen:,}{TIMES} {cut(each.text, _LONGEST_SHAPE)}" for each in known[:_MOST_SHAPES]
    )
    return words(f"Failures in the bucket: {said}")
