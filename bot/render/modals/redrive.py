"""Redrive: what would happen, before anything does."""

from datetime import datetime, timedelta

from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.durations import lasting
from bot.domain.evidence.evidence import ErrorShape
from bot.domain.evidence.live_number import LiveNumbers
from bot.domain.evidence.missing import present_all
from bot.domain.evidence.worked_since import first_failure
from bot.domain.incident.command import Agreed
from bot.domain.incident.follow_up import redrive_of
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.redrive import REDRIVE, TRY
from bot.domain.redrive.plan import RedrivePlan
from bot.domain.redrive.route import place
from bot.domain.resource.arn import name_of
from bot.render import action_ids as ids
from bot.render.card.dead_letter_facts import whose_shapes
from bot.render.card.live_numbers import live_numbers
from bot.render.modals.reasons import reason_inputs
from bot.render.phrases import TIMES, words
from bot.render.view import Divider, Line, Lines, ModalView, Note, Part, When, Words

READY_REASONS = (
    "The consumer is fixed and deployed",
    "It was a passing fault (throttling, timeout)",
    "The dependency is back",
)
TO_SEE = "To see whether it passes now"
_MOST_DESTINATIONS = 5
_MOST_SHAPES = 3


def redrive_modal(
    incident: Incident,
    plan: RedrivePlan,
    now: datetime,
    live: LiveNumbers,
    lasts: timedelta | None = None,
) -> ModalView:
    """The preview: how many, back to where, what to know first, and the reason for the record."""
    parts: tuple[Part, ...] = (
        Lines(
            (
                *_what(plan),
                *_first(plan, lasts),
                *_sources(live),
                *_clock(incident, now),
                *_shapes(incident),
                *_changed(incident),
                *_before(incident),
            )
        ),
        Lines(tuple((Words("⚠️ "), Words(warning)) for warning in plan.warnings)),
        Divider(),
        *reason_inputs(_reasons(plan), required=True, hint="Kept with the incident."),
        Note(words("Each is deleted here only once confirmed as taken there. Stop works before each batch.")),
    )
    return ModalView(
        "Redrive",
        parts,
        callback=(TRY if plan.trial else REDRIVE).id,
        metadata=ids.reference(incident, ids.agreement(Agreed(plan.planned + plan.left, plan.sent_before))),
        submit="Try 1" if plan.trial else f"Redrive {plan.planned:,}",
        close="Cancel",
    )


def _reasons(plan: RedrivePlan) -> tuple[str, ...]:
    return (TO_SEE, *READY_REASONS) if plan.trial else READY_REASONS


def _what(plan: RedrivePlan) -> tuple[Line, ...]:
    """Each goes back to the queue it came from, so several destinations are no choice."""
    what = "1 message goes" if plan.planned == 1 else f"{plan.planned:,} messages go"
    what = f"1 of {1 + plan.left:,} messages goes" if plan.trial else what
    alike = f", one that failed with {plan.trial.shape}," if plan.trial and plan.trial.shape else ""
    first = (Words(f"{what} back", bold=True), Words(alike), Words(" from "), *_named(plan.queue))
    if len(plan.destinations) == 1:
        return ((*first, Words(" to "), *_named(plan.destinations[0])),)
    shown = plan.destinations[:_MOST_DESTINATIONS]
    lines: tuple[Line, ...] = (first, *((Words("→ "), *_named(arn)) for arn in shown))
    more = len(plan.destinations) - len(shown)
    return (*lines, words(f"→ and {more} more")) if more else lines


def _first(plan: RedrivePlan, lasts: timedelta | None) -> tuple[Line, ...]:
    if not plan.first or lasts is None:
        return ()
    told = f"The first {plan.first} go alone and are watched for up to {lasting(lasts)}; the others follow by"
    return (words(f"{told} themselves unless these come back or their consumer fails"),)


def _sources(live: LiveNumbers) -> tuple[Line, ...]:
    """What waits where they go: they come behind it."""
    return live_numbers(LiveNumbers(tuple(each for each in live.numbers if each.feeds)))


def _named(arn: str) -> Line:
    kind, name = place(arn)
    return (*((Words(f"{kind} "),) if kind else ()), Words(name, code=True))


def _clock(incident: Incident, now: datetime) -> tuple[Line, ...]:
    first_loss = incident.evidence.first_loss(now) if incident.evidence else None
    return ((Words("First loss if nothing is done: "), When(first_loss)),) if first_loss else ()


def _shapes(incident: Incident) -> tuple[Line, ...]:
    evidence = incident.evidence
    shapes = present_all(evidence.shapes) if evidence else ()
    if evidence is None or not shapes:
        return ()
    counted = " · ".join(_counted(shape) for shape in shapes[:_MOST_SHAPES])
    return (words(f"{whose_shapes(evidence)}: {counted}"),)


def _changed(incident: Incident) -> tuple[Line, ...]:
    """What was deployed since the first failure that is known: by it they may pass now."""
    evidence = incident.evidence
    last = evidence.deployment if evidence else None
    first = first_failure(evidence) if evidence else None
    if not isinstance(last, Deployment) or first is None:
        return ()
    if last.at < first:
        told = Words(f"No deployment of {name_of(last.function)} since the first known failure, ")
        return ((told, When(first, "time"), Words(", as of the last look")),)
    by = f" by {last.by}" if last.by else ""
    version = f" {last.version}" if last.version else ""
    told = Words(f"Deployed since the first failure: {name_of(last.function)}{version}{by}, ")
    return ((told, When(last.at, "time"), Words("; first known failure "), When(first, "time")),)


def _before(incident: Incident) -> tuple[Line, ...]:
    """What became of the last redrive, where no warning says so already."""
    last = redrive_of(incident.follow_ups)
    if last is None or last.back:
        return ()
    by = f" by {last.by.name}" if last.by.name else ""
    came = "it did not come back" if last.moved == 1 else "they did not come back"
    became = came if last.passed_at else "none is known to have come back"
    return ((Words(f"Redriven before{by}, "), When(last.at, "time"), Words(f": {last.moved:,}, {became}")),)


def _counted(shape: ErrorShape) -> str:
    return f"{shape.seen:,}{TIMES} {shape.text}"
