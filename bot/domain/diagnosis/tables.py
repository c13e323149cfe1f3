"""DynamoDB tables that refuse requests, by the limit that DynamoDB itself names.

Facts: `KeyRangeThroughputThrottleEvents` counts what one partition refused, `ProvisionedThroughput…` what the
table's own capacity, `MaxOnDemandThroughput…` its maximum on demand, `AccountLimit…` the account's quota;
they are sent beside WriteThrottleEvents and ReadThrottleEvents (DynamoDB developer guide, "DynamoDB
metrics").
"""

from bot.domain.diagnosis.clauses import NEARLY_ALL
from bot.domain.diagnosis.facts import Facts
from bot.domain.diagnosis.not_read import NotRead
from bot.domain.diagnosis.rule import Clause, Rule
from bot.domain.evidence.verdict import Cause
from bot.domain.resource.resource_kind import ResourceKind


def _refused_by(limit: str) -> Clause:
    def clause(facts: Facts) -> str | None:
        if facts.resource.kind != ResourceKind.TABLE:
            return None
        throughput = facts.throughput
        refused = (throughput.reads_refused or 0) + (throughput.writes_refused or 0)
        if not refused:
            return None
        if not throughput.by_cause:
            raise NotRead("which limit refused them: the throttle events of each cause")
        named = sum(count for name, count in throughput.by_cause.items() if name.endswith(limit))
        if named < NEARLY_ALL * refused:
            return None
        return f"{named:,} of {refused:,} refused by {limit}"

    return clause


HOT_KEY = Rule(
    Cause.HOT_KEY,
    lambda facts: f"One key range of {facts.resource.name} gets more traffic than a partition allows",
    (_refused_by("KeyRangeThroughput"),),
    lambda _facts: "Spread the keys that are written or read most, or access them less often",
)

PROVISIONED = Rule(
    Cause.THROUGHPUT_USED_UP,
    lambda facts: f"{facts.resource.name} gets more traffic than its own capacity",
    (_refused_by("ProvisionedThroughput"),),
    lambda _facts: "Raise its capacity or its scaling maximum, or switch the table to on-demand",
)

ON_DEMAND = PROVISIONED._replace(
    what=lambda facts: f"{facts.resource.name} gets more traffic than its on-demand maximum",
    clauses=(_refused_by("MaxOnDemandThroughput"),),
    next=lambda _facts: "Raise the table's maximum throughput, or remove it",
)

RULES = (HOT_KEY, PROVISIONED, ON_DEMAND)
