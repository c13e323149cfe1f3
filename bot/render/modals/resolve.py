"""Resolve: the resource is read again on submission; while something stands, a reason is needed."""

from bot.domain.evidence.live_number import LiveNumbers
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.resolve import RESOLVE
from bot.render import action_ids as ids
from bot.render.card.live_numbers import live_numbers
from bot.render.modals.reasons import reason_inputs
from bot.render.phrases import words
from bot.render.view import Line, Lines, ModalView, When, Words

READY_REASONS = (
    "Fixed and checked by hand",
    "The messages are not needed",
    "False alarm",
    "Followed up elsewhere",
)


def resolve_modal(incident: Incident, live: LiveNumbers) -> ModalView:
    """Asks why, and says what stands as far as is known."""
    return ModalView(
        "Resolve",
        (
            Lines((*live_numbers(live), *_still_there(incident))),
            *reason_inputs(
                READY_REASONS, required=incident.firing, hint="Required if anything is still there."
            ),
        ),
        callback=RESOLVE.id,
        metadata=ids.reference(incident),
        submit="Resolve",
        close="Cancel",
    )


def _still_there(incident: Incident) -> tuple[Line, ...]:
    again = "It is checked again 1 min, 5 min and 1 h later, and reopens if it is worse."
    if incident.firing and incident.last_fired_at:
        return (
            (
                Words("Its alarm has been in ALARM since ", bold=True),
                When(incident.last_fired_at, bold=True),
                Words(". Resolving now needs a reason."),
            ),
            words(again),
        )
    return (
        words("It is checked again when you press Resolve; if anything is still there, give a reason."),
        words(again),
    )
