"""What only the person who asked is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from bot.domain.command import Click
    from bot.render.card import ModalView, ReplyView


class Answers(Protocol):
    """To the person who asked, and nobody else."""

    def fill(self, view: str, modal: ModalView) -> None:
        """Fill the modal that was opened or answered with a loading view."""
        ...

    def tell(self, click: Click, reply: ReplyView) -> None:
        """Say it so that only they see it; as an ephemeral message once the response_url is used up."""
        ...
