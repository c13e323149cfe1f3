"""Publish again a page that is still owed.

Pages do not need Slack and wait for nothing: `PageTopics` claims, publishes and writes their outcome, each
in a write of its own, before anything else due is read and done.
"""

from bot.domain.lifecycle.next_due import Timer
from bot.domain.lifecycle.timer_action import TimerAction, ToRead

ACTION = TimerAction(Timer.PAGE, None, frozenset({ToRead.WHETHER_OVER}))
