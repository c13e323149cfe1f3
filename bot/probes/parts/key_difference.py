"""How failed payloads differ from healthy ones in their keys: a producer's renamed field shows here.

Healthy payloads only come from what was read anyway: records behind a pointer, records of a success in
the same queue, messages that failed in another way. A work queue is never received from.
None if there is nothing to compare with; that is not Missing.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.domain.evidence.evidence import KeyDifference
from bot.domain.evidence.named_key import HeldKey, NamedKey, held, lacked, named_by
from bot.domain.evidence.payload_keys import Counted, difference, key_paths
from bot.domain.redaction.sample_text import masked
from bot.parsing.untrusted import parsed
from bot.probes.parts.decoded_message import DecodedMessage
from bot.probes.run.probe import ProbeContext


def between(context: ProbeContext, failed: Iterable[Any], healthy: Iterable[Any]) -> KeyDifference | None:
    """Counted by document; one that is no object has no keys and does not count."""
    ill, well = ([paths for each in some if (paths := key_paths(each))] for some in (failed, healthy))
    if not ill or not well or context.route.samples == "off":
        return None
    missing, extra = difference(ill, well)
    return KeyDifference(len(ill), len(well), _safe(context, missing), _safe(context, extra))


def of_letters(
    context: ProbeContext, letters: Sequence[DecodedMessage], shape_of: Mapping[str, str]
) -> KeyDifference | None:
    """Messages with the most frequent failure, against successes, else against other failures.

    Args:
        shape_of: The error shape by message id, where known.
    """
    failed = [each for each in letters if not each.read.succeeded]
    healthy = [each for each in letters if each.read.succeeded]
    if not healthy and (known := [shape for each in failed if (shape := _shape(each, shape_of))]):
        ((worst, _),) = Counter(known).most_common(1)
        healthy = [each for each in failed if _shape(each, shape_of) not in {"", worst}]
        failed = [each for each in failed if _shape(each, shape_of) == worst]
    return between(context, map(_document, failed), map(_document, healthy))


def named(context: ProbeContext, letters: Sequence[DecodedMessage], shape: str) -> NamedKey | None:
    """The key that the most frequent failure names, if every failed message lacks it."""
    failed = [each for each in letters if not each.read.succeeded]
    payloads = [paths for each in failed if (paths := key_paths(_document(each)))]
    found = None if context.route.samples == "off" else lacked(named_by(shape), payloads)
    if found is None or len(payloads) < len(failed):
        return None
    beside = tuple(masked(each, context.redaction, most=120) for each in found.beside)
    return found._replace(key=masked(found.key, context.redaction, most=120), beside=beside)


def holding(context: ProbeContext, letters: Sequence[DecodedMessage], shape: str) -> HeldKey | None:
    """The key that the most frequent failure names, if messages as they are in the queue have it."""
    failed = [each for each in letters if not each.read.succeeded and not each.read.payload.wrappings]
    if context.route.samples == "off" or len(failed) < len(letters):
        return None
    found = held(named_by(shape), [key_paths(_document(each)) for each in failed])
    return found._replace(key=masked(found.key, context.redaction, most=120)) if found else None


def _shape(decoded: DecodedMessage, shape_of: Mapping[str, str]) -> str:
    return shape_of.get(decoded.message.message_id, "")


def _document(decoded: DecodedMessage) -> Any:
    return parsed(decoded.read.payload.text)


def _safe(context: ProbeContext, counted: Counted) -> Counted:
    """A key may be data: an e-mail address, a token."""
    return tuple((masked(path, context.redaction, most=120), count) for path, count in counted)
