"""Messages that SNS could not deliver to a subscription, kept by a dead-letter queue or not."""

from bot.alarm_kinds.resources import TOPIC, on_metric
from bot.domain.alarm.alarm_kind import PERHAPS_LOST, AlarmKind, KindName

KIND = AlarmKind(
    name=KindName.TOPIC_FAILURES,
    what="messages that SNS could not deliver to a subscription",
    resources=on_metric(TOPIC, "NumberOfNotificationsFailed", "NumberOfNotificationsRedrivenToDlq"),
    noun=("undelivered message", "undelivered messages"),
    counts=None,
    probes=("losses", "obstacles", "last_time"),
    health="",
    loses=False,
    stakes=(
        PERHAPS_LOST,
        "a message is kept only where the subscription that failed has a dead-letter queue",
    ),
)
