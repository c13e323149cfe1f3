"""Any alarm or notice that no other kind knows: shown with what it says about itself.

If a metric names a resource (a function, a queue, a state machine, a pipe, a database, ...), or a query a
function's log, it still joins that resource's incident.
"""

from bot.alarm_kinds.resources import any_resource, the_alarm_itself
from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.alarm.alarm_kind import AlarmKind, KindName
from bot.domain.resource.grouping import Resource


def _resources(transition: AlarmTransition) -> tuple[Resource, ...]:
    about = (transition.about,) if transition.about else ()
    return any_resource(transition) or about or (the_alarm_itself(transition),)


KIND = AlarmKind(
    name=KindName.GENERIC,
    what="any other alarm, or notice on the topic",
    resources=_resources,
    counts=None,
    health="",
    loses=False,
)
