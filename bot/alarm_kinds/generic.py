"""Any alarm, or any notice, that no other kind knows: shown with what it says of itself.

Where a metric names what it is about (a function, a queue, a state machine, a pipe, a database, ...), or a
query a function's log, it still joins what else is wrong there.
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
