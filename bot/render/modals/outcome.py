"""The views that say one thing: that it is loading, what came of it, why it was refused or failed."""

from bot.domain.incident.command import Done
from bot.domain.policy.policy import Target
from bot.render.phrases import words
from bot.render.refusal import refusal
from bot.render.view import ModalView, Words


def loading_modal(title: str = "Lastcall") -> ModalView:
    """Shown at once, until the answer takes its place."""
    return ModalView(title, (words("Looking…"),))


def outcome_modal(title: str, done: Done) -> ModalView:
    """What came of a submission."""
    if done.refused:
        return error_modal(done.said, title, done.allowed)
    return ModalView(title, (words(done.said or "Done. The card shows it."),))


def error_modal(why: str, title: str = "Lastcall", allowed: tuple[Target, ...] = ()) -> ModalView:
    """One clear line that says what to do, or who may."""
    said = refusal(why or "Something failed. Close this and press again.", allowed)
    return ModalView(title, ((Words("⚠️ "), *said),))
