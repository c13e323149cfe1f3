"""Events that failed and could not be kept either: their dead-letter queue or destination refused them.

Lambda deletes such an event and counts it (developer guide, "Types of metrics"); so do SNS and EventBridge.
By the time of the alarm it is over.
"""

from bot.alarm_kinds.resources import BUS, FUNCTION, RULE, TOPIC, either, on_metric
from bot.domain.alarm.alarm_kind import AlarmKind, Count, KindName

_RULE_METRIC = "InvocationsFailedToBeSentToDlq"

KIND = AlarmKind(
    name=KindName.LOST_EVENTS,
    what="events already lost: a dead-letter queue or destination refused them (Lambda, SNS, EventBridge)",
    resources=either(
        on_metric(FUNCTION, "DeadLetterErrors", "DestinationDeliveryFailures"),
        on_metric(TOPIC, "NumberOfNotificationsFailedToRedriveToDlq"),
        on_metric(RULE, _RULE_METRIC),
        on_metric(BUS, _RULE_METRIC),
    ),
    noun=("lost event", "lost events"),
    counts=Count.LOST,
    probes=("losses", "obstacles_of_failures", "last_time"),
    health="",
    loses=False,
    stakes=("Already lost", "what failed could not be kept: its dead-letter queue or destination refused it"),
)
