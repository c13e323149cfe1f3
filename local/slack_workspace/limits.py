"""How often a method may be called: Slack's ordinary limits, or a rate of posts that a test sets.

Counted by method, app and workspace; chat.postMessage by channel as well:
https://docs.slack.dev/apis/web-api/rate-limits. Slack tolerates bursts that it does not promise; here there
are none. A refused call counts for nothing.
"""

import math
import threading
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from local.slack_workspace.reference import METHODS
from local.slack_workspace.timestamps import Clock
from local.slack_workspace.web_api.call import ApiCall

# Whether a local Slack limits as the real one does, unless it is told otherwise.
ORDINARILY_LIMITED = True

POST = "chat.postMessage"
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRate:
    """So many calls in a window, then 429. As it stands, Slack's own for posts to one channel."""

    posts: int = 1
    window: timedelta = timedelta(seconds=1)


class Limits:
    """Attributes:
    on: Whether the ordinary limits hold.
    post_rate: The rate of posts to a channel; holds when it is set, whether the others do or not.
    """

    def __init__(self, clock: Clock, *, on: bool = ORDINARILY_LIMITED) -> None:
        self.on = on
        self.post_rate: PostRate | None = None
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: defaultdict[tuple[str, ...], list[datetime]] = defaultdict(list)

    def forget(self) -> None:
        """As after a long silence."""
        with self._lock:
            self._taken.clear()

    def wait(self, call: ApiCall) -> int | None:
        """The whole seconds of the Retry-After; None when the call may pass, and it is counted then."""
        with self._lock:
            now = self._clock()
            buckets = self._buckets(call)
            waits = [wait for key, rate in buckets if (wait := self._full_for(key, rate, now))]
            if waits:
                return max(1, math.ceil(max(waits).total_seconds()))
            for key, _ in buckets:
                self._taken[key].append(now)
            return None

    def _buckets(self, call: ApiCall) -> list[tuple[tuple[str, ...], PostRate]]:
        """What the call is counted in."""
        channel = str(call.args.get("channel"))
        rate = self.post_rate or (PostRate() if self.on else None)
        buckets: list[tuple[tuple[str, ...], PostRate]] = []
        if rate and call.method == POST:
            buckets.append(((POST, channel), rate))
        if self.on and call.method in METHODS:
            buckets.append(((call.method,), PostRate(posts=METHODS[call.method].tier, window=MINUTE)))
        return buckets

    def _full_for(self, key: tuple[str, ...], rate: PostRate, now: datetime) -> timedelta | None:
        recent = [at for at in self._taken[key] if now - at < rate.window]
        self._taken[key] = recent
        return rate.window - (now - recent[0]) if len(recent) >= rate.posts else None
