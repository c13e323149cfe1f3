"""Functions that fail on what they call, or that cannot be loaded although nobody changed them."""

from collections.abc import Callable

from bot.domain.evidence.verdict import Cause
from bot.domain.resource.grouping import Resource
from tests.scenario.diagnosis.account import HOUR, MINUTE, NOW, SECOND, Account, behind
from tests.scenario.diagnosis.account.functions import Function
from tests.scenario.diagnosis.case import Case
from tests.scenario.diagnosis.situations import (
    CLICKS,
    DEAD,
    NOT_LOADED,
    NOT_LOADED_SHAPE,
    ORDERS,
    WORKER,
    dead_letters,
    on_events,
    on_queue,
    on_stream,
)

NOT_ALLOWED = (
    "First allow lambda:ListVersionsByFunction on arn:aws:lambda:eu-west-1:111122223333:function:worker"
)
REFUSED = "[ERROR] HTTPError: HTTP Error 503: Service Unavailable\nTraceback (most recent call last):"
TIMED_OUT = "2026-03-02T11:50:00.123Z 00000000-0000-4000-8000-000000000003 Task timed out after 30.00 seconds"
ALL_FAILED = "120 of 120 invocations failed in 15 min"
SINCE = "1 d 22 h before"
COMPARE = "Compare the runtime version in the INIT_START lines before and after; pin one that works"


def _fails(worker: Function, line: str) -> None:
    """Every call, for two hours by now."""
    worker.runs(8, failing=8, failing_since=NOW - 2 * HOUR)
    worker.says(line, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)


def stream(aws: Account) -> Resource:
    _fails(on_stream(aws)[0], NOT_LOADED)
    return WORKER


def queue(aws: Account) -> Resource:
    _fails(on_queue(aws)[0], NOT_LOADED)
    return ORDERS


def events(aws: Account) -> Resource:
    worker = on_events(aws)
    worker.metric("AsyncEventAge", behind(20 * MINUTE, growing_by=0.0))
    _fails(worker, NOT_LOADED)
    return WORKER


def letters(aws: Account) -> Resource:
    _fails(dead_letters(aws), NOT_LOADED)
    return DEAD


def refused_letters(aws: Account) -> Resource:
    _fails(dead_letters(aws), REFUSED)
    return DEAD


def timed_out_letters(aws: Account) -> Resource:
    """Half of its calls: the others are served."""
    worker = dead_letters(aws)
    worker.runs(8, failing=4, failing_since=NOW - 2 * HOUR)
    worker.says(TIMED_OUT, every=MINUTE, since=NOW - 12 * MINUTE + SECOND)
    return DEAD


def refused_writes(aws: Account) -> Resource:
    """Nobody pays for metrics of its shards."""
    _, clicks = on_stream(aws)
    clicks.takes(100, refused_writes=11)
    clicks.monitored = False
    return CLICKS


def _untold(aws: Account) -> None:
    aws.deny("lambda.ListVersionsByFunction")


def _not_loaded(kind: str, given: Callable[[Account], Resource]) -> Case:
    return Case(
        kind,
        given,
        Cause.CANNOT_BE_LOADED,
        (ALL_FAILED, f"12 of 12 failures: {NOT_LOADED_SHAPE}", f"worker was changed {SINCE}"),
        COMPARE,
        _untold,
        NOT_ALLOWED,
    )


CASES = {
    f"{case.kind}: it cannot be loaded any more": case
    for case in (
        _not_loaded("iterator_age", stream),
        _not_loaded("queue_backlog", queue),
        _not_loaded("async_event_age", events),
        _not_loaded("function_errors", events),
        _not_loaded("dead_letters", letters)._replace(
            proof=(
                "last failure just now",
                ALL_FAILED,
                f"12 of 12 failures: {NOT_LOADED_SHAPE}",
                f"worker was changed {SINCE}",
            ),
            next=f"{COMPARE}; then redrive",
            would_pass=False,
        ),
    )
} | {
    "dead_letters: what it calls does not serve it": Case(
        "dead_letters",
        refused_letters,
        Cause.DOWNSTREAM_FAILING,
        (
            "last failure just now",
            ALL_FAILED,
            "12 of 12 failures: HTTPError HTTP Error #: Service Unavailable",
        ),
        "Check the dependency: its alarms, its limits, and whether it accepts these credentials; "
        "then redrive",
        _untold,
        NOT_ALLOWED,
        would_pass=False,
    ),
    "dead_letters: it runs into its timeout": Case(
        "dead_letters",
        timed_out_letters,
        Cause.TIMES_OUT,
        (
            "last failure just now",
            "60 of 120 invocations failed in 15 min",
            "12 of 12 failures logged are timeouts",
            f"worker was changed {SINCE}",
        ),
        "Read its REPORT lines: memory used up or a long Init Duration is its own; "
        "if neither, check its dependencies",
        _untold,
        NOT_ALLOWED,
        would_pass=False,
    ),
    "throughput_exceeded: a shard refuses, and which is not told": Case(
        "throughput_exceeded",
        refused_writes,
        Cause.THROUGHPUT_USED_UP,
        ("165 writes refused", "4 shards"),
        "Enable the shard-level metrics: they tell one key with most records from a lack of shards",
        lambda aws: aws.metrics.forget("WriteProvisionedThroughputExceeded"),
        "Read how many writes the stream refused",
    ),
}
