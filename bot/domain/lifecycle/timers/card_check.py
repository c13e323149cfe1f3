"""Check whether Slack shows what is owed: an unconfirmed change may not have arrived."""

from dataclasses import replace
from datetime import timedelta

from bot.domain.incident.change import CARD_CHECK
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.backoff import backed_off
from bot.domain.lifecycle.card.delivery import confirmed, owed_by
from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import Advanced, TimerAction, TimerContext, ToRead

# While Slack accepts nothing, checks get rarer, but never rarer than its alarm's period.
LONGEST_CARD_CHECK = timedelta(minutes=5)
# A card in the line gets its turn there, and the run that shows it confirms it: this only finds runs that
# died before. In a crowd each check costs as much as a post.
CHECK_IN_LINE = timedelta(minutes=15)


def _check(incident: Incident, context: TimerContext) -> Advanced | None:
    shown, now = context.readings.shown, context.now
    if shown is None:
        return None
    if paid := confirmed(incident, shown, now):
        return Advanced(paid, shown=False)
    owed = owed_by(incident, now)
    # The write itself triggers the projection: its stream record is one more try.
    again = backed_off(CARD_CHECK, owed.checks + 1, LONGEST_CARD_CHECK)
    later = now + (CHECK_IN_LINE if shown.stands else again)
    owed = owed._replace(checks=owed.checks + 1, refused=shown.shut_out or owed.refused)
    return Advanced(replace(incident, card_owed=owed, card_check_at=later), shown=False)


ACTION = TimerAction(Timer.CARD_CHECK, _check, frozenset({ToRead.SHOWN}))
