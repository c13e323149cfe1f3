"""Publish again a page that is still owed.

Pages need no Slack and wait for nothing: `PageTopics` claims, publishes and writes their outcome, each by a
write of its own, before the rest of what is due is read and done.
"""

from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import TimerAction, ToRead

ACTION = TimerAction(Timer.PAGE, None, frozenset({ToRead.WHETHER_OVER}))
