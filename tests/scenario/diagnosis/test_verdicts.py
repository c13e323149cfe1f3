"""Every cause of every kind of alarm: proven by its numbers, and not told without one of them."""

import pytest

from bot.domain.diagnosis import RULES
from bot.domain.evidence.verdict import Cause
from tests.scenario.diagnosis.account import Account
from tests.scenario.diagnosis.case import Case, nearly_proven, proven
from tests.scenario.diagnosis.cases import (
    called,
    dead_letters,
    functions,
    idle_streams,
    queues,
    shards,
    streams,
    throttles,
)
from tests.scenario.diagnosis.looking import verdict_of
from tests.scenario.diagnosis.situations import WORKER, on_table

TABLES = (called, dead_letters, functions, idle_streams, queues, shards, streams, throttles)
CASES = {
    f"{case.kind}: {name.removeprefix(f'{case.kind}: ')}": case
    for table in TABLES
    for name, case in table.CASES.items()
}
# A stream's mapping has no maximum concurrency and no visibility timeout, a queue has no records in shards.
OF_QUEUES = {
    Cause.MISCONFIGURED,
    Cause.THROTTLED_MAPPING,
    Cause.SHORT_VISIBILITY,
    Cause.RESPONSE_CONTRACT,
}
OF_STREAMS = {
    Cause.POISON_RECORD,
    Cause.HOT_KEY,
    Cause.TOO_FEW_SHARDS,
    Cause.TOO_MANY_READERS,
    Cause.TOO_SLOW,
}
EXTENSION = "2026-03-02 11:50:00 UTC | DD_EXTENSION | ERROR | Failed to flush traces"
# What these say hangs on when the last failure was logged.
BY_THE_LAST_FAILURE = [name for name in CASES if "changed since" in name or "errors stopped" in name]
NEVER = {
    "iterator_age": OF_QUEUES,
    "queue_backlog": OF_STREAMS,
    # Nobody polls for asynchronous events.
    "async_event_age": {Cause.MISCONFIGURED},
    "async_events_dropped": {Cause.MISCONFIGURED},
}


def test_every_cause_of_every_kind_of_alarm_has_a_scenario() -> None:
    shown = {(case.kind, case.cause) for case in CASES.values()}
    known = {
        (kind, rule.cause)
        for kind, rules in RULES.items()
        for rule in rules
        if rule.cause not in {*NEVER.get(kind, set()), Cause.CANNOT_TELL}
    }
    assert shown == known


def test_every_cause_there_is_has_a_scenario() -> None:
    shown = {case.cause for case in CASES.values()}
    assert shown == set(Cause) - {Cause.CANNOT_TELL}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_cause_is_proven_by_its_numbers(case: Case) -> None:
    verdict = proven(case)
    assert (verdict.cause, verdict.proof, verdict.next) == (case.cause, case.proof, case.next)
    assert (verdict.setting, verdict.would_pass) == (case.setting, case.would_pass)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_without_one_of_its_numbers_it_cannot_be_told(case: Case) -> None:
    verdict = nearly_proven(case)
    assert (verdict.cause, verdict.next) == (Cause.CANNOT_TELL, case.lacks)
    assert (verdict.setting, verdict.would_pass) == (None, None)


def test_of_a_table_nobody_counts_the_refused_reads_so_many_readers_prove_nothing() -> None:
    aws = Account()
    _, stream = on_table(aws)
    for name in ("search", "billing", "mails"):
        aws.function(name).polls(stream.arn)
    verdict = verdict_of(aws, "iterator_age", WORKER)
    assert (verdict.cause, verdict.proof) == (Cause.CANNOT_TELL, ("4 readers share each shard",))


@pytest.mark.parametrize("name", BY_THE_LAST_FAILURE)
def test_what_an_extension_logs_says_no_more_of_a_function_than_an_empty_log(name: str) -> None:
    found, case = [], CASES[name]
    for lines in ((), (EXTENSION,)):
        aws = Account()
        resource = case.given(aws)
        for function in aws.functions:
            function.log[:] = [(at, line) for at, _ in function.log for line in lines]
        found.append(verdict_of(aws, case.kind, resource))
    assert found[0] == found[1]
