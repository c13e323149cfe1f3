"""Throttled, whatever the alarm was about: from what AWS says to the verdict, and its near miss."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bot.domain.evidence.verdict import Cause, Setting
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import Account
from tests.scenario.diagnosis.account.metrics import steady
from tests.scenario.diagnosis.case import Case
from tests.scenario.diagnosis.looking import about
from tests.scenario.diagnosis.situations import (
    DEAD,
    ORDERS,
    WORKER,
    dead_letters,
    dropping,
    on_events,
    on_queue,
    on_stream,
)

POOL = about("account_pool", "functions")
FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:worker"
THROTTLES = "300 throttles in 15 min"
ASK_FOR_MORE = "Ask for a higher quota, and check which functions run most at once"
QUOTA = Setting("account", "Concurrent executions (Service Quotas)", "1,000", "2,000")

# What worker works on, and what the alarm is about.
LAGS: Mapping[str, tuple[Callable[[Account], object], Resource]] = {
    "iterator_age": (lambda aws: on_stream(aws, growing_by=0.25), WORKER),
    "queue_backlog": (lambda aws: on_queue(aws, growing_by=0.25), ORDERS),
    "async_event_age": (on_events, WORKER),
    "async_events_dropped": (dropping, WORKER),
    "function_throttles": (on_queue, WORKER),
    "function_concurrency": (on_queue, WORKER),
    "dead_letters": (dead_letters, DEAD),
}
OF_QUEUES = ("queue_backlog", "dead_letters", "function_throttles", "function_concurrency")


class Throttled(NamedTuple):
    """A cause of any kind of lag: what is different from a consumer that does well."""

    given: Callable[[Account], object]
    cause: Cause
    proof: tuple[str, ...]
    next: str
    nearly: Callable[[Account], object]
    lacks: str
    setting: Setting | None = None
    kinds: tuple[str, ...] = tuple(LAGS)


def at_its_reserve(aws: Account) -> None:
    aws.known("worker").reserved = 10
    aws.known("worker").runs(throttled=20, at_once=10)


def switched_off(aws: Account) -> None:
    aws.known("worker").reserved = 0
    aws.known("worker").idles()


def beside_a_greedy_one(aws: Account) -> None:
    aws.known("worker").runs(throttled=20, at_once=30)
    aws.function("report").metric("ConcurrentExecutions", steady(870.0))
    aws.pool(claimed=1_000)


def among_many(aws: Account) -> None:
    aws.known("worker").runs(throttled=20, at_once=400)
    aws.function("report").metric("ConcurrentExecutions", steady(300.0))
    aws.pool(claimed=990)


def called_faster_than_it_grows(aws: Account) -> None:
    aws.pool(limit=10_000, claimed=3_120)
    aws.known("worker").runs(throttled=20, at_once=3_000)


def called_faster_than_it_grows_within_its_reserve(aws: Account) -> None:
    aws.pool(limit=10_000, claimed=3_120)
    aws.known("worker").reserved = 5_000
    aws.known("worker").runs(throttled=20, at_once=3_000)


def with_a_mapping_above_its_reserve(aws: Account) -> None:
    worker = aws.known("worker")
    worker.reserved = 10
    worker.runs(throttled=20, at_once=9)
    worker.mappings[0]["ScalingConfig"] = {"MaximumConcurrency": 50}


def not_allowed(*operations: str) -> Callable[[Account], None]:
    return lambda aws: aws.deny(*operations)


USED_UP = Throttled(
    among_many,
    Cause.THROTTLED_ACCOUNT,
    (THROTTLES, "no reserved concurrency", "990 of the account's 1,000 claimed"),
    ASK_FOR_MORE,
    lambda aws: aws.metrics.forget("ClaimedAccountConcurrency"),
    "Read ClaimedAccountConcurrency of the account",
    QUOTA,
)

CAUSES = {
    "its reserve is used up": Throttled(
        at_its_reserve,
        Cause.THROTTLED_RESERVED,
        (THROTTLES, "10 at once of 10 reserved"),
        "Raise the reservation, if its dependencies can take it",
        lambda aws: aws.metrics.forget("ConcurrentExecutions"),
        "Read ConcurrentExecutions of worker",
        Setting("function worker", "ReservedConcurrentExecutions", "10", "20"),
    ),
    "it is switched off": Throttled(
        switched_off,
        Cause.SWITCHED_OFF,
        ("reserved concurrency of worker is 0",),
        "Switch worker on again once the reason it was switched off is gone",
        not_allowed("lambda.GetFunctionConcurrency"),
        f"First allow lambda:GetFunctionConcurrency on {FUNCTION}",
        Setting("function worker", "ReservedConcurrentExecutions", "0", "none, or as before"),
    ),
    "another function takes the account": Throttled(
        beside_a_greedy_one,
        Cause.NOISY_NEIGHBOUR,
        (
            THROTTLES,
            "no reserved concurrency",
            "1,000 of the account's 1,000 claimed",
            "report runs 870 of them",
        ),
        "Cap report with a reservation of its own, and reserve some for worker",
        not_allowed("lambda.GetAccountSettings"),
        "First allow lambda:GetAccountSettings on *",
        Setting("function report", "ReservedConcurrentExecutions", "none", "500 or less"),
    ),
    "the account is used up by many": USED_UP,
    "the account is used up, and nobody knows by whom": USED_UP._replace(
        nearly=lambda aws: aws.metrics.forget("ConcurrentExecutions"),
        lacks="Read which function takes most of the account's concurrency",
    ),
    "it cannot grow as fast as it is called, within its reserve": Throttled(
        called_faster_than_it_grows_within_its_reserve,
        Cause.SCALING_RATE,
        (THROTTLES, "3,000 at once of 5,000 reserved, 3,120 of the account's 10,000 claimed"),
        "It passes as the function scales; spread the calls, or use provisioned concurrency",
        not_allowed("lambda.ListEventSourceMappings"),
        "First allow lambda:ListEventSourceMappings on *",
        kinds=OF_QUEUES,
    ),
    "it cannot grow as fast as it is called": Throttled(
        called_faster_than_it_grows,
        Cause.SCALING_RATE,
        (THROTTLES, "3,000 at once, 3,120 of the account's 10,000 claimed"),
        "It passes as the function scales; spread the calls, or use provisioned concurrency",
        not_allowed("lambda.GetAccountSettings"),
        "First allow lambda:GetAccountSettings on *",
    ),
    "its mapping takes more than it may run": Throttled(
        with_a_mapping_above_its_reserve,
        Cause.MISCONFIGURED,
        (THROTTLES, "the mapping may run 50 at once, 10 are reserved"),
        "Lower the mapping's maximum to what is reserved: throttled messages use up their receives",
        not_allowed("lambda.ListEventSourceMappings"),
        "First allow lambda:ListEventSourceMappings on *",
        Setting("mapping of worker", "ScalingConfig.MaximumConcurrency", "50", "10"),
        OF_QUEUES,
    ),
}


def cases() -> Iterator[tuple[str, Case]]:
    for name, each in CAUSES.items():
        for kind in each.kinds:
            passes = None if each.cause is Cause.SCALING_RATE else False
            yield (
                f"{kind}: {name}",
                Case(
                    kind,
                    _given(kind, each),
                    each.cause,
                    each.proof,
                    each.next,
                    each.nearly,
                    each.lacks,
                    each.setting,
                    passes,
                ),
            )


def _given(kind: str, each: Throttled) -> Callable[[Account], Resource]:
    begins, resource = LAGS[kind]

    def given(aws: Account) -> Resource:
        begins(aws)
        each.given(aws)
        return resource

    return given


def taken_by_one(aws: Account) -> Resource:
    aws.function("report").metric("ConcurrentExecutions", steady(870.0))
    aws.pool(claimed=1_000)
    return POOL


def taken_by_many(aws: Account) -> Resource:
    for name in ("report", "search", "mails"):
        aws.function(name).metric("ConcurrentExecutions", steady(300.0))
    aws.pool(claimed=990)
    return POOL


TAKEN_BY_MANY = Case(
    "account_concurrency",
    taken_by_many,
    Cause.THROTTLED_ACCOUNT,
    ("990 of the account's 1,000 claimed",),
    ASK_FOR_MORE,
    not_allowed("lambda.GetAccountSettings"),
    "First allow lambda:GetAccountSettings on *",
    QUOTA,
)

CASES = dict(cases()) | {
    "account_concurrency: one function takes it": Case(
        "account_concurrency",
        taken_by_one,
        Cause.NOISY_NEIGHBOUR,
        ("1,000 of the account's 1,000 claimed", "report runs 870 of them"),
        "Cap report with a reservation of its own: all other functions go short meanwhile",
        lambda aws: aws.metrics.forget("ClaimedAccountConcurrency"),
        "Read ClaimedAccountConcurrency of the account",
        Setting("function report", "ReservedConcurrentExecutions", "none", "500 or less"),
    ),
    "account_concurrency: many take it": TAKEN_BY_MANY,
    "account_concurrency: somebody takes it, and nobody knows who": TAKEN_BY_MANY._replace(
        nearly=lambda aws: aws.metrics.forget("ConcurrentExecutions"),
        lacks="Read which function takes most of the account's concurrency",
    ),
}
