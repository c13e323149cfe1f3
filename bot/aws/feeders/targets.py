"""Targets of EventBridge rules, and schedules: each target has its own dead-letter queue."""

from bot.aws.errors import asking
from bot.aws.feeders.place import QueueSite, arn_of, if_there
from bot.domain.dead_letters.dead_letter import Origin, OriginKind
from bot.domain.errors import Permanent
from bot.domain.resource.arn import bus_and_rule
from bot.ports.feeders import Writers


def of_rule(place: QueueSite, claim: Origin) -> Writers:
    arn = arn_of(claim.through, "events")
    bus, name = bus_and_rule(arn.path)
    events = place.client("events", arn)
    on_bus = {"EventBusName": bus} if bus else {}

    def ask() -> Writers:
        targets = place.pages(
            "events:ListTargetsByRule",
            claim.through,
            lambda after: events.list_targets_by_rule(Rule=name, **on_bus, **after),
            "Targets",
            "NextToken",
        )
        return Writers(
            tuple(
                Origin(OriginKind.TARGET, each["Arn"], claim.through, claimed=False)
                for each in targets
                if each.get("DeadLetterConfig", {}).get("Arn") == place.queue.arn
                and claim.arn in {"", each["Arn"]}
            )
        )

    return if_there(ask, "such rule")


def of_schedule(place: QueueSite, claim: Origin) -> Writers:
    """A schedule that runs once may delete itself after it ran."""
    arn = arn_of(claim.arn, "scheduler")
    group, _, name = arn.path.partition("/")
    if arn.kind != "schedule" or not name:
        raise Permanent(f"not confirmed: {claim.arn} names no schedule")
    client = place.client("scheduler", arn)

    def ask() -> Writers:
        with asking("scheduler:GetSchedule", claim.arn):
            target = client.get_schedule(GroupName=group, Name=name)["Target"]
        named = target.get("DeadLetterConfig", {}).get("Arn") == place.queue.arn
        return Writers((claim._replace(through=target["Arn"], claimed=False),) if named else ())

    return if_there(ask, "such schedule")
