"""What one run of the projection knows, and how it posts: never twice, also where Slack did not answer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from bot.domain.errors import BotError
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.incident.routing import route_of
from bot.domain.incident.timeline import TimelineEntry
from bot.domain.lifecycle.card.projection import Card
from bot.domain.redrive.job import Job
from bot.ports.cards import Cards
from bot.ports.channel import Channel, ChannelRateLimitedError, Posted, UnansweredError
from bot.ports.clock import Clock
from bot.ports.incidents import Incidents
from bot.ports.names import Names
from bot.ports.policies import Policies
from bot.use_cases.rate_limits import RateLimits
from bot.use_cases.show_runbook import Runbooks

# The clocks of Slack and Lambda differ by less, and a post is accepted within less.
SEARCHED_AROUND = timedelta(minutes=5)

NumberedEntry = tuple[int, int, TimelineEntry]


class SearchLimitedError(Exception):
    """Slack asked to wait before the channel is searched again."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(f"Slack asks to wait {wait} before searching")
        self.wait = wait


class CardPorts(NamedTuple):
    """What a run talks to."""

    incidents: Incidents
    cards: Cards
    channel: Channel
    runbooks: Runbooks
    names: Names
    policy: Policies
    clock: Clock


class CardRun:
    """One run. `card` is what may be said to be shown at any moment, however the run ends.

    Args:
        untold: (version, number within it, entry) of what the thread has yet to be told, in order.

    Attributes:
        policy: One for all of a run.
        unsure: The marker of a post that may have been made before; empty where none may.
        mended: What Slack refused was mended: another run can go on at once.
        look_in: What may have been posted could not be looked for now: after so long it may.
    """

    def __init__(
        self,
        ports: CardPorts,
        incident: Incident,
        job: Job | Missing | None,
        card: Card,
        untold: Sequence[NumberedEntry],
        limits: RateLimits,
    ) -> None:
        self.ports = ports
        self.incident = incident
        self.job = job
        self.policy = ports.policy()
        self.route = route_of(incident, self.policy)
        self.untold = untold
        self.limits = limits
        self.unsure = ""
        self.card = card
        self.mended = False
        self.look_in: timedelta | None = None

    @property
    def marker(self) -> str:
        """The id a root message carries as metadata: one per incident and thread."""
        return f"{self.incident.id}.{self.incident.thread}"

    def posted(self, thread: str, marker: str, post: Callable[[], Posted]) -> Posted:
        """Post, unless it turns out to have been accepted before; one a run, also where it was looked for."""
        self.limits.posting()
        if self.unsure == marker and (found := self._found(thread, marker)):
            self.card = replace(self.card, posting="", posting_since=None)
            return found
        try:
            posted = post()
        except UnansweredError:
            raise  # `posting` stays: the next run looks for it
        except BotError:
            self.card = replace(self.card, posting="", posting_since=None)
            raise
        self.card = replace(self.card, posting="", posting_since=None, shut_out="")
        self.limits.succeeded(self.card.channel)
        return posted

    def _found(self, thread: str, marker: str) -> Posted | None:
        began = self.card.posting_since
        since = began - SEARCHED_AROUND if began else self._earliest()
        until = began + SEARCHED_AROUND if began else self.ports.clock()
        try:
            return self.ports.channel.find(self.card.channel, thread, marker, since, until)
        except ChannelRateLimitedError as fault:
            raise SearchLimitedError(fault.retry_after) from fault

    def _earliest(self) -> datetime:
        """No earlier than this can a post have been made."""
        return (self.incident.opened_at or self.ports.clock()) - timedelta(hours=1)
