"""Error lines from a CloudWatch Logs subscription: what failed, in the function's own words.

They are about the function whose log group it is, else about the log group. A log never says that all is well
again: the incident stays open until a person resolves it.
"""

from bot.domain.alarm.alarm import Signal
from bot.domain.alarm.alarm_kind import NO_DEADLINE, AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.LOGGED_ERRORS,
    what="error lines of a log group, through a CloudWatch Logs subscription",
    resources=lambda told: (told.about,) if told.about and told.signal is Signal.LOG_LINES else (),
    noun=("logged error", "logged errors"),
    counts=Count.SEEN,
    health="",
    loses=False,
    stakes=(
        NO_DEADLINE,
        "a log shows what failed, not what became of the work, and never that it is over",
    ),
)
