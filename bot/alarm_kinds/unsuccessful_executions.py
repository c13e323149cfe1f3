"""Executions of a Step Functions state machine that failed, timed out or were aborted, by its own events.

Standard workflows only: Express workflows send none.
"""

from bot.domain.alarm.alarm import Signal
from bot.domain.alarm.alarm_kind import AlarmKind, Count, KindName

KIND = AlarmKind(
    name=KindName.UNSUCCESSFUL_EXECUTIONS,
    what="executions that failed, timed out or were aborted, by Step Functions' own events",
    resources=lambda told: (told.about,) if told.about and told.signal is Signal.EXECUTION else (),
    noun=("unsuccessful execution", "unsuccessful executions"),
    counts=Count.SEEN,
    health="",
    loses=False,
    stakes=(
        "Can be redriven for 14 days",
        "until then an execution can resume at the state that failed; after that only a new one helps",
    ),
)
