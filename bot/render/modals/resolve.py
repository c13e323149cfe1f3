"""Resolve: the resource is read again on submission; while something stands, a reason is needed."""

from bot.domain.incident import Incident
from bot.render import action_ids as ids
from bot.render.card import Line, ModalView, When, Words
from bot.render.modals.reasons import reason_inputs
from bot.render.phrases import words

READY_REASONS = (
    "Fixed and checked by hand",
    "The messages are not needed",
    "False alarm",
    "Followed up elsewhere",
)


def resolve_modal(incident: Incident) -> ModalView:
    """Asks why, and says what stands as far as is known."""
    return ModalView(
        "Resolve",
        (
            _standing(incident),
            *reason_inputs(
                READY_REASONS, required=incident.firing, hint="Needed while something still stands."
            ),
        ),
        callback=ids.RESOLVE,
        metadata=ids.reference(incident),
        submit="Resolve",
        close="Cancel",
    )


def _standing(incident: Incident) -> Line:
    if incident.firing and incident.last_fired_at:
        return (
            Words("Its alarm has been in ALARM since ", bold=True),
            When(incident.last_fired_at, bold=True),
            Words(". Resolving now needs a reason, and only a new alarm opens it again."),
        )
    return words(
        "The resource is read again when you press Resolve; if something still stands, give a reason."
    )
