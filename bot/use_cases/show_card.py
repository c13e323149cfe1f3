"""One run of the projection, under the lease: show the root, tell the thread, mend what Slack refuses."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from bot.alarm_kinds import kind_named
from bot.domain.decision import decide
from bot.domain.errors import Transient
from bot.domain.incident import Incident
from bot.domain.job import Job
from bot.domain.policy import Policy
from bot.domain.projection import COALESCE, Card, mention_answered
from bot.domain.routing import route_of
from bot.domain.timeline import Event, TimelineEntry
from bot.ports.cards import Cards
from bot.ports.channel import (
    Channel,
    ChannelClosedError,
    ChannelRateLimitedError,
    FrozenError,
    MessageGoneError,
    UnansweredError,
    UnauthorisedError,
    UnfitError,
)
from bot.ports.clock import Clock
from bot.ports.incidents import Incidents
from bot.render.card import CardView, ReplyView
from bot.render.incident_card import answered_reply, incident_card, plain_card, thread_reply
from bot.use_cases.show_runbook import Runbooks

log = logging.getLogger("lastcall")

# After an answer that tells nothing (5xx, time-out) Slack is left alone for a moment.
PAUSE = timedelta(seconds=15)
# What a person must mend first is not asked again every minute.
LONG_PAUSE = timedelta(minutes=15)
# A message deleted, a channel closed, blocks refused: each is mended at most once in a run.
MENDS = 4


class Means(NamedTuple):
    """What a run talks to."""

    incidents: Incidents
    cards: Cards
    channel: Channel
    runbooks: Runbooks
    policy: Policy
    clock: Clock


class Showing:
    """A run. `card` is what may be said to be shown at any moment, however the run ends."""

    def __init__(self, means: Means, incident: Incident, job: Job | None, card: Card, *, died: bool) -> None:
        self._means = means
        self._incident = incident
        self._job = job
        self._route = route_of(incident, means.policy)
        self._died = died
        self.card = card

    def run(self) -> timedelta | None:
        """Show everything; returns how long to wait before the next try, None when all is shown."""
        for _ in range(MENDS):
            try:
                self._show_root()
                self._tell_thread()
            except (MessageGoneError, FrozenError, ChannelClosedError, UnfitError) as fault:
                self._mend(fault)
            except ChannelRateLimitedError as fault:
                self._means.cards.close(self.card.channel, self._means.clock() + fault.retry_after)
                return self._ended(fault.retry_after, str(fault))
            except UnauthorisedError as fault:
                return self._ended(timedelta(minutes=1), str(fault))
            except UnansweredError as fault:
                log.warning("slack did not answer", extra={"group": self.card.group, "why": str(fault)})
                # The token stays: it tells the next run to search before it posts.
                self.card = replace(self.card, lease_until=None)
                return PAUSE
            except Transient as fault:
                return self._ended(PAUSE, str(fault))
            else:
                return self._ended(None, self.card.trouble)
        return self._ended(LONG_PAUSE, "Slack refuses this card: see the log")

    def _ended(self, pause: timedelta | None, trouble: str) -> timedelta | None:
        if pause is not None:
            log.warning("card not shown", extra={"group": self.card.group, "why": trouble})
        not_before = self._means.clock() + COALESCE
        self.card = replace(self.card, lease="", lease_until=None, not_before=not_before, trouble=trouble)
        return pause

    def _mend(self, fault: Exception) -> None:
        match fault:
            case MessageGoneError() | FrozenError():
                # Deleted by hand, or too old to edit: the incident must be seen, so it is posted anew.
                self.card = replace(self.card, ts="", shown=0, shown_job=0, mention_ts="")
            case UnfitError():
                self.card = replace(self.card, plain=True, trouble=f"shown as plain text: {fault}")
            case _:
                fallback = self._means.policy.routes[-1].channel
                self.card = replace(
                    self.card,
                    channel=fallback,
                    ts="",
                    mention_ts="",
                    trouble=f"{self.card.channel} cannot be used: {fault}",
                )
        log.warning("card mended", extra={"group": self.card.group, "why": str(fault)})

    def _show_root(self) -> None:
        incident, job = self._incident, self._job
        behind_job = job is not None and self.card.shown_job < job.revision
        if not self.card.ts:
            self.card = replace(self.card, ts=self._posted_or_found())
        elif self.card.shown < incident.card_version or behind_job:
            self._means.channel.edit(self.card.channel, self.card.ts, self._view(), self._marker)
        self.card = replace(
            self.card, shown=incident.card_version, shown_job=job.revision if job else self.card.shown_job
        )

    def _posted_or_found(self) -> str:
        channel = self.card.channel
        if self._died and self._incident.opened_at is not None:
            found = self._means.channel.find(channel, "", self._marker, self._since())
            if found:
                self._means.channel.edit(channel, found, self._view(), self._marker)
                return found
        return self._means.channel.post(channel, self._view(), self._marker)

    def _view(self) -> CardView:
        if self.card.plain:
            return plain_card(self._incident, self._means.policy.slash_command)
        now = self._means.clock()
        kind = kind_named(self._incident.kind)
        try:
            decision = decide(self._incident, self._route, now)
            return incident_card(self._incident, self._job, self._route, kind, decision, now)
        except Exception:  # whatever is wrong with our own rendering, the incident must be seen
            log.exception("card not rendered", extra={"group": self.card.group})
            return plain_card(self._incident, self._means.policy.slash_command)

    @property
    def _marker(self) -> str:
        """The id a root message carries as metadata: one per incident and thread."""
        return f"{self._incident.id}.{self._incident.thread}"

    def _since(self) -> datetime:
        """No earlier than this can a lost post have been made."""
        opened = self._incident.escalation.since if self._incident.escalation else self._incident.opened_at
        return (opened or self._means.clock()) - timedelta(hours=1)

    def _tell_thread(self) -> None:
        """In order, each once: the cursor remembers how far the thread was told, also within a version."""
        if self.card.cursor < self._incident.thread_version:
            cursor = self._incident.thread_version
            for version, number, entry in self._untold():
                self._tell(version, number, entry)
                self.card = replace(self.card, telling=version, told=number + 1)
                cursor = max(cursor, version)
            self.card = replace(self.card, cursor=cursor, telling=0, told=0)
        if mention_answered(self._incident, self.card):
            self._take_button_off()

    def _untold(self) -> Iterator[tuple[int, int, TimelineEntry]]:
        for version, number, entry in self._entries(self.card.cursor):
            if version != self.card.telling or number >= self.card.told:
                yield version, number, entry

    def _entries(self, after: int) -> Iterator[tuple[int, int, TimelineEntry]]:
        """(version, number within it, entry) of everything after a version."""
        timeline = self._means.incidents.timeline(self._incident.group, after)
        for version, entries in groupby(timeline, key=itemgetter(0)):
            for number, (_, entry) in enumerate(entries):
                yield version, number, entry

    def _tell(self, version: int, number: int, entry: TimelineEntry) -> None:
        reply = self._reply(entry) if entry.thread else None
        if reply is None:
            return
        if reply.controls and self.card.mention_ts:
            # One mention at a time can be answered: the newest. Its predecessor goes first, because
            # between a reply and the note that it was told nothing may fail.
            self._take_button_off()
        marker = f"{self._marker}.{version}.{number}"
        channel, thread = self.card.channel, self.card.ts
        ts = self._told_before(marker) or self._means.channel.reply(channel, thread, reply, marker)
        if reply.controls:
            self.card = replace(self.card, mention_ts=ts, mention_version=version, mention_entry=number)

    def _told_before(self, marker: str) -> str | None:
        if not self._died:
            return None
        return self._means.channel.find(self.card.channel, self.card.ts, marker, self._since())

    def _reply(self, entry: TimelineEntry) -> ReplyView | None:
        now = self._means.clock()
        first_step = ""
        if entry.event is Event.ESCALATED:
            first_step = self._means.runbooks(self._incident, self._route, now).first_step
        decision = decide(self._incident, self._route, now)
        kind = kind_named(self._incident.kind)
        return thread_reply(entry, self._incident, self._route, kind, decision, first_step)

    def _take_button_off(self) -> None:
        """A button that can do nothing any more is taken off the last mention."""
        mention = (self.card.mention_version, self.card.mention_entry)
        for version, number, entry in self._entries(self.card.mention_version - 1):
            reply = self._reply(entry) if (version, number) == mention else None
            if reply is not None:
                marker = f"{self._marker}.{version}.{number}"
                self._means.channel.edit_reply(
                    self.card.channel, self.card.mention_ts, answered_reply(reply), marker
                )
        self.card = replace(self.card, mention_ts="")
