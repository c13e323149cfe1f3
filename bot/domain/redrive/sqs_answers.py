"""What SQS confirmed of the messages of a redrive, each by itself."""

from collections.abc import Mapping
from typing import NamedTuple


class Sent(NamedTuple):
    """What became of each message; one that stands nowhere here was not sent and may be tried again.

    Attributes:
        accepted: Message ids proven sent.
        refused: Message ids that were not sent and would be refused again, with the reason.
        unanswered: Message ids that may or may not have been sent: sent again, they may be doubled.
        later: Message ids that were not sent, for a reason that may pass.
        copies: The ids that the copies of the accepted ones got, where SQS told them.
    """

    accepted: frozenset[str]
    refused: Mapping[str, str]
    unanswered: frozenset[str] = frozenset()
    later: Mapping[str, str] = {}
    copies: Mapping[str, str] = {}


class Undeleted(NamedTuple):
    """Why a message could not be deleted.

    Attributes:
        for_good: It stands there, and the next delete would be refused too, until a person mends what the
            reason says. Else it may be gone all the same: an answer was lost, or somebody else took it.
    """

    why: str
    for_good: bool = False
