"""The ways back for dead letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.redrive.route import Going
    from bot.domain.redrive.sqs_answers import Sent


class WaysBack(Protocol):
    def send(self, going: Sequence[Going]) -> Sent:
        """Hand over messages that go the same way to the same place: to no one else, and whole.

        Raises Transient when nothing at all could be handed over, so that the caller comes back later.
        """
        ...
