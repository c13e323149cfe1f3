"""What to do when a timer is due: one file each, named like its member of `Timer`, and one line below."""

from collections.abc import Iterable, Mapping

from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import TimerAction, ToRead
from bot.domain.lifecycle.timers import (
    card_check,
    clock_warning,
    escalation,
    evidence_refresh,
    evidence_retry,
    growth,
    health_check,
    mitigation_check,
    page,
    recount,
    resolution_check,
    snooze,
    still_on_it,
)

ACTIONS: tuple[TimerAction, ...] = (
    card_check.ACTION,
    clock_warning.ACTION,
    escalation.ACTION,
    evidence_refresh.ACTION,
    evidence_retry.ACTION,
    growth.ACTION,
    health_check.ACTION,
    mitigation_check.ACTION,
    page.ACTION,
    recount.ACTION,
    resolution_check.ACTION,
    snooze.ACTION,
    still_on_it.ACTION,
)
_OF_TIMER: Mapping[Timer, TimerAction] = {action.timer: action for action in ACTIONS}


def action_of(timer: Timer) -> TimerAction:
    return _OF_TIMER[timer]


def wanted_by(due: Iterable[Timer]) -> frozenset[ToRead]:
    """What these timers want read before they act."""
    return frozenset(each for timer in due for each in action_of(timer).wants)
