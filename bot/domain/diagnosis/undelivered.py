"""Dead letters that no function was ever called with: the target did not accept them.

The services' words for giving up are those of EventBridge and Scheduler (EventBridge user guide, "Using
dead-letter queues").
"""

from bot.domain.dead_letters.dead_letter import OriginKind
from bot.domain.diagnosis import clauses
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.letters import failed_for, sampled, those
from bot.domain.diagnosis.not_read import read
from bot.domain.diagnosis.rule import Rule
from bot.domain.evidence.missing import present_all
from bot.domain.evidence.verdict import Cause

# The delivery is refused until someone changes permissions or restores the target.
UNDELIVERABLE = frozenset(
    {
        "NO_PERMISSIONS",
        "NO_RESOURCE",
        "FAILED_TO_ASSUME_ROLE",
        "CONNECTION_FAILURE",
        "CROSS_ACCOUNT_INGESTION_FAILED",
        "CROSS_REGION_INGESTION_FAILED",
        "THIRD_ACCOUNT_HOP_DETECTED",
        "THIRD_REGION_HOP_DETECTED",
        "ACTION_DECRYPTION_FAILURE",
        "EVENT_DECRYPTION_FAILURE",
        "EVENT_ENCRYPTION_FAILURE",
        "RULE_DECRYPTION_FAILURE",
    }
)
# The same in a schedule target's words, which Scheduler passes on; from others they may mean anything.
REFUSED_BY_A_TARGET = frozenset({"AccessDenied", "AccessDeniedException", "ResourceNotFoundException"})


def _undelivered(facts: Facts) -> str | None:
    wrote = [each for each in present_all(facts.evidence.feeders) if each.messages]
    by_schedules = wrote and all(each.kind == OriginKind.SCHEDULE for each in wrote)
    return failed_for(facts, UNDELIVERABLE | (REFUSED_BY_A_TARGET if by_schedules else frozenset()))


def _by_one_that_delivers(facts: Facts) -> str | None:
    """Every sampled message came from a subscription or a target that names this queue."""
    number = sampled(facts)
    feeders = read(facts.evidence.feeders, "who writes into the queue")
    wrote = [each for each in feeders if each.messages]
    if any(
        each.kind not in {OriginKind.SUBSCRIPTION, OriginKind.TARGET} or not each.confirmed for each in wrote
    ):
        return None
    told = sum(each.messages for each in wrote)
    return f"{told} of {number} sampled were never delivered" if wrote and told >= number else None


def then_back(facts: Facts) -> str:
    return f"; then {clauses.back(facts)}"


UNDELIVERED = Rule(
    Cause.CANNOT_BE_DELIVERED,
    lambda facts: (
        f"{those(facts)} could not be delivered: a permission, a key, the target or the route was at fault"
    ),
    (_undelivered,),
    lambda facts: f"Check that what the message names is fixed by now, then {clauses.back(facts)}",
)

NOT_TAKEN = Rule(
    Cause.CANNOT_BE_DELIVERED,
    lambda _facts: "They cannot be delivered",
    (_by_one_that_delivers,),
    lambda facts: f"Fix what refuses them, then {clauses.back(facts)}",
)
