"""Ask again for evidence that was requested and did not arrive."""

from dataclasses import replace

from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead


def _ask_again(incident: Incident, context: TimerContext) -> Advanced:
    last_turn, now = context.readings.last_turn, context.now
    waits = last_turn is not None and now < last_turn
    if waits and not incident.look_has_turn_by:
        # It is in the line of looks, where a second request would take another turn.
        return Advanced(replace(incident, evidence_turn_by=last_turn), shown=False)
    asked = incident.evidence_asked + 1
    return Advanced(
        replace(incident, evidence_wanted=now, evidence_asked=asked, evidence_turn_by=None), shown=False
    )


ACTION = TimerAction(Timer.EVIDENCE_RETRY, _ask_again, frozenset({ToRead.LAST_TURN}))
