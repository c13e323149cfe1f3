"""How long a whole look takes against the slowest single call it makes, when every call to AWS takes as long.

Nothing but waiting is measured: a call takes a tenth of a second, far more than anything else here. What one
call's answer decides is asked next, so the ratio is the length of the longest chain of questions.
"""

import time
from collections.abc import Callable
from itertools import count
from statistics import median
from typing import NamedTuple

from bot.domain.resource.grouping import Resource
from tests.benchmarks.claim import Claim, Workbench
from tests.scenario.diagnosis.account import Account
from tests.scenario.diagnosis.cases.dead_letters import failing_now
from tests.scenario.diagnosis.cases.queues import limited
from tests.scenario.diagnosis.cases.streams import poisoned
from tests.scenario.diagnosis.looking import evidence_of

A_CALL = 0.1  # seconds
ROUNDS = 3
# A look must come within 8 s by default: with calls of a tenth of a second it has used a fifth of that.
LONGEST_CHAIN = 16.0


LOOKS: dict[str, tuple[str, Callable[[Account], Resource]]] = {
    "dead letters": ("dead_letters", failing_now),
    "a stream behind": ("iterator_age", poisoned),
    "a queue behind": ("queue_backlog", limited),
}


def evidence(bench: Workbench) -> list[Claim]:
    return [measured(what, *look, min(ROUNDS, bench.rounds)) for what, look in LOOKS.items()]


def measured(what: str, kind: str, given: Callable[[Account], Resource], rounds: int) -> Claim:
    taken = [look(kind, given) for _ in range(rounds)]
    seconds, calls = median(each.seconds for each in taken), taken[0].calls
    return Claim(
        what=f"evidence of {what}: {calls} calls to AWS",
        ours=f"{seconds:.2f} s",
        peer=f"its slowest call: {A_CALL:.2f} s; one after the other: {calls * A_CALL:.2f} s",
        ratio=seconds / A_CALL,
        limit=LONGEST_CHAIN,
    )


class Look(NamedTuple):
    seconds: float
    calls: int


def look(kind: str, given: Callable[[Account], Resource]) -> Look:
    aws = Account()
    resource = given(aws)
    calls = count()

    def wait() -> None:
        next(calls)
        time.sleep(A_CALL)

    aws.delay(wait)
    before = time.perf_counter()
    evidence_of(aws, kind, resource)
    return Look(time.perf_counter() - before, next(calls))
