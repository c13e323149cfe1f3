"""Inspect: what the dead letters look like, a few to a page, and how old and how complete that look is."""

from collections.abc import Sequence

from bot.domain.alarm_kind import Action, AlarmKind
from bot.domain.evidence import Evidence, Missing, SampledMessage
from bot.domain.incident import Incident
from bot.render import action_ids as ids
from bot.render.card import (
    Button,
    Control,
    Controls,
    Line,
    Lines,
    ModalView,
    Note,
    Part,
    Preformatted,
    Rule,
    When,
    Words,
)
from bot.render.phrases import TIMES, joined, words

PAGE = 3
_MOST_SHAPES = 8
_MOST_ATTRIBUTES = 10


def inspect_modal(
    incident: Incident, kind: AlarmKind, samples: Sequence[SampledMessage], page: int = 1
) -> ModalView:
    """One page of the newest sample; the first also says what they fail with.

    Args:
        samples: The whole sample, already redacted; a page beyond it shows the last one.
    """
    pages = max(-(-len(samples) // PAGE), 1)
    page = min(max(page, 1), pages)
    shown = samples[(page - 1) * PAGE : page * PAGE]
    parts = (
        *_found(incident.evidence, samples, page),
        *(part for at, sample in enumerate(shown, (page - 1) * PAGE + 1) for part in _sample(sample, at)),
        *_onward(incident, kind, page, pages),
    )
    title = f"Inspect, page {page} of {pages}" if pages > 1 else "Inspect"
    return ModalView(title, parts, metadata=ids.reference(incident))


def _found(evidence: Evidence | None, samples: Sequence[SampledMessage], page: int) -> tuple[Part, ...]:
    if evidence is None:
        return (words("No evidence has been gathered yet. Close this and look again in a moment."),)
    missing = (words("⚠️ Could not look: " + "; ".join(evidence.missing)),) if evidence.missing else ()
    shapes = _shapes(evidence) if page == 1 else ()
    return (_complete(evidence, samples), *missing, *shapes)


def _complete(evidence: Evidence, samples: Sequence[SampledMessage]) -> Line:
    """`10 of 37, taken 2 minutes ago`: a sample is never a census."""
    depth = (
        "an unknown number"
        if evidence.depth is None or isinstance(evidence.depth, Missing)
        else str(evidence.depth.total)
    )
    if not samples:
        why = evidence.sample_note or _why_no_sample(evidence)
        return (
            Words(f"None of {depth} sampled", bold=True),
            Words(f": {why}. Looked "),
            When(evidence.taken_at, "ago"),
        )
    return (
        Words(f"{len(samples)} of {depth}", bold=True),
        Words(", sampled "),
        When(evidence.sampled_at or evidence.taken_at, "ago"),
        Words(". It may miss or repeat some, and more may have come since. Secrets are masked."),
    )


def _why_no_sample(evidence: Evidence) -> str:
    return "the sample is no longer kept" if evidence.sampled else "nothing could be received just now"


def _shapes(evidence: Evidence) -> tuple[Part, ...]:
    if isinstance(evidence.shapes, Missing) or not evidence.shapes:
        return ()
    lines = (words(f"{shape.seen:,}{TIMES} {shape.text}") for shape in evidence.shapes[:_MOST_SHAPES])
    return (Lines(((Words("Failures the consumer logged", bold=True),), *lines)),)


def _sample(sample: SampledMessage, number: int) -> tuple[Part, ...]:
    cut = (
        (Note(words(f"… {sample.cut:,} more characters are not shown")),)
        if sample.cut and sample.body
        else ()
    )
    attributes = tuple((sample.attributes or {}).items())[:_MOST_ATTRIBUTES]
    named = words(", ".join(f"{name}={value}" for name, value in attributes))
    return (
        Rule(),
        _about(sample, number),
        Preformatted(
            sample.body or ("(bodies are not shown on this route)" if sample.cut else "(empty body)")
        ),
        *cut,
        Note(joined((words(sample.message_id), named))),
    )


def _about(sample: SampledMessage, number: int) -> Line:
    sent: Line = (
        (Words("sent "), When(sample.sent_at, "ago")) if sample.sent_at else words("sent at an unknown time")
    )
    source = sample.source.rpartition(":")[2]
    return joined(
        (
            words(f"Message {number}", bold=True),
            sent,
            words(f"received {sample.receive_count}{TIMES}" if sample.receive_count else ""),
            words(f"from {source}" if source else "not put here by SQS"),
            words(f"group {sample.group_id}" if sample.group_id else ""),
            words(sample.format),
        )
    )


def _onward(incident: Incident, kind: AlarmKind, page: int, pages: int) -> tuple[Part, ...]:
    """Paging, and the way on to a redrive without going back."""
    turns = (
        (ids.SHOW_PREVIOUS, "Previous", page - 1, page > 1),
        (ids.SHOW_NEXT, "Next", page + 1, page < pages),
    )
    controls: list[Control] = [
        Button(action, label, ids.reference(incident, str(number)))
        for action, label, number, there in turns
        if there
    ]
    if incident.live and not incident.live_job and Action.REDRIVE in kind.actions:
        controls.append(Button(ids.SHOW_REDRIVE, "Redrive…", ids.reference(incident)))
    return (Rule(), Controls(tuple(controls))) if controls else ()
