"""Messages that SNS could not deliver to a subscription, kept by a dead-letter queue or not."""

from bot.alarm_kinds.resources import TOPIC, watching
from bot.domain.alarm_kind import PERHAPS_LOST, AlarmKind

KIND = AlarmKind(
    name="topic_failures",
    what="messages that SNS could not deliver to a subscription",
    resources=watching(TOPIC, "NumberOfNotificationsFailed", "NumberOfNotificationsRedrivenToDlq"),
    noun=("undelivered message", "undelivered messages"),
    probes=("losses", "obstacles", "last_time"),
    stakes=(
        PERHAPS_LOST,
        "a message is kept only where the subscription that failed has a dead-letter queue",
    ),
)
