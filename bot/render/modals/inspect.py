"""Inspect: what the dead letters look like, a few to a page, and how old and how complete that look is."""

from collections.abc import Sequence
from datetime import timedelta

from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.missing import Missing, present
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.redrive import SHOW_REDRIVE, SHOW_TRY, redrivable
from bot.domain.redrive.plan import may_try
from bot.render import action_ids as ids
from bot.render.card import dead_letter_facts as facts
from bot.render.card.member_facts import held
from bot.render.modals.inspect_head import clocks_part, shapes_part, unread_part, verdict_part
from bot.render.modals.inspect_pages import messages_of, pages_of, title, turns
from bot.render.phrases import words
from bot.render.view import (
    Control,
    Line,
    Lines,
    ModalView,
    Part,
    When,
    Words,
)

# Counts that are further apart are not of one time.
_OF_ONE_TIME = timedelta(minutes=2)


def inspect_modal(
    incident: Incident, kind: AlarmKind, samples: Sequence[SampledMessage], page: int = 1
) -> ModalView:
    """One page of the newest sample; the first also says what they fail with.

    Args:
        samples: The whole sample, already redacted; a page beyond it shows the last one.
    """
    pages = max(pages_of(samples), 1)
    page = min(max(page, 1), pages)
    parts = (
        *_found(incident, samples, page),
        *messages_of(incident, samples, page),
        *turns(incident, page, pages, *_redrive(incident, kind)),
    )
    return ModalView(title(page, pages), parts, metadata=ids.reference(incident))


def _found(incident: Incident, samples: Sequence[SampledMessage], page: int) -> tuple[Part, ...]:
    evidence = incident.evidence
    if evidence is None:
        return (words("No evidence has been gathered yet. Close this and look again in a moment."),)
    if page > 1:
        return (_complete(evidence, samples), *unread_part(evidence))
    return (
        _complete(evidence, samples),
        *_members(evidence),
        *clocks_part(evidence),
        *verdict_part(evidence),
        *shapes_part(evidence, incident.opened_at),
        *_facts(evidence),
        *unread_part(evidence),
    )


def _members(evidence: Evidence) -> tuple[Part, ...]:
    lines = held(evidence)
    return (Lines(lines),) if lines else ()


def _facts(evidence: Evidence) -> tuple[Part, ...]:
    """What the card had no room for."""
    told = (
        facts.key_difference(evidence),
        facts.deployment(evidence),
        facts.causes(evidence),
        facts.expired(evidence),
        facts.pointers_lost(evidence),
        _pointed_note(evidence),
        facts.record_count(evidence),
        facts.successes(evidence),
        facts.skipped_by(evidence),
        facts.feeders(evidence),
        facts.last_time(evidence),
    )
    lines = tuple(line for line in told if line)
    return (Lines(lines),) if lines else ()


def _pointed_note(evidence: Evidence) -> Line:
    pointed = present(evidence.pointed_to)
    return words(pointed.note) if pointed else ()


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
            Words(f": {why}. Last look "),
            When(evidence.taken_at, "ago"),
        )
    at = evidence.sampled_at or evidence.taken_at
    if evidence.taken_at - at > _OF_ONE_TIME:
        return (
            Words(f"{len(samples)} sampled ", bold=True),
            When(at, "ago"),
            Words(f". {depth} were there "),
            When(evidence.taken_at, "ago"),
            Words(": these may be others. Secrets are masked."),
        )
    return (
        Words(f"{len(samples)} of {depth}", bold=True),
        Words(", sampled "),
        When(at, "ago"),
        Words(". It may miss or repeat some, and more may have come since. Secrets are masked."),
    )


def _why_no_sample(evidence: Evidence) -> str:
    return "the sample is no longer kept" if evidence.sampled else "nothing could be received just now"


def _redrive(incident: Incident, kind: AlarmKind) -> tuple[Control, ...]:
    """The way on to a redrive without going back."""
    if not incident.live or incident.live_job or not redrivable(incident, kind):
        return ()
    tries = (ids.button(SHOW_TRY, incident),) if may_try(incident.evidence) else ()
    return (*tries, ids.button(SHOW_REDRIVE, incident))
