"""The views that say one thing: that it is loading, what came of it, why it was refused or failed."""

from bot.domain.command import Done
from bot.render.card import ModalView, Words
from bot.render.phrases import words


def loading_modal(title: str = "Lastcall") -> ModalView:
    """Shown at once, until the answer takes its place."""
    return ModalView(title, (words("Looking…"),))


def outcome_modal(title: str, done: Done) -> ModalView:
    """What came of a submission."""
    if done.refused:
        return error_modal(done.said, title)
    return ModalView(title, (words(done.said or "Done. The card shows it."),))


def error_modal(why: str, title: str = "Lastcall") -> ModalView:
    """One clear line that says what to do."""
    return ModalView(title, ((Words("⚠️ "), Words(why or "Something failed. Close this and press again.")),))
