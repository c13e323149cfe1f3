"""Are the records behind the one that a consumer is stuck on like it? By keys, from the same read.

One bad record and a changed producer look the same from outside: the person who asked for the record also
sees what those behind it have. Nothing more is read for that.
"""

from collections.abc import Sequence

from bot.domain.evidence.named_key import named_by
from bot.domain.evidence.payload_keys import key_paths
from bot.domain.redaction.sample_text import masked
from bot.ports.streams import StreamRecord
from bot.probes.parts import key_difference
from bot.probes.parts.pointers import document_of
from bot.probes.run.probe import ProbeContext

_LONGEST_KEY = 120


def told(context: ProbeContext, at: StreamRecord, behind: Sequence[StreamRecord], error: str) -> str:
    """One sentence; empty if there is nothing to compare.

    Args:
        error: What the consumer logged last; if it names a key, that key is looked for.
    """
    own, others = key_paths(document_of(at)), [each for each in map(document_of, behind) if key_paths(each)]
    if not own or not others or context.route.samples == "off":
        return ""
    count, named = len(others), named_by(error)
    these = f"the {count} records read behind it" if count > 1 else "the one record read behind it"
    if named and not _has(own, named):
        lacking = sum(not _has(key_paths(each), named) for each in others)
        return f"It lacks {_shown(context, named)!r}; of {these} {lacking} lack{'s' * (lacking == 1)} it, too"
    same = sum(key_paths(each) == own for each in others)
    alone = key_difference.between(context, [document_of(at)], others)
    if same or alone is None or not (alone.missing or alone.extra):
        return f"Of {these} {same} {'has' if same == 1 else 'have'} the same keys"
    lacks = ", ".join(repr(key) for key, _ in alone.missing)
    has = ", ".join(repr(key) for key, _ in alone.extra)
    differs = " and ".join((*([f"lacks {lacks}"] if lacks else []), *([f"has {has}"] if has else [])))
    return f"It {differs}, unlike {these}"


def _has(paths: frozenset[str], key: str) -> bool:
    return any(path.replace("]", ".").split(".")[-1] == key for path in paths)


def _shown(context: ProbeContext, key: str) -> str:
    return masked(key, context.redaction, most=_LONGEST_KEY)
