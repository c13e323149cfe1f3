"""An alarm made of other alarms: it has no metric, so it is about itself.

It is recognised by the children that triggered it, or, if none are listed, by a reason that begins with an
alarm's ARN, as only a composite's does ("... transitioned to ALARM at ..."). That reason is on the card.
"""

from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.alarm.alarm_kind import NO_DEADLINE, AlarmKind, KindName
from bot.domain.resource.arn import BEFORE_ALARM_NAME
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind


def _the_alarm_itself(transition: AlarmTransition) -> tuple[Resource, ...]:
    if not transition.arn or transition.metrics or transition.contributor:
        return ()
    if not transition.children and not BEFORE_ALARM_NAME.match(transition.reason):
        return ()
    return (Resource(ResourceKind.ALARM, transition.arn, transition.account, transition.region),)


KIND = AlarmKind(
    name=KindName.COMPOSITE,
    what="an alarm made of other alarms",
    resources=_the_alarm_itself,
    counts=None,
    probes=("children", "last_time"),
    health="",
    loses=False,
    stakes=(NO_DEADLINE, "it only combines other alarms, so look at those"),
)
