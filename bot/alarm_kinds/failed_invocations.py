"""Asynchronous invocations that Lambda gave up on, each reported in a record of its own."""

from bot.domain.alarm.alarm import Signal
from bot.domain.alarm.alarm_kind import PERHAPS_LOST, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.FAILED_INVOCATIONS,
    what="asynchronous invocations that failed for good, by Lambda's own events",
    resources=lambda told: (told.about,) if told.about and told.signal is Signal.INVOCATION else (),
    noun=("dropped event", "dropped events"),
    counts=Count.SEEN,
    health="",
    loses=False,
    stakes=(
        PERHAPS_LOST,
        "Lambda dropped the event; it is kept only where another target of its bus stores the record",
    ),
)
