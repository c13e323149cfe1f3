"""Events that are gone: how many, and why no copy was kept.

Facts: AsyncEventsDropped counts what Lambda gave up on, kept by a destination or not; DeadLetterErrors and
DestinationDeliveryFailures count what it could not hand over, which is gone (Lambda developer guide, "Types
of metrics").
"""

from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts, read
from bot.domain.diagnosis.rule import Rule
from bot.domain.durations import lasting
from bot.domain.verdict import Cause


def _lost(facts: Facts) -> str | None:
    lost = read(facts.losses.lost, "how many were lost")
    return f"{lost:,} lost in {lasting(facts.losses.window)}" if lost else None


def _dropped(facts: Facts) -> str | None:
    """Of functions alone it is known where all that they drop goes to."""
    if facts.resource.kind != "function":
        return None
    dropped = read(facts.losses.dropped, "how many were dropped")
    return f"{dropped:,} dropped in {lasting(facts.losses.window)}" if dropped else None


def _kept(facts: Facts) -> str | None:
    """Kept only where nothing failed on the way there."""
    if not facts.losses.kept_by or read(facts.losses.lost, "whether all of them were kept"):
        return None
    return f"0 failed to reach {_keeper(facts)}"


def _keeper(facts: Facts) -> str:
    return facts.losses.kept_by.rpartition(":")[2]


def _nowhere_to_go(facts: Facts) -> str | None:
    return None if facts.losses.kept_by else "no destination and no dead-letter queue"


UNKEPT = Rule(
    Cause.ALREADY_LOST,
    lambda facts: (
        f"Already lost: {read(facts.losses.dropped, ''):,}; {facts.name} has nowhere to leave what fails"
    ),
    (_dropped, _nowhere_to_go),
    lambda facts: (
        f"Give {facts.name} an on-failure destination; the lost events must be sent again at their source"
    ),
)

UNDELIVERED = Rule(
    Cause.ALREADY_LOST,
    lambda facts: f"Already lost: {read(facts.losses.lost, ''):,}, which could not be handed over",
    (_lost,),
    lambda facts: (
        f"Look whether {facts.name} may write to where its failures go, whether that exists, is no FIFO "
        "queue, takes events so large, and with which key it is encrypted"
    ),
)

KEPT = Rule(
    Cause.STILL_FAILING,
    lambda facts: f"{facts.name} gives up on events; they are kept in {_keeper(facts)}",
    (_dropped, _kept, clauses.some_fail),
    lambda facts: f"Fix what fails, then redrive {_keeper(facts)}",
)
