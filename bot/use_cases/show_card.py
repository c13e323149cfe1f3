"""One run of the projection, under the lease: at most one post, and the edits that may be made now.

What Slack answers decides what the card says next; the run after this one goes on from there.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from bot.domain.errors import BotError, Permanent
from bot.domain.lifecycle.card.line import EDITS
from bot.domain.lifecycle.card.projection import Frozen, Lacking, Left, leaving, pressed, without_root
from bot.ports.channel import (
    ChannelClosedError,
    ChannelRateLimitedError,
    FrozenError,
    MessageGoneError,
    UnauthorisedError,
    UnfitError,
)
from bot.use_cases.card_run import CardRun, SearchLimitedError
from bot.use_cases.show_root import ShowRoot
from bot.use_cases.tell_thread import TellThread

log = logging.getLogger("lastcall")


class ShowCard:
    def __init__(self, run: CardRun) -> None:
        self._run = run
        # Where the card may go: its route's channel, and that of the last route.
        self._offered = (run.route.channel, run.policy.routes[-1].channel)
        self._root = ShowRoot(run)
        self._thread = TellThread(run, self._offered)

    def begins(self, owed: Lacking) -> None:
        """Write down, for the claim, which post is about to be made."""
        run = self._run
        run.unsure = run.card.posting
        marker = run.marker if owed.root else self._thread.next_marker()
        if marker and marker != run.unsure and run.limits.may_post(run.card.channel):
            run.card = replace(run.card, posting=marker, posting_since=run.ports.clock())

    def __call__(self, owed: Lacking) -> None:
        """Show what may be shown now."""
        run = self._run
        channel = run.card.channel
        if owed.edit and run.limits.take_edit(for_person=pressed(run.incident, run.card)):
            self._attempt(EDITS, self._root.edit)
        if owed.posts and not run.mended and run.limits.may_post(channel):
            self._attempt(channel, self._root.post if owed.root else self._thread.tell)
        for mention in owed.buttons:
            if not run.mended and run.limits.take_edit(for_person=False):
                self._attempt(EDITS, partial(self._thread.take_buttons_off, mention))
        for left in owed.left:
            if not run.mended and run.limits.take_edit(for_person=False):
                self._attempt(EDITS, partial(self._take_away, left))

    def _attempt(self, line: str, do: Callable[[], None]) -> None:
        try:
            do()
        except SearchLimitedError as fault:
            self._run.look_in = fault.wait
        except ChannelRateLimitedError as fault:
            self._run.limits.limited(line, fault.retry_after)
        except Permanent as fault:
            self._mend(fault)
        except BotError as fault:
            log.warning("card not shown", extra={"group": self._run.card.group, "why": str(fault)})
            refused = isinstance(fault, UnauthorisedError)
            self._run.limits.failed(line, str(fault), refused=refused)
            if refused:
                self._run.card = replace(self._run.card, shut_out=str(fault))
            if not (self._run.card.closed or self._run.card.plain):
                self._run.card = replace(self._run.card, trouble=str(fault))

    def _mend(self, fault: Permanent) -> None:
        log.warning("card refused", extra={"group": self._run.card.group, "why": str(fault)})
        match fault:
            case MessageGoneError():  # deleted by hand: the incident must be seen, so it is posted anew
                self._without_root(self._run.card.channel)
            case FrozenError():
                shown = self._run.incident.card_version
                self._run.card = replace(
                    self._run.card, frozen=Frozen.UNTOLD, shown=shown, trouble=str(fault)
                )
            case UnfitError() if not self._run.card.plain:
                self._run.card = replace(self._run.card, plain=True, trouble=f"shown as plain text: {fault}")
                self._run.mended = True
            case _:
                self._elsewhere(str(fault))

    def _without_root(self, channel: str) -> None:
        self._run.mended = True
        self._run.card = without_root(self._run.card, channel)

    def _elsewhere(self, why: str) -> None:
        """The channel will not have it: the fallback, or, where that will not either, the operators."""
        here = self._run.card.channel
        closed = (*self._run.card.closed, here)
        left = next((each for each in self._offered if each not in {*closed, *self._run.card.mute}), "")
        self._run.mended = True
        self._run.card = (
            leaving(self._run.card, left) if left else without_root(self._run.card, self._run.route.channel)
        )
        self._run.card = replace(self._run.card, closed=closed, trouble=f"{here} cannot be used: {why}")
        if left:
            return
        log.error(
            "no channel takes the card", extra={"group": self._run.card.group, "why": self._run.card.trouble}
        )
        self._run.limits.failed(self._run.route.channel, self._run.card.trouble, refused=True)
        # Later from the beginning; a message that one of them took before is looked for first.
        self._run.card = replace(
            self._run.card, closed=(), posting=self._run.marker, shut_out=self._run.card.trouble
        )
        self._run.mended = False

    def _take_away(self, left: Left) -> None:
        """A card that stands in a channel its incident has left; one that cannot be taken away stays."""
        self._run.limits.editing()
        try:
            self._run.ports.channel.take_away(
                left.channel, left.ts, told=left.told, to=self._run.card.channel
            )
        except (MessageGoneError, FrozenError, UnfitError, ChannelClosedError) as fault:
            log.warning("card left behind", extra={"group": self._run.card.group, "why": str(fault)})
        self._run.limits.succeeded(EDITS)
        self._run.card = replace(
            self._run.card, left=tuple(each for each in self._run.card.left if each != left)
        )
