"""Every verdict of every kind of alarm has a scenario."""

from bot.domain.diagnosis import RULES
from bot.domain.verdict import Cause
from tests.scenario.diagnosis import (
    test_dead_letters,
    test_functions,
    test_queues,
    test_streams,
    test_throttles,
)

TABLES = (test_dead_letters, test_functions, test_queues, test_streams, test_throttles)
# A stream's mapping has no maximum concurrency and no visibility timeout, a queue has no records in shards.
OF_QUEUES = {Cause.MISCONFIGURED, Cause.THROTTLED_MAPPING, Cause.SHORT_VISIBILITY}
OF_STREAMS = {
    Cause.POISON_RECORD,
    Cause.HOT_KEY,
    Cause.TOO_FEW_SHARDS,
    Cause.TOO_MANY_READERS,
    Cause.TOO_SLOW,
}
NEVER = {
    "iterator_age": OF_QUEUES,
    "queue_backlog": OF_STREAMS,
    # Nobody polls for asynchronous events.
    "async_event_age": {Cause.MISCONFIGURED},
    "async_events_dropped": {Cause.MISCONFIGURED},
}


def test_every_cause_of_every_kind_of_alarm_has_a_scenario() -> None:
    shown = {(case.kind, case.cause) for table in TABLES for case in table.CASES.values()}
    known = {
        (kind, rule.cause)
        for kind, rules in RULES.items()
        for rule in rules
        if rule.cause not in NEVER.get(kind, set())
    }
    assert shown == known


def test_every_cause_there_is_has_a_scenario() -> None:
    shown = {case.cause for table in TABLES for case in table.CASES.values()}
    assert shown == set(Cause) - {Cause.CANNOT_TELL}
