"""Hand messages over one at a time, and know of each one what became of it.

taken ───────────────► accepted
refused ─────────────► refused; where all would be refused alike, no other is tried
throttled, not sent ─► later, and so is all behind it
not answered ────────► unanswered: it may have been taken
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from bot.aws.errors import AWS_ERRORS, fault, unanswered, unchanging
from bot.domain.errors import Permanent, Transient
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent


class Not(NamedTuple):
    """It was answered, and not as one that is taken.

    Attributes: why is empty where it may have been taken all the same.
    """

    why: str = ""


class OneByOne:
    """One handing over to one place.

    Args:
        hand: Hands one over, in one attempt; None when it is proven to be taken.
    """

    def __init__(self, action: str, place: str, hand: Callable[[Going], Not | None]) -> None:
        self._action = action
        self._place = place
        self._hand = hand
        self._accepted: set[str] = set()
        self._refused: dict[str, str] = {}
        self._unanswered: set[str] = set()
        self._later: dict[str, str] = {}

    def send(self, going: Sequence[Going]) -> Sent:
        """Raises Transient when nothing at all could be handed over."""
        for number, each in enumerate(going):
            if not self._one(each, going[number:]):
                break
        return Sent(frozenset(self._accepted), self._refused, frozenset(self._unanswered), self._later)

    def _one(self, going: Going, rest: Sequence[Going]) -> bool:
        """False when none behind it is worth a try."""
        key = going.message.message_id
        try:
            told = self._hand(going)
        except Permanent as refused:
            self._refused[key] = str(refused)
        except AWS_ERRORS as error:
            return self._failed(error, key, rest)
        else:
            if told is None:
                self._accepted.add(key)
            elif told.why:
                self._refused[key] = told.why
            else:
                self._unanswered.add(key)
        return True

    def _failed(self, error: Exception, key: str, rest: Sequence[Going]) -> bool:
        if unanswered(error):
            self._unanswered.add(key)
            return True
        why = fault(error, self._action, self._place)
        if isinstance(why, Transient):
            if not (self._accepted or self._refused or self._unanswered):
                raise why from error
            self._later.update({each.message.message_id: str(why) for each in rest})
            return False
        alike = unchanging(error)
        self._refused.update({each.message.message_id: str(why) for each in (rest if alike else rest[:1])})
        return not alike
