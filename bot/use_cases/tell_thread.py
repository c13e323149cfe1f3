"""The thread: told in order, one reply a run, and each that it will not take has its own way out."""

import logging
from dataclasses import replace

from bot.alarm_kinds import kind_of_incident
from bot.domain.errors import Permanent
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.card.line import EDITS
from bot.domain.lifecycle.card.projection import MOST_REFUSALS, Frozen, Mention, Refusal
from bot.domain.policy.policy import TargetKind
from bot.domain.urgency.decision import decide
from bot.ports.channel import (
    ChannelClosedError,
    FrozenError,
    MessageGoneError,
    Posted,
    ThreadClosedError,
    UnfitError,
)
from bot.render.card.incident_card import bare_reply, frozen_reply, thread_reply
from bot.render.view import ReplyView
from bot.use_cases.card_run import CardRun

log = logging.getLogger("lastcall")


class TellThread:
    """Args: offered are the channels where the card may go."""

    def __init__(self, run: CardRun, offered: tuple[str, ...]) -> None:
        self._run = run
        self._offered = offered

    def next_marker(self) -> str:
        """Of the reply that is due next; empty where none is."""
        if self._run.card.frozen is Frozen.UNTOLD:
            return f"{self._run.marker}.frozen"
        told = (
            (v, n) for v, n, entry in self._run.untold if entry.thread and not self._run.card.reached(v, n)
        )
        return next((f"{self._run.marker}.{version}.{number}" for version, number in told), "")

    def tell(self) -> None:
        """In order, one reply a run: the card says how far the thread was told."""
        if self._run.card.frozen is Frozen.UNTOLD:
            self._say_frozen()
            return
        for version, number, entry in self._run.untold:
            if self._run.card.reached(version, number):
                continue
            reply = self._reply(version, number, entry)
            if reply is not None and not self._run.limits.may_post(self._run.card.channel):
                return
            if reply is not None and not self._tell_one(version, number, entry, reply):
                return
            self._run.card = replace(self._run.card, cursor=version - 1, told=number + 1)
        newest = max((version for version, _, _ in self._run.untold), default=0)
        self._run.card = replace(
            self._run.card, cursor=max(newest, self._run.incident.thread_version), told=0
        )

    def _say_frozen(self) -> None:
        channel, thread, marker = self._run.card.channel, self._run.card.ts, f"{self._run.marker}.frozen"
        reply = frozen_reply(self._run.incident, self._run.policy.slash_command)
        try:
            self._run.posted(
                thread, marker, lambda: self._run.ports.channel.reply(channel, thread, reply, marker)
            )
        except (MessageGoneError, ThreadClosedError, ChannelClosedError, UnfitError) as fault:
            log.warning("reply refused", extra={"group": self._run.card.group, "why": str(fault)})
        self._run.card = replace(self._run.card, frozen=Frozen.TOLD)

    def _tell_one(self, version: int, number: int, entry: TimelineEntry, reply: ReplyView) -> bool:
        """Whether the thread may go on: it was told, or cannot be told in any way."""
        marker = f"{self._run.marker}.{version}.{number}"
        refusal, channel = self._run.card.refusal(version, number), self._run.card.channel
        alone = refusal is not None and refusal.alone
        thread = "" if alone else self._run.card.thread_ts or self._run.card.ts
        try:
            posted = self._run.posted(
                thread, marker, lambda: self._run.ports.channel.reply(channel, thread, reply, marker)
            )
        except (MessageGoneError, ThreadClosedError) as fault:
            return self._without_thread(version, number, entry, fault)
        except (ChannelClosedError, UnfitError) as fault:
            return self._refused(version, number, entry, fault)
        if alone:
            self._goes_on(posted, version, number)
        if reply.controls:
            mention = Mention(posted.ts, posted.said, marker)
            self._run.card = replace(self._run.card, mentions=(*self._run.card.mentions, mention))
        return True

    def _refused(self, version: int, number: int, entry: TimelineEntry, fault: Permanent) -> bool:
        """A reply's fault is its own as long as less of it can be told: the root is not touched for it."""
        before, unfit = self._run.card.refusal(version, number), isinstance(fault, UnfitError)
        if before is not None and before.alone:
            return self._go_on_without(version, number, entry, fault)
        if not unfit and (before is not None or not entry.mentions):
            # Not even without a mention: it is the channel, and another one is tried once.
            self._run.card = replace(
                self._run.card, mute=tuple({*self._run.card.mute, self._run.card.channel})
            )
            if any(each not in self._run.card.mute for each in self._offered):
                raise fault
            return self._go_on_without(version, number, entry, fault)
        self._note(Refusal(version, number, str(fault), unfit))
        # Unfit however plain: the thread goes on without it, and the card knows.
        return unfit and before is not None and before.unfit

    def _without_thread(self, version: int, number: int, entry: TimelineEntry, fault: Permanent) -> bool:
        """Where the root is gone, too, it is posted anew, and else people must be notified another way."""
        if self._run.card.refusal(version, number) and self._run.card.shown:
            return self._go_on_without(version, number, entry, fault)
        self._note(Refusal(version, number, str(fault)))
        # An edit says whether the root still stands.
        self._run.card = replace(self._run.card, shown=0, not_before=None)
        return False

    def _go_on_without(self, version: int, number: int, entry: TimelineEntry, fault: Permanent) -> bool:
        """The thread goes on without it, and whom it mentions counts as not reached.

        A mention of the channel needs no thread: the first one that none takes is made by a message of its
        own, under which the story goes on.
        """
        before = self._run.card.refusal(version, number)
        tried = bool(self._run.card.thread_ts) or (before is not None and before.alone)
        alone = not tried and any(each.kind == TargetKind.CHANNEL for each in entry.mentions)
        self._note(Refusal(version, number, str(fault), alone=alone))
        return not alone

    def _goes_on(self, posted: Posted, version: int, number: int) -> None:
        """Under the mention that stands by itself; whom it mentions is notified."""
        refused = tuple(
            each for each in self._run.card.refused if (each.version, each.entry) != (version, number)
        )
        self._run.card = replace(self._run.card, thread_ts=posted.ts, refused=refused)

    def _note(self, refusal: Refusal) -> None:
        log.warning("reply refused", extra={"group": self._run.card.group, "why": refusal.why})
        self._run.card = replace(self._run.card, refused=(*self._run.card.refused, refusal)[-MOST_REFUSALS:])

    def _reply(self, version: int, number: int, entry: TimelineEntry) -> ReplyView | None:
        now = self._run.ports.clock()
        first_step = ""
        if entry.event is Event.ESCALATED:
            first_step = self._run.ports.runbooks(self._run.incident, self._run.route, now).first_step
        # A reply speaks of the time of its entry, whenever it is posted.
        decision = decide(self._run.incident, self._run.route, entry.at)
        kind = kind_of_incident(self._run.incident)
        refusal = self._run.card.refusal(version, number)
        told = replace(entry, mentions=()) if refusal and not (refusal.unfit or refusal.alone) else entry
        reply = thread_reply(told, self._run.incident, self._run.route, kind, decision, first_step)
        return bare_reply(reply) if reply and refusal and refusal.unfit else reply

    def take_buttons_off(self, mention: Mention) -> None:
        """Buttons that can do nothing any more; what the reply said then, it goes on saying."""
        self._run.limits.editing()
        try:
            self._run.ports.channel.take_buttons_off(
                self._run.card.channel, mention.ts, mention.said, mention.marker
            )
        except (MessageGoneError, FrozenError, UnfitError) as fault:
            log.warning("buttons left", extra={"group": self._run.card.group, "why": str(fault)})
        self._run.limits.succeeded(EDITS)
        self._run.card = replace(
            self._run.card, mentions=tuple(each for each in self._run.card.mentions if each != mention)
        )
