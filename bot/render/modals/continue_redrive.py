"""Continue now: what is not waited for, and the reason for the record."""

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.acts.continue_redrive import CONTINUE
from bot.render import action_ids as ids
from bot.render.modals.reasons import reason_inputs
from bot.render.phrases import words
from bot.render.view import Lines, ModalView

READY_REASONS = (
    "What was sent first was processed: its log says so",
    "These cannot wait any longer",
    "A second time does no harm here",
)


def continue_modal(incident: Incident) -> ModalView:
    known = "Whether those sent first come back is not known yet. If they do, so will the others."
    return ModalView(
        "Continue now",
        (
            Lines((words(known),)),
            *reason_inputs(READY_REASONS, required=True, hint="Kept with the incident."),
        ),
        callback=CONTINUE.id,
        metadata=ids.reference(incident),
        submit="Send the others",
        close="Cancel",
    )
