"""Ask for the next look."""

from dataclasses import replace

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext


def _ask(incident: Incident, context: TimerContext) -> Advanced:
    wanted = replace(incident, evidence_wanted=context.now, evidence_asked=0, evidence_turn_by=None)
    return Advanced(wanted, shown=False)


ACTION = TimerAction(Timer.EVIDENCE_REFRESH, _ask)
