"""Events that EventBridge could not deliver to a rule's target, kept by a dead-letter queue or not."""

from bot.alarm_kinds.resources import BUS, RULE, either, on_metric
from bot.domain.alarm.alarm_kind import PERHAPS_LOST, AlarmKind, KindName

_METRICS = ("FailedInvocations", "InvocationsSentToDlq")

KIND = AlarmKind(
    name=KindName.RULE_FAILURES,
    what="events that EventBridge could not deliver to a rule's target",
    resources=either(on_metric(RULE, *_METRICS), on_metric(BUS, *_METRICS)),
    noun=("undelivered event", "undelivered events"),
    counts=None,
    probes=("losses", "obstacles", "last_time"),
    health="",
    loses=False,
    stakes=(
        PERHAPS_LOST,
        "an event is kept only where the rule's target has a dead-letter queue",
    ),
)
