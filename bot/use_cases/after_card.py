"""What comes after a shown card: it holds up no card, and is tried by a claim of its own."""

import logging
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.card.projection import Card
from bot.domain.policy.policy import Route
from bot.ports.clock import Clock

log = logging.getLogger("lastcall")

# Of one that ran out of time: the next invocation does it.
AT_ONCE = timedelta(seconds=1)


class ShownCard(NamedTuple):
    """A card of which Slack shows everything that is owed."""

    incident: Incident
    card: Card
    route: Route


class AfterEffect(Protocol):
    """One thing that follows a shown card."""

    @property
    def begins_within(self) -> timedelta:
        """It begins no later in an invocation than this; after that the next one does it."""
        ...

    def due(self, shown: ShownCard) -> bool: ...

    def __call__(self, group: str) -> timedelta | None:
        """Claim it and do it.

        Returns:
            After how long to try once more; None where it was tried, or is not due any more.
        """
        ...


class AfterCards:
    """Each effect for each card, one effect after the other; none fails for another's sake.

    Args:
        again: Looks at a group's card once more, after a while, and so at what comes after it.
    """

    def __init__(
        self, effects: Sequence[AfterEffect], again: Callable[[str, timedelta], None], clock: Clock
    ) -> None:
        self._effects = effects
        self._again = again
        self._clock = clock

    def __call__(self, shown: Collection[ShownCard], began: datetime) -> None:
        """Do what is due, in an invocation that began then."""
        for effect in self._effects:
            for card in shown:
                self._follow(effect, card, began)

    def _follow(self, effect: AfterEffect, shown: ShownCard, began: datetime) -> None:
        """No card is shown again for want of what comes after it."""
        group = shown.incident.group
        try:
            if not effect.due(shown):
                return
            within = self._clock() - began <= effect.begins_within
            wait = effect(group) if within else AT_ONCE
            if wait is not None:
                self._again(group, wait)
        except Exception:  # a batch's last line: whatever it was, the others must not suffer
            log.exception("left out after the card", extra={"group": group, "what": type(effect).__name__})
