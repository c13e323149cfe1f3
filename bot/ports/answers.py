"""Answers that only the person who asked can see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.incident.command import Click
    from bot.render.view import ModalView, ReplyView


class Answers(Protocol):
    """To the person who asked, and no one else."""

    def fill(self, click: Click, modal: ModalView) -> None:
        """Fill the modal that was opened or that shows a loading view.

        Raises:
            MessageGoneError: There is none, or it was closed.
        """
        ...

    def tell(self, click: Click, reply: ReplyView) -> None:
        """Reply so that only they see it: where they pressed, else in their direct messages."""
        ...
