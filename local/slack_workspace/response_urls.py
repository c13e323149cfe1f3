"""response_url: five answers within thirty minutes of the act, without a token.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from local.slack_workspace.timestamps import Clock

LIFETIME = timedelta(minutes=30)
USES = 5


class Expiry(StrEnum):
    """Why a response_url answers nothing any more, in Slack's words."""

    UNKNOWN = "no_such_url"
    EXPIRED = "expired_url"
    USED = "used_url"


@dataclass(slots=True, kw_only=True)
class Origin:
    """What the person acted on: where an answer goes and what it may replace."""

    user: str
    channel: str
    given_at: datetime
    ts: str | None = None
    ephemeral: bool = False
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, Origin] = {}

    def give(
        self,
        *,
        user: str,
        channel: str,
        ts: str | None = None,
        ephemeral: bool = False,
        thread_ts: str | None = None,
    ) -> str:
        """Return the secret last part of the URL."""
        secret = secrets.token_urlsafe(18)
        self._given[secret] = Origin(
            user=user,
            channel=channel,
            given_at=self._clock(),
            ts=ts,
            ephemeral=ephemeral,
            thread_ts=thread_ts,
        )
        return secret

    def use(self, secret: str) -> Origin | Expiry:
        origin = self._given.get(secret)
        if origin is None:
            return Expiry.UNKNOWN
        if self._clock() - origin.given_at > LIFETIME:
            return Expiry.EXPIRED
        if origin.uses >= USES:
            return Expiry.USED
        origin.uses += 1
        return origin
