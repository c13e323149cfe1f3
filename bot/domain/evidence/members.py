"""The resources that one alarm watches together: each looked at on its own, with its contents."""

from collections.abc import Sequence
from datetime import datetime
from functools import reduce
from typing import NamedTuple

from bot.domain.evidence.loss_clock import LossClock, earlier
from bot.domain.resource.grouping import Resource


class Member(NamedTuple):
    """What was read of one of them.

    Attributes:
        healthy: None if it could not be proven either way, with the reason in `what`.
        what: One line with its name: what is there, or why that is unknown.
        depth: How many messages, if messages are counted.
        loss: When the first of them is lost; None if unknown, or nothing is there.
        cause: What was proven for it alone, or what it fails with; empty if neither is known.
        sampled: How many of its messages are in the newest sample.
        note: Why the newest look received none; empty if some were, or none are there.
        samples: How often messages of it were received in this episode without a person asking.
        sampled_at: When they were received last.
    """

    resource: Resource
    healthy: bool | None
    what: str
    depth: int | None = None
    loss: LossClock | None = None
    cause: str = ""
    sampled: int = 0
    note: str = ""
    samples: int = 0
    sampled_at: datetime | None = None


def troubled(members: Sequence[Member]) -> tuple[Member, ...]:
    """Those in trouble, earliest loss first, then most messages first."""
    return tuple(sorted((each for each in members if each.healthy is False), key=_urgency))


def unread(members: Sequence[Member]) -> tuple[Member, ...]:
    return tuple(each for each in members if each.healthy is None)


def sampled_before(members: Sequence[Member], resource: Resource) -> Member | None:
    """What earlier looks of the episode found out about one of them."""
    return next((each for each in members if each.resource == resource), None)


def depth_of_all(members: Sequence[Member]) -> int | None:
    """How many messages all of them hold together; None if one was not counted."""
    counted = [each.depth for each in members if each.depth is not None]
    return sum(counted) if members and len(counted) == len(members) else None


def first_loss(members: Sequence[Member]) -> LossClock | None:
    """The clock of all of them; if one is unknown, the others give no lower bound."""
    clocks = [each.loss for each in members if each.loss is not None]
    if not clocks:
        return None
    clock = reduce(earlier, clocks)
    known = all(each.healthy or each.loss is not None for each in members)
    return clock if known else clock._replace(not_before=None)


def may_have_expired(members: Sequence[Member], now: datetime) -> tuple[Member, ...]:
    """Those that held messages when last read which may have expired by now."""
    return tuple(each for each in members if not each.healthy and not _kept_until(each, now))


def _kept_until(member: Member, now: datetime) -> bool:
    return member.loss is not None and member.loss.not_before is not None and now < member.loss.not_before


def _urgency(member: Member) -> tuple[bool, float, int]:
    at = member.loss.first_loss if member.loss else None
    return (at is None, at.timestamp() if at else 0.0, -(member.depth or 0))
