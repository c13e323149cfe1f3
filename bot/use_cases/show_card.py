"""One run of the projection, under the lease: at most one post, and the edits that may be made now.

What Slack answers decides what the card says next; the run after this one goes on from there.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from bot.alarm_kinds import kind_of_incident
from bot.domain.errors import BotError, Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.incident.routing import route_of
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.card.line import EDITS
from bot.domain.lifecycle.card.projection import (
    COALESCE,
    REFUSALS_KEPT,
    Card,
    Frozen,
    Lacking,
    Left,
    Mention,
    Refusal,
    leaving,
    pressed,
    shown_of,
    without_root,
)
from bot.domain.lifecycle.escalation.roster import Roster, next_people
from bot.domain.redrive.job import Job
from bot.domain.urgency.decision import decide
from bot.ports.cards import Cards
from bot.ports.channel import (
    Channel,
    ChannelClosedError,
    ChannelRateLimitedError,
    FrozenError,
    MessageGoneError,
    Posted,
    ThreadClosedError,
    UnansweredError,
    UnauthorisedError,
    UnfitError,
)
from bot.ports.clock import Clock
from bot.ports.incidents import Incidents
from bot.ports.names import Names
from bot.ports.policies import Policies
from bot.render.card.incident_card import bare_reply, frozen_reply, incident_card, plain_card, thread_reply
from bot.render.view import CardView, ReplyView
from bot.use_cases.show_runbook import Runbooks
from bot.use_cases.ways import Ways

log = logging.getLogger("lastcall")

# The clocks of Slack and Lambda differ by less, and a post is accepted within less.
SEARCHED_AROUND = timedelta(minutes=5)

NumberedEntry = tuple[int, int, TimelineEntry]


class _SearchLimitedError(Exception):
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
    """A run. `card` is what may be said to be shown at any moment, however the run ends.

    Args:
        untold: (version, number within it, entry) of what the thread has yet to be told, in order.

    Attributes:
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
        ways: Ways,
    ) -> None:
        self._ports = ports
        self._incident = incident
        self._job = job
        self._policy = ports.policy()  # one for all of a run
        self._route = route_of(incident, self._policy)
        self._untold = untold
        self._ways = ways
        self._unsure = ""
        self.card = card
        self.mended = False
        self.look_in: timedelta | None = None

    def begins(self, owed: Lacking) -> None:
        """Write down, for the claim, which post is about to be made."""
        self._unsure = self.card.posting
        marker = self._next_marker(owed)
        if marker and marker != self._unsure and self._ways.may_post(self.card.channel):
            self.card = replace(self.card, posting=marker, posting_since=self._ports.clock())

    def run(self, owed: Lacking) -> None:
        """Show what may be shown now."""
        channel = self.card.channel
        if owed.edit and self._ways.take_edit(for_person=pressed(self._incident, self.card)):
            self._attempt(EDITS, self._edit_root)
        if owed.posts and not self.mended and self._ways.may_post(channel):
            self._attempt(channel, self._post_root if owed.root else self._tell)
        for mention in owed.buttons:
            if not self.mended and self._ways.take_edit(for_person=False):
                self._attempt(EDITS, partial(self._take_buttons_off, mention))
        for left in owed.left:
            if not self.mended and self._ways.take_edit(for_person=False):
                self._attempt(EDITS, partial(self._take_away, left))

    def _next_marker(self, owed: Lacking) -> str:
        if owed.root:
            return self._marker
        if self.card.frozen is Frozen.UNTOLD:
            return f"{self._marker}.frozen"
        told = ((v, n) for v, n, entry in self._untold if entry.thread and not self.card.reached(v, n))
        return next((f"{self._marker}.{version}.{number}" for version, number in told), "")

    def _attempt(self, line: str, do: Callable[[], None]) -> None:
        try:
            do()
        except _SearchLimitedError as fault:
            self.look_in = fault.wait
        except ChannelRateLimitedError as fault:
            self._ways.limited(line, fault.retry_after)
        except Permanent as fault:
            self._mend(fault)
        except BotError as fault:
            log.warning("card not shown", extra={"group": self.card.group, "why": str(fault)})
            refused = isinstance(fault, UnauthorisedError)
            self._ways.failed(line, str(fault), refused=refused)
            if refused:
                self.card = replace(self.card, shut_out=str(fault))
            if not (self.card.closed or self.card.plain):
                self.card = replace(self.card, trouble=str(fault))

    def _posted(self, thread: str, marker: str, post: Callable[[], Posted]) -> Posted:
        """Post, unless it turns out to have been accepted before; one a run, also where it was looked for."""
        self._ways.posting()
        if self._unsure == marker and (found := self._found(thread, marker)):
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
        self._ways.succeeded(self.card.channel)
        return posted

    def _found(self, thread: str, marker: str) -> Posted | None:
        began = self.card.posting_since
        since = began - SEARCHED_AROUND if began else self._earliest()
        until = began + SEARCHED_AROUND if began else self._ports.clock()
        try:
            return self._ports.channel.find(self.card.channel, thread, marker, since, until)
        except ChannelRateLimitedError as fault:
            raise _SearchLimitedError(fault.retry_after) from fault

    def _earliest(self) -> datetime:
        """No earlier than this can a post have been made."""
        return (self._incident.opened_at or self._ports.clock()) - timedelta(hours=1)

    @property
    def _marker(self) -> str:
        """The id a root message carries as metadata: one per incident and thread."""
        return f"{self._incident.id}.{self._incident.thread}"

    # What Slack refuses

    def _mend(self, fault: Permanent) -> None:
        log.warning("card refused", extra={"group": self.card.group, "why": str(fault)})
        match fault:
            case MessageGoneError():  # deleted by hand: the incident must be seen, so it is posted anew
                self._without_root(self.card.channel)
            case FrozenError():
                shown = self._incident.card_version
                self.card = replace(self.card, frozen=Frozen.UNTOLD, shown=shown, trouble=str(fault))
            case UnfitError() if not self.card.plain:
                self.card = replace(self.card, plain=True, trouble=f"shown as plain text: {fault}")
                self.mended = True
            case _:
                self._elsewhere(str(fault))

    def _without_root(self, channel: str) -> None:
        self.mended = True
        self.card = without_root(self.card, channel)

    @property
    def _offered(self) -> tuple[str, ...]:
        """Where the card may go: its route's channel, and that of the last route."""
        return (self._route.channel, self._policy.routes[-1].channel)

    def _elsewhere(self, why: str) -> None:
        """The channel will not have it: the fallback, or, where that will not either, the operators."""
        here = self.card.channel
        closed = (*self.card.closed, here)
        left = next((each for each in self._offered if each not in {*closed, *self.card.mute}), "")
        self.mended = True
        self.card = leaving(self.card, left) if left else without_root(self.card, self._route.channel)
        self.card = replace(self.card, closed=closed, trouble=f"{here} cannot be used: {why}")
        if left:
            return
        log.error("no channel takes the card", extra={"group": self.card.group, "why": self.card.trouble})
        self._ways.failed(self._route.channel, self.card.trouble, refused=True)
        # Later from the beginning; a message that one of them took before is looked for first.
        self.card = replace(self.card, closed=(), posting=self._marker, shut_out=self.card.trouble)
        self.mended = False

    # The root message

    def _post_root(self) -> None:
        channel, marker = self.card.channel, self._marker
        posted = self._posted(
            "", marker, lambda: Posted(self._ports.channel.post(channel, self._view(), marker), "")
        )
        self._shown(posted.ts)
        if posted.said:  # found: what it shows may be older
            self.card = replace(self.card, shown=0, shown_job=0, not_before=None)

    def _edit_root(self) -> None:
        self._ways.editing()
        self._ports.channel.edit(self.card.channel, self.card.ts, self._view(), self._marker)
        self._ways.succeeded(EDITS)
        self.card = replace(self.card, shut_out="")
        self._shown(self.card.ts)

    def _shown(self, ts: str) -> None:
        self.card = replace(
            self.card,
            ts=ts,
            shown=self._incident.card_version,
            shown_job=self.card.shown_job if self._job is None else shown_of(self._job),
            not_before=self._ports.clock() + COALESCE,
            trouble=self.card.trouble if self.card.closed or self.card.plain else "",
        )

    def _view(self) -> CardView:
        if self.card.plain:
            return plain_card(self._incident, self._policy.slash_command)
        now = self._ports.clock()
        kind = kind_of_incident(self._incident)
        try:
            decision = decide(self._incident, self._route, now)
            roster = self._roster(now)
            return incident_card(
                self._incident,
                self._job,
                self._route,
                kind,
                decision,
                now,
                roster,
                bounds=self._policy.bounds,
            )
        except Exception:  # whatever is wrong with our own rendering, the incident must be seen
            log.exception("card not rendered", extra={"group": self.card.group})
            return plain_card(self._incident, self._policy.slash_command)

    def _roster(self, now: datetime) -> Roster:
        """With the names of whoever is called next; the first card waits for no name."""
        people = next_people(self._incident, self._route, self._policy, now)
        return Roster(self._policy, self._ports.names.of(people, ask=bool(self.card.ts)))

    # The thread

    def _tell(self) -> None:
        """In order, one reply a run: the card says how far the thread was told."""
        if self.card.frozen is Frozen.UNTOLD:
            self._say_frozen()
            return
        for version, number, entry in self._untold:
            if self.card.reached(version, number):
                continue
            reply = self._reply(version, number, entry)
            if reply is not None and not self._ways.may_post(self.card.channel):
                return
            if reply is not None and not self._tell_one(version, number, entry, reply):
                return
            self.card = replace(self.card, cursor=version - 1, told=number + 1)
        newest = max((version for version, _, _ in self._untold), default=0)
        self.card = replace(self.card, cursor=max(newest, self._incident.thread_version), told=0)

    def _say_frozen(self) -> None:
        channel, thread, marker = self.card.channel, self.card.ts, f"{self._marker}.frozen"
        reply = frozen_reply(self._incident, self._policy.slash_command)
        try:
            self._posted(thread, marker, lambda: self._ports.channel.reply(channel, thread, reply, marker))
        except (MessageGoneError, ThreadClosedError, ChannelClosedError, UnfitError) as fault:
            log.warning("reply refused", extra={"group": self.card.group, "why": str(fault)})
        self.card = replace(self.card, frozen=Frozen.TOLD)

    def _tell_one(self, version: int, number: int, entry: TimelineEntry, reply: ReplyView) -> bool:
        """Whether the thread may go on: it was told, or cannot be told in any way."""
        marker = f"{self._marker}.{version}.{number}"
        refusal, channel = self.card.refusal(version, number), self.card.channel
        alone = refusal is not None and refusal.alone
        thread = "" if alone else self.card.thread_ts or self.card.ts
        try:
            posted = self._posted(
                thread, marker, lambda: self._ports.channel.reply(channel, thread, reply, marker)
            )
        except (MessageGoneError, ThreadClosedError) as fault:
            return self._without_thread(version, number, entry, fault)
        except (ChannelClosedError, UnfitError) as fault:
            return self._refused(version, number, entry, fault)
        if alone:
            self._goes_on(posted, version, number)
        if reply.controls:
            mention = Mention(posted.ts, posted.said, marker)
            self.card = replace(self.card, mentions=(*self.card.mentions, mention))
        return True

    def _refused(self, version: int, number: int, entry: TimelineEntry, fault: Permanent) -> bool:
        """A reply's fault is its own as long as less of it can be told: the root is not touched for it."""
        before, unfit = self.card.refusal(version, number), isinstance(fault, UnfitError)
        if before is not None and before.alone:
            return self._given_up(version, number, entry, fault)
        if not unfit and (before is not None or not entry.mentions):
            # Not even without calling anybody: it is the channel, and another one is tried once.
            self.card = replace(self.card, mute=tuple({*self.card.mute, self.card.channel}))
            if any(each not in self.card.mute for each in self._offered):
                raise fault
            return self._given_up(version, number, entry, fault)
        self._note(Refusal(version, number, str(fault), unfit))
        # Unfit however plain: the thread goes on without it, and the card knows.
        return unfit and before is not None and before.unfit

    def _without_thread(self, version: int, number: int, entry: TimelineEntry, fault: Permanent) -> bool:
        """Where the root is gone, too, it is posted anew, and else the call must go another way."""
        if self.card.refusal(version, number) and self.card.shown:
            return self._given_up(version, number, entry, fault)
        self._note(Refusal(version, number, str(fault)))
        # An edit says whether the root still stands.
        self.card = replace(self.card, shown=0, not_before=None)
        return False

    def _given_up(self, version: int, number: int, entry: TimelineEntry, fault: Permanent) -> bool:
        """The thread goes on without it, and whom it called counts as not reached.

        A call of the channel needs no thread: the first one that none takes is made by a message of its own,
        under which the story goes on.
        """
        before = self.card.refusal(version, number)
        tried = bool(self.card.thread_ts) or (before is not None and before.alone)
        alone = not tried and any(each.kind == "channel" for each in entry.mentions)
        self._note(Refusal(version, number, str(fault), alone=alone))
        return not alone

    def _goes_on(self, posted: Posted, version: int, number: int) -> None:
        """Under the call that stands by itself; whom it calls is called."""
        refused = tuple(each for each in self.card.refused if (each.version, each.entry) != (version, number))
        self.card = replace(self.card, thread_ts=posted.ts, refused=refused)

    def _note(self, refusal: Refusal) -> None:
        log.warning("reply refused", extra={"group": self.card.group, "why": refusal.why})
        self.card = replace(self.card, refused=(*self.card.refused, refusal)[-REFUSALS_KEPT:])

    def _reply(self, version: int, number: int, entry: TimelineEntry) -> ReplyView | None:
        now = self._ports.clock()
        first_step = ""
        if entry.event is Event.ESCALATED:
            first_step = self._ports.runbooks(self._incident, self._route, now).first_step
        # A reply speaks of the time of its entry, whenever it is posted.
        decision = decide(self._incident, self._route, entry.at)
        kind = kind_of_incident(self._incident)
        refusal = self.card.refusal(version, number)
        told = replace(entry, mentions=()) if refusal and not (refusal.unfit or refusal.alone) else entry
        reply = thread_reply(told, self._incident, self._route, kind, decision, first_step)
        return bare_reply(reply) if reply and refusal and refusal.unfit else reply

    def _take_buttons_off(self, mention: Mention) -> None:
        """Buttons that can do nothing any more; what the reply said then, it goes on saying."""
        self._ways.editing()
        try:
            self._ports.channel.take_buttons_off(self.card.channel, mention.ts, mention.said, mention.marker)
        except (MessageGoneError, FrozenError, UnfitError) as fault:
            log.warning("buttons left", extra={"group": self.card.group, "why": str(fault)})
        self._ways.succeeded(EDITS)
        self.card = replace(self.card, mentions=tuple(each for each in self.card.mentions if each != mention))

    def _take_away(self, left: Left) -> None:
        """A card that stands in a channel its incident has left; one that cannot be taken away stays."""
        self._ways.editing()
        try:
            self._ports.channel.take_away(left.channel, left.ts, told=left.told, to=self.card.channel)
        except (MessageGoneError, FrozenError, UnfitError, ChannelClosedError) as fault:
            log.warning("card left behind", extra={"group": self.card.group, "why": str(fault)})
        self._ways.succeeded(EDITS)
        self.card = replace(self.card, left=tuple(each for each in self.card.left if each != left))
