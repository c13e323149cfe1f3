"""What buckets keep of failed events and skipped batches: how much, since when, the way back, a few of it."""

from collections.abc import Sequence

from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.failure_bucket import BucketContents, place_name
from bot.domain.evidence.missing import present_all
from bot.domain.incident.incident import Incident
from bot.render import action_ids as ids
from bot.render.card.bucket_facts import kept_line
from bot.render.modals.inspect_pages import messages_of, title, turns
from bot.render.phrases import TIMES, counted, words
from bot.render.view import Divider, Line, Lines, ModalView, Note, Part, When, Words

_UNTIL = "Kept until you or a lifecycle rule of the bucket delete it; Lastcall does not read such rules."


def kept_parts(evidence: Evidence) -> tuple[Part, ...]:
    """Nothing where no bucket is anybody's destination."""
    known = present_all(evidence.bucket_contents)
    if not known:
        return ()
    filled = [each for each in known if each.objects]
    return (
        Divider(),
        Lines((*(line for each in known for line in _told(each)), *_shapes(evidence))),
        *((Note(words(_UNTIL)),) if filled else ()),
    )


def kept_modal(incident: Incident, samples: Sequence[SampledMessage], page: int, pages: int) -> ModalView:
    """A page of the sample, which stands behind the first one of Inspect.

    Args:
        page: Of the sample, from 1.
        pages: Of Inspect, its first one counted.
    """
    parts = (
        _complete(incident, samples),
        *messages_of(incident, samples, page),
        *turns(incident, page + 1, pages),
    )
    return ModalView(title(page + 1, pages), parts, metadata=ids.reference(incident))


def _told(kept: BucketContents) -> tuple[Line, ...]:
    counted_since: Line = (Words("counted since "), When(kept.since))
    if not kept.objects:
        return ((*kept_line(kept), Words(", "), *counted_since),)
    newest: Line = (Words("; newest "), When(kept.newest)) if kept.newest else ()
    why = words(f"; there may be more: {kept.unread}") if kept.unread else ()
    return ((*kept_line(kept), *newest, Words(", "), *counted_since, *why), words(_way_back(kept)))


def _way_back(kept: BucketContents) -> str:
    function = place_name(kept.bucket.function)
    how = (
        "synchronously with the payload of each, oldest first"
        if kept.bucket.mapping
        else "asynchronously with the requestPayload of each"
    )
    return f"Way back, once it works: invoke {function} {how}. Nothing redrives a bucket."


def _shapes(evidence: Evidence) -> tuple[Line, ...]:
    known = present_all(evidence.bucket_shapes)
    lines = (words(f"{each.seen:,}{TIMES} {each.text}") for each in known)
    return (words("What the sampled ones failed with", bold=True), *lines) if known else ()


def _complete(incident: Incident, samples: Sequence[SampledMessage]) -> Line:
    """`10 of at least 5,000`: the newest and the oldest, never all of many."""
    evidence = incident.evidence
    known = present_all(evidence.bucket_contents) if evidence else ()
    least = "at least " if any(each.unread for each in known) else ""
    of = f" of {least}{counted(sum(each.objects for each in known), ('object', 'objects'))}"
    looked: Line = (
        (Words(", read "), When(evidence.sampled_at, "ago")) if evidence and evidence.sampled_at else ()
    )
    note = Words(". Of many, only the newest and the oldest. Secrets are masked.")
    return (Words(f"{len(samples)}{of if known else ''}", bold=True), *looked, note)
