"""Any alarm, or any notice, that no other kind knows: shown with what it says of itself."""

from bot.domain.alarm import AlarmTransition
from bot.domain.alarm_kind import AlarmKind
from bot.domain.grouping import Resource


def _the_alarm_itself(transition: AlarmTransition) -> Resource:
    # By ARN and contributor, never by bare name: names collide across accounts and regions.
    name = transition.arn or f"notice {transition.key}"
    if transition.contributor:
        name = f"{name}#{transition.contributor}"
    return Resource("alarm", name, transition.account, transition.region)


KIND = AlarmKind(
    name="generic",
    what="any other alarm, composite, or notice on the topic",
    resource=_the_alarm_itself,
)
