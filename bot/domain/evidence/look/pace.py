"""How fast Lastcall asks Lambda's control plane, which it shares with the customer's own deployments.

Lambda allows 15 requests a second to an account and region, all but a few reads together, and not more on
request; CloudTrail's LookupEvents allows 2 (Lambda developer guide, "Lambda quotas"; CloudTrail user guide,
"Quotas"). A look makes up to nine of the one and two of the other, most of them at once: so looks begin one
after the other, however many incidents want one, and so do those at the members of one alarm, which count as
so many. A look that a person requests does not wait for others.
"""

from datetime import datetime, timedelta

# Between the starts of two looks: leaves about half of Lambda's quota to the customer.
APART = timedelta(seconds=1.25)
# Between two pages of a list: a long one beside the looks that begin meanwhile stays below the quota.
PAGES_APART = timedelta(seconds=0.2)
# If an alarm has more members, the rest are only listed with their counts.
LOOKED_AT_WHOLE = 4
# A look later than this has lost its turn: others may have theirs by now.
LATE = timedelta(seconds=3)


def next_turn(taken: datetime | None, now: datetime) -> datetime:
    """When the next look may begin, after the last turn taken."""
    return now if taken is None else max(now, taken + APART)


def looks_of(members: int) -> int:
    """How many looks an alarm with that many members counts as; without members, one."""
    return max(1, min(members, LOOKED_AT_WHOLE))


def last_of(turn: datetime, looks: int) -> datetime:
    """The turn of the last of `looks` looks, beginning one after the other from then on."""
    return turn + (looks - 1) * APART


def has_turn(turn: datetime | None, now: datetime) -> bool:
    return turn is not None and turn <= now <= turn + LATE
