"""Trigger ids: a modal may be opened within 3 seconds of the person's act, once.

https://docs.slack.dev/interactivity/handling-user-interaction
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.slack_workspace.errors import ApiError
from local.slack_workspace.timestamps import Clock

LIFETIME = timedelta(seconds=3)


@dataclass(slots=True, kw_only=True)
class _Trigger:
    user: str
    given_at: datetime
    from_view: str | None
    used: bool = False


class Triggers:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, _Trigger] = {}

    def give(self, user: str, *, from_view: str | None = None) -> str:
        """`from_view` is the modal in which the person acted: only such a trigger may push."""
        trigger_id = f"{len(self._given) + 1}.{secrets.randbelow(10**9)}.{secrets.token_hex(16)}"
        self._given[trigger_id] = _Trigger(user=user, given_at=self._clock(), from_view=from_view)
        return trigger_id

    def check(self, trigger_id: str) -> tuple[str, str | None]:
        """Return who acted, and in which view; a used or late trigger is refused."""
        trigger = self._given.get(trigger_id)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self._clock() - trigger.given_at > LIFETIME:
            raise ApiError("expired_trigger_id")
        return trigger.user, trigger.from_view

    def use(self, trigger_id: str) -> None:
        self._given[trigger_id].used = True
