"""Outgoing Slack, and the ways it refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from bot.domain.errors import Permanent, Transient

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.domain.evidence.missing import Missing
    from bot.render.view import CardView, ReplyView


class ChannelRateLimitedError(Transient):
    """Slack said 429.

    Attributes:
        retry_after: How long Slack asked to wait; a garbage header counts as 30 s.
    """

    def __init__(self, retry_after: timedelta) -> None:
        super().__init__(f"Slack asks to wait {retry_after}")
        self.retry_after = retry_after


class UnansweredError(Transient):
    """A post may or may not have been accepted: search before posting again."""


class MessageGoneError(Permanent):
    """The message was deleted: post again."""


class ThreadClosedError(Permanent):
    """The thread takes no replies, whatever they say; the message above it may still be there."""


class FrozenError(Permanent):
    """The message is there but can no longer be edited: post what is new in its thread."""


class UnfitError(Permanent):
    """Slack refused the content: show it as plain text."""


class ChannelClosedError(Permanent):
    """Everything not about this one message: archived, read-only, unknown, forbidden, or an unknown code.
    People are notified elsewhere.
    """


class UnauthorisedError(Transient):
    """Slack refused the token, also after re-reading it: repair the secret; nothing is lost meanwhile."""


class Posted(NamedTuple):
    """Attributes: said is the posted text in the channel's own markup, without controls."""

    ts: str
    said: str


class Channel(Protocol):
    """Outgoing Slack. Marker: the id in the message metadata that finds a lost post again."""

    def post(self, channel: str, card: CardView, marker: str) -> str:
        """Post a root message; returns its ts."""
        ...

    def edit(self, channel: str, ts: str, card: CardView, marker: str) -> None: ...

    def reply(self, channel: str, thread_ts: str, reply: ReplyView, marker: str) -> Posted:
        """Without a thread it is posted to the channel itself."""
        ...

    def take_buttons_off(self, channel: str, ts: str, said: str, marker: str) -> None:
        """Leave a reply as it was posted, without its controls."""
        ...

    def take_away(self, channel: str, ts: str, *, told: bool, to: str) -> None:
        """Remove a root message of ours: whole, or, if its thread has replies of ours, only its text.

        Args:
            to: The channel where the incident continues.
        """
        ...

    def find(
        self, channel: str, thread_ts: str, marker: str, since: datetime, until: datetime
    ) -> Posted | None:
        """The message with that marker; None if there is none, or history may not be read."""
        ...

    def picture(self, channel: str, thread_ts: str, title: str, png: bytes) -> Missing | None:
        """Put a picture into a thread, in one try; Missing says why it failed. Raises nothing."""
        ...
