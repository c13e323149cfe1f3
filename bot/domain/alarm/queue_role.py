"""Whether a queue holds dead letters or work, by who sends failures to it and who consumes it.

An alarm allows only a guess from names and thresholds (see bot/alarm_kinds/dead_letters.py); what was read
corrects the guess, in both directions.
"""

from enum import StrEnum

from bot.domain.alarm.alarm_kind import KindName


class QueueRole(StrEnum):
    DEAD_LETTERS = "dead_letters"
    AT_WORK = "at_work"


_KIND = {QueueRole.DEAD_LETTERS: KindName.DEAD_LETTERS, QueueRole.AT_WORK: KindName.QUEUE_BACKLOG}


def true_kind(kind: str, role: QueueRole | None) -> str:
    """The alarm kind, once the queue's role is known; other kinds stay as they are."""
    return _KIND[role] if role is not None and kind in _KIND.values() else kind


def told(role: QueueRole) -> str:
    """Why the incident's kind changed, for its timeline."""
    if role is QueueRole.DEAD_LETTERS:
        return "This queue is others' dead-letter queue: treated as one"
    return "This queue is no one's dead-letter queue and a function consumes it: treated as a source queue"
