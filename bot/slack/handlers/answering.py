"""The answer to the person who asked: in the modal if one was opened, else as a line only they see."""

import logging

from bot.domain.errors import Permanent, UnreadableError
from bot.domain.incident.command import Click, Done
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.acts import act_named
from bot.ports.answers import Answers
from bot.ports.channel import MessageGoneError, UnfitError
from bot.render.modals import error_modal, outcome_modal
from bot.render.refusal import refusal
from bot.render.view import Button, ModalView, ReplyView, Words

log = logging.getLogger("lastcall")

UNKNOWN_PRESS = "That button is from an older release. The card is being updated; press again there."


_NEWER = (
    "Nothing was done now: a newer release of Lastcall wrote this incident, and this one cannot read it. "
    "Deploy that release again."
)
_DAMAGED = (
    "Nothing was done now: what is stored for this incident is damaged and cannot be read. "
    "The log of on_command names the item in the incident table."
)


class Telling:
    def __init__(self, answers: Answers) -> None:
        self._answers = answers

    def show(self, click: Click, modal: ModalView, otherwise: str = "") -> None:
        """In the modal, even if Slack did not confirm it: the same press may have opened it before.

        Args:
            otherwise: What must be said anyway if the modal is gone or cannot be filled.
        """
        try:
            self._fill(click, modal)
        except Permanent as fault:
            if otherwise:
                self.say(click, otherwise)
            elif not isinstance(fault, MessageGoneError):
                raise
            # Closed meanwhile by a person who does not want to know; or it was never there.
            elif not click.opened:
                self.say(click, "Slack could not open the window in time. Press again.")

    def conclude(self, click: Click, title: str, done: Done) -> None:
        """The outcome of a submission, in its modal; a refusal is shown elsewhere if the modal is gone.

        The card shows what was done.
        """
        try:
            self._fill(click, outcome_modal(title, done))
        except Permanent:
            log.warning("window of a submission not filled", extra={"why": done.said})
            if done.refused:
                self.reply(click, refusal_reply(done))

    def say(self, click: Click, text: str) -> None:
        self.reply(click, one_line(text))

    def reply(self, click: Click, reply: ReplyView) -> None:
        self._answers.tell(click, reply)

    def refuse(self, click: Click, why: str) -> None:
        """In the modal if one was opened, else as a line of its own."""
        if click.view:
            self.show(click, error_modal(why))
        else:
            self.say(click, why)

    def left_alone(self, click: Click, fault: UnreadableError) -> None:
        """For any request: in the modal that waits for an answer, else as a line of its own."""
        log.error("left alone", extra={"why": str(fault)})
        why = _NEWER if fault.newer else _DAMAGED
        try:
            self._fill(click, error_modal(why))
        except Permanent:
            self.say(click, why)

    def _fill(self, click: Click, modal: ModalView) -> None:
        try:
            self._answers.fill(click, modal)
        except UnfitError:
            log.exception("modal refused")
            self._answers.fill(
                click, error_modal("Slack refused to show this. The log of on_command says why.")
            )


def refusal_reply(refused: Refused | Done, reference: str = "") -> ReplyView:
    """Why, who may, and the button for what was probably meant.

    Args:
        reference: The identifiers for that button.
    """
    why = refused.why if isinstance(refused, Refused) else refused.said
    act = act_named(refused.instead)
    offered = (Button(act.id, act.label, reference, style="primary"),) if act and reference else ()
    return ReplyView(why, (refusal(why, refused.allowed),), offered)


def one_line(text: str) -> ReplyView:
    return ReplyView(text, ((Words(text),),))
