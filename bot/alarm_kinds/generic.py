"""Any alarm, or any notice, that no other kind knows: shown with what it says of itself.

Where a metric names what it is about (a function, a queue, a state machine, a pipe, a database, ...), or a
query a function's log, it still joins what else is wrong there.
"""

from bot.alarm_kinds.resources import any_resource
from bot.domain.alarm import AlarmTransition
from bot.domain.alarm_kind import AlarmKind
from bot.domain.grouping import Resource


def _resource(transition: AlarmTransition) -> Resource:
    return any_resource(transition) or transition.about or _the_alarm_itself(transition)


def _the_alarm_itself(transition: AlarmTransition) -> Resource:
    # By ARN and contributor, never by bare name: names collide across accounts and regions.
    name = transition.arn or f"notice {transition.key}"
    if transition.contributor:
        name = f"{name}#{transition.contributor}"
    return Resource("alarm", name, transition.account, transition.region)


KIND = AlarmKind(
    name="generic",
    what="any other alarm, or notice on the topic",
    resource=_resource,
)
