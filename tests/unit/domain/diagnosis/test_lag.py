"""Why a stream or a queue is behind. Every cause has a near miss that must not be taken for it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import pytest

from bot.domain.evidence.consumer import AccountLimits, ConsumerHealth, Deployment
from bot.domain.evidence.evidence import ErrorShape, Failing
from bot.domain.evidence.lag.lag import ShardAge, StreamFacts, Throughput
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.verdict import Cause, Setting, Verdict
from tests.unit.domain.diagnosis.cases import (
    DAY,
    HOUR,
    MINUTE,
    NOT_LOADED,
    NOW,
    SECOND,
    STREAM,
    WORKER,
    broken,
    health,
    lag,
    mapping,
    of_events,
    of_queue,
    of_stream,
    on_queue,
    pool,
)

Known = dict[str, Any]


class Proven(NamedTuple):
    """A cause, what was read, and what the verdict says.

    Attributes:
        nearly: What differs in the near miss; the rest stays as it was.
    """

    draw: Callable[..., Verdict]
    cause: Cause
    known: Known
    proof: tuple[str, ...]
    nearly: Known
    setting: Setting | None = None


FAILING = broken(NOW - 50 * MINUTE, invocations=120, errors=119)
POISONED = mapping(last_result="PROBLEM: Function call failed")
LARGE = pool(claimed=3_120)._replace(limits=AccountLimits(10_000, 10_000))
# So much of what to do is shown on a card.
LONGEST_ON_A_CARD = 155
GROWING = lag(slope=0.25)
SILENT = lag(age=None, slope=None, incoming=None, waiting=None)
BUSY = health(throttles=340, concurrency=10, reserved=10)
SLOW = health(duration=10 * SECOND, duration_p99=12 * SECOND, duration_before=2 * SECOND)
SHARDS = tuple(ShardAge(f"shard-{n}", MINUTE, 100_000.0, 90.0) for n in range(3))
HOT = ShardAge("shard-3", HOUR, 970_000.0, 600.0)

CASES = {
    "one record fails for ever": Proven(
        of_stream,
        Cause.POISON_RECORD,
        {"consumers": (FAILING,), "mappings": (POISONED,)},
        (
            "age grows 60 s a minute",
            "119 of 120 invocations failed in 15 min",
            "the mapping's last result is 'PROBLEM: Function call failed'",
            "mapping retries without limit",
        ),
        {"mappings": (mapping(last_result=""),)},
    ),
    "it began with a deployment": Proven(
        of_stream,
        Cause.FAILING_SINCE_DEPLOYMENT,
        {
            "consumers": (FAILING,),
            "deployment": Deployment(WORKER, NOW - 54 * MINUTE, "41", "40", "ana"),
            "shapes": NOT_LOADED,
        },
        (
            "first failure 4 min after version 41 by ana",
            "119 of 120 invocations failed in 15 min",
            "Runtime.ImportModuleError: Unable to import module 'app'",
        ),
        {"deployment": Missing("denied: allow cloudtrail:LookupEvents")},
    ),
    "it takes as long as it may": Proven(
        of_stream,
        Cause.TIMES_OUT,
        {"consumers": (FAILING._replace(duration_p99=29 * SECOND),)},
        (
            "99 of 100 invocations take up to 29 s, the timeout is 30 s",
            "119 of 120 invocations failed in 15 min",
            "worker was changed 2 d 23 h before",
        ),
        {"deployment": None},
    ),
    "most of its calls out time out": Proven(
        of_stream,
        Cause.DOWNSTREAM_FAILING,
        {
            "consumers": (FAILING,),
            "shapes": (ErrorShape("ReadTimeout HTTPSConnectionPool: Read timed out", 31),),
        },
        (
            "31 of 31 failures logged are timeouts of its own calls",
            "119 of 120 invocations failed in 15 min",
            "worker was changed 2 d 23 h before",
        ),
        {"consumers": (FAILING._replace(errors_since=None),)},
    ),
    "most failures are time-outs": Proven(
        of_stream,
        Cause.TIMES_OUT,
        {"consumers": (FAILING,), "shapes": (ErrorShape("timeout after 30 s", 31),)},
        (
            "31 of 31 failures logged are timeouts",
            "119 of 120 invocations failed in 15 min",
            "worker was changed 2 d 23 h before",
        ),
        {"consumers": (FAILING._replace(errors_since=None),)},
    ),
    "its reserve is used up": Proven(
        of_stream,
        Cause.THROTTLED_RESERVED,
        {"consumers": (BUSY,)},
        ("340 throttles in 15 min", "10 at once of 10 reserved"),
        {"consumers": (BUSY._replace(concurrency=None),)},
        Setting("function worker", "ReservedConcurrentExecutions", "10", "20"),
    ),
    "the mapping's maximum is reached": Proven(
        of_queue,
        Cause.THROTTLED_MAPPING,
        {"consumers": (health(concurrency=2),), "mappings": (on_queue(max_concurrency=2),)},
        (
            "age grows 60 s a minute",
            "0 of 900 invocations failed in 15 min",
            "0 throttles",
            "2 at once, the mapping's maximum is 2",
        ),
        {"consumers": (health(concurrency=1),)},
        Setting("mapping of worker", "ScalingConfig.MaximumConcurrency", "2", "4"),
    ),
    "the mapping takes more than may run": Proven(
        of_queue,
        Cause.MISCONFIGURED,
        {"consumers": (BUSY._replace(concurrency=5),), "mappings": (on_queue(max_concurrency=50),)},
        ("340 throttles in 15 min", "the mapping may run 50 at once, 10 are reserved"),
        {"mappings": (on_queue(max_concurrency=10),), "pool": None},
        Setting("mapping of worker", "ScalingConfig.MaximumConcurrency", "50", "10"),
    ),
    "another function takes the account": Proven(
        of_stream,
        Cause.NOISY_NEIGHBOUR,
        {
            "consumers": (BUSY._replace(facts=health().facts),),
            "pool": pool(claimed=1000, busiest=(("report", 870), ("worker", 30))),
        },
        (
            "340 throttles in 15 min",
            "no reserved concurrency",
            "1,000 of the account's 1,000 claimed",
            "report runs 870 of them",
        ),
        {"pool": Missing("denied: allow lambda:GetAccountSettings")},
        Setting("function report", "ReservedConcurrentExecutions", "none", "500 or less"),
    ),
    "the account is used up by many": Proven(
        of_stream,
        Cause.THROTTLED_ACCOUNT,
        {
            "consumers": (BUSY._replace(facts=health().facts),),
            "pool": pool(claimed=990, busiest=(("worker", 400), ("report", 300))),
        },
        ("340 throttles in 15 min", "no reserved concurrency", "990 of the account's 1,000 claimed"),
        {"pool": pool(claimed=None)},
        Setting("account", "Concurrent executions (Service Quotas)", "1,000", "2,000"),
    ),
    "it cannot grow as fast as it is called": Proven(
        of_stream,
        Cause.SCALING_RATE,
        {"consumers": (BUSY._replace(facts=health().facts, concurrency=3_000),), "pool": LARGE},
        ("340 throttles in 15 min", "3,000 at once, 3,120 of the account's 10,000 claimed"),
        {"pool": None},
    ),
    "it is switched off": Proven(
        of_queue,
        Cause.SWITCHED_OFF,
        {"consumers": (health(reserved=0, invocations=None),)},
        ("reserved concurrency of worker is 0",),
        {"consumers": (health(reserved=None),)},
        Setting("function worker", "ReservedConcurrentExecutions", "0", "none, or as before"),
    ),
    "messages are handed out again too soon": Proven(
        of_queue,
        Cause.SHORT_VISIBILITY,
        {"consumers": (health(timeout=60 * SECOND, duration_p99=41 * SECOND),), "visibility": 30 * SECOND},
        ("visibility timeout 30 s, function timeout 1 min", "1 of 100 invocations takes 41 s or more"),
        {"consumers": (health(timeout=60 * SECOND, duration_p99=20 * SECOND),)},
        Setting("queue orders", "VisibilityTimeout", "30 s", "360 s"),
    ),
    "batches are small": Proven(
        of_stream,
        Cause.SMALL_BATCHES,
        {
            "lag": lag(slope=0.25, handled=130.0),
            "consumers": (health(invocations=12_000, duration=0.08 * SECOND),),
            "mappings": (mapping(batch_size=10),),
        },
        (
            "age grows 15 s a minute",
            "0 of 12,000 invocations failed in 15 min",
            "0 throttles",
            "batches of 10 at most, without a window",
            "80 ms a call",
            "9.8 in each of 12,000 calls",
        ),
        {"lag": lag(slope=0.25, handled=None)},
        Setting("mapping of worker", "BatchSize", "10", "100"),
    ),
    "it is slower than what arrives": Proven(
        of_stream,
        Cause.TOO_SLOW,
        {"lag": GROWING, "consumers": (SLOW,)},
        (
            "age grows 15 s a minute",
            "0 of 900 invocations failed in 15 min",
            "0 throttles",
            "4 x 1 x 100 records in 10 s are about 40/s, 100/s arrive",
            "10 s a call, 2 s a day ago",
        ),
        {"lag": lag(slope=0.25, incoming=None)},
        Setting("mapping of worker", "ParallelizationFactor", "1", "4"),
    ),
    "one key is hot": Proven(
        of_stream,
        Cause.HOT_KEY,
        {"shards": (*SHARDS, HOT)},
        ("shard-3 takes 0.97 of 1 MB/s, 3 others less than half as much",),
        {"shards": ()},
    ),
    "all shards are full": Proven(
        of_stream,
        Cause.TOO_FEW_SHARDS,
        {"shards": (HOT, HOT, HOT, SHARDS[0]), "throughput": Throughput(0, 55)},
        (
            "55 writes refused",
            "4 shards, provisioned",
            "3 of 4 shards near 1 MB/s or 1,000 records/s",
        ),
        {"shards": ()},
        Setting("stream clicks", "ShardCount", "4", "8"),
    ),
    "too many read it": Proven(
        of_stream,
        Cause.TOO_MANY_READERS,
        {"stream": StreamFacts(STREAM, DAY, shards=4, readers=6), "throughput": Throughput(340, 0)},
        ("340 reads refused", "6 readers share each shard"),
        {"stream": StreamFacts(STREAM, DAY, shards=4, readers=None)},
    ),
    "its mapping is disabled": Proven(
        of_stream,
        Cause.NOT_CONSUMING,
        {
            "lag": SILENT._replace(incoming=12.0),
            "mappings": (mapping(state="Disabled", state_reason="User action"),),
        },
        ("mapping is Disabled (User action)", "12/s arrive"),
        {"lag": SILENT},
        Setting("mapping of worker", "Enabled", "false", "true"),
    ),
    "it may not poll": Proven(
        of_queue,
        Cause.NOT_CONSUMING,
        {
            "lag": lag(waiting=4100, exact=True),
            "mappings": (on_queue(state_reason="The role lacks sqs:ReceiveMessage"),),
        },
        ("Lambda reports: 'The role lacks sqs:ReceiveMessage'", "4,100 wait"),
        {"mappings": Missing("denied: allow lambda:ListEventSourceMappings")},
    ),
    "nobody reads it": Proven(
        of_queue,
        Cause.NOT_CONSUMING,
        {"lag": lag(waiting=4100, exact=True, handled=0.0), "consumers": (), "mappings": ()},
        ("0 mappings read it, 0 taken out", "4,100 wait"),
        {"lag": lag(waiting=4100, exact=True, handled=None)},
    ),
    "it is not called": Proven(
        of_stream,
        Cause.NOT_CONSUMING,
        {
            "lag": SILENT._replace(incoming=12.0),
            "consumers": (
                health(invocations=None, errors=None, throttles=None, duration=None, duration_p99=None),
            ),
        },
        ("0 invocations in 15 min", "0 throttles", "mapping is Enabled", "12/s arrive"),
        {"lag": SILENT},
    ),
    "nothing comes any more": Proven(
        of_stream,
        Cause.RECOVERED,
        {"lag": lag(age=0 * SECOND, slope=None, incoming=0.0, waiting=0)},
        ("age 0 s", "0 arrive", "mapping is Enabled"),
        {"lag": SILENT._replace(incoming=0.0)},
    ),
    "it has caught up": Proven(
        of_stream,
        Cause.RECOVERED,
        {"lag": lag(age=2 * SECOND, slope=0.0, waiting=200)},
        ("age 2 s", "and does not grow", "0 of 900 invocations failed in 15 min", "mapping is Enabled"),
        {"lag": lag(age=2 * SECOND, slope=None, waiting=200)},
    ),
    "it catches up": Proven(
        of_stream,
        Cause.CATCHING_UP,
        {"lag": lag(slope=-2.0)},
        ("age falls 120 s a minute", "1 h behind"),
        {"lag": lag(slope=None)},
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_cause_is_proven_by_its_numbers(case: Proven) -> None:
    verdict = case.draw(**case.known)
    assert (verdict.cause, verdict.proof, verdict.setting) == (case.cause, case.proof, case.setting)
    assert verdict.next


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_without_one_of_its_numbers_it_cannot_be_told(case: Proven) -> None:
    verdict = case.draw(**(case.known | case.nearly))
    assert verdict.cause is Cause.CANNOT_TELL
    assert verdict.setting is None
    assert verdict.next


# What is proven at the same time, the one that explains more first.
BEFORE = (
    ("it is switched off", "its mapping is disabled"),
    ("it may not poll", "messages are handed out again too soon"),
    ("its mapping is disabled", "one record fails for ever"),
    ("it catches up", "its reserve is used up"),
    ("it began with a deployment", "one record fails for ever"),
    ("it takes as long as it may", "one record fails for ever"),
    ("its reserve is used up", "one key is hot"),
    ("another function takes the account", "too many read it"),
    ("too many read it", "one key is hot"),
    ("one key is hot", "it is slower than what arrives"),
)


@pytest.mark.parametrize(("first", "second"), BEFORE)
def test_of_two_causes_that_are_proven_the_one_that_explains_more_is_named(first: str, second: str) -> None:
    one, other = CASES[first], CASES[second]
    assert one.draw(**(other.known | one.known)).cause is one.cause


def test_a_mapping_on_something_else_explains_nothing_here() -> None:
    other = on_queue(source="arn:aws:sqs:eu-west-1:111122223333:other", state="Disabled")
    waits = lag(waiting=4100, exact=True, handled=1.0)
    assert of_queue(mappings=(other,), lag=waits).cause is Cause.CANNOT_TELL
    assert of_queue(mappings=(on_queue(state="Disabled"),), lag=waits).cause is Cause.NOT_CONSUMING
    assert of_stream(mappings=(on_queue(state="Disabled"), mapping())).cause is Cause.CANNOT_TELL


def test_a_function_that_was_only_throttled_is_not_said_not_to_be_called() -> None:
    case = CASES["it is not called"]
    refused = health(invocations=None, errors=None, throttles=9, duration=None, duration_p99=None)
    assert case.draw(**(case.known | {"consumers": (refused,)})).cause is not Cause.NOT_CONSUMING


def since_deployment(at: datetime, health: ConsumerHealth = FAILING, **known: Any) -> Verdict:
    deployed = Deployment(WORKER, at, "41")
    broken = {"consumers": (health,), "mappings": (POISONED,), "shapes": NOT_LOADED}
    return of_stream(**broken, deployment=deployed, **known)


def test_a_first_failure_in_the_minute_of_the_deployment_may_have_come_before_it() -> None:
    deployed = NOW - 50 * MINUTE + 30 * SECOND
    verdict = since_deployment(deployed)
    assert verdict.cause is Cause.CANNOT_TELL
    assert verdict.next.startswith("Read which came first, a failure or the change of worker")
    for seconds, cause in ((-1, Cause.CANNOT_TELL), (1, Cause.FAILING_SINCE_DEPLOYMENT)):
        first = deployed + seconds * SECOND
        log = Failing(31, 15 * MINUTE, NOW, first, read_since=NOW - HOUR)
        assert since_deployment(deployed, failing=log).cause is cause
        assert since_deployment(deployed, failing=log._replace(read_since=NOW)).cause is Cause.CANNOT_TELL


def test_nothing_began_with_a_deployment_before_which_nothing_is_known_to_have_gone_well() -> None:
    silent = FAILING._replace(passed_before=None, last_pass_at=None)
    assert since_deployment(NOW - 54 * MINUTE, silent).cause is Cause.CANNOT_TELL


def test_what_went_well_after_a_deployment_did_not_end_with_it() -> None:
    well = FAILING._replace(passed_before=NOW - 52 * MINUTE, last_pass_at=NOW - 52 * MINUTE)
    assert since_deployment(NOW - 54 * MINUTE, well).cause is Cause.CANNOT_TELL


@pytest.mark.parametrize(
    "text",
    [
        NOT_LOADED[0].text,
        "OperationalError could not connect to server: Connection refused",
        "ClientError An error occurred (AccessDeniedException) when calling the PutItem operation",
        "ReadTimeout HTTPSConnectionPool(host='…'): Read timed out",
        "Error 503 Service Unavailable",
    ],
)
def test_what_any_record_would_meet_is_no_records_fault(text: str) -> None:
    known: Known = {"consumers": (FAILING,), "mappings": (POISONED,)}
    assert of_stream(**known).cause is Cause.POISON_RECORD
    assert of_stream(**known, shapes=(ErrorShape(text, 31),)).cause is not Cause.POISON_RECORD


def test_an_old_mapping_that_is_off_beside_the_one_in_use_is_no_standstill() -> None:
    off = mapping(state="Disabled", state_reason="USER_INITIATED")
    used = mapping()._replace(uuid="another")
    assert of_stream(consumers=(health(),), mappings=(off,)).cause is Cause.NOT_CONSUMING
    assert of_stream(consumers=(health(),), mappings=(off, used)).cause is not Cause.NOT_CONSUMING


def test_with_fewer_at_once_than_it_gets_in_a_moment_no_growth_throttles_it() -> None:
    few = BUSY._replace(facts=health().facts, concurrency=90)
    assert of_stream(consumers=(few,)).cause is Cause.CANNOT_TELL


def test_a_limit_of_requests_is_no_pace_of_growth() -> None:
    """Ten a second for each that may run at once."""
    short = BUSY._replace(facts=health().facts, concurrency=3_000, invocations=10 * 10_000 * 900)
    assert of_stream(consumers=(short,), pool=LARGE).cause is Cause.CANNOT_TELL


def test_what_fails_only_on_some_events_may_have_begun_with_these() -> None:
    deployed = Deployment(WORKER, NOW - 54 * MINUTE, "41")
    shapes = (ErrorShape("KeyError: 'fullname'", 31),)
    verdict = of_stream(consumers=(FAILING,), mappings=(POISONED,), deployment=deployed, shapes=shapes)
    assert verdict.cause is Cause.CANNOT_TELL
    assert verdict.next.startswith("Read whether the messages changed as well")


def test_what_was_mended_since_is_stuck_on_nothing() -> None:
    mended = {"deployment": Deployment(WORKER, NOW - MINUTE), "mappings": (POISONED,)}
    failed = FAILING._replace(last_error_at=NOW - 2 * MINUTE)
    verdict = of_stream(**mended, consumers=(failed,))
    assert (verdict.cause, verdict.proof) == (
        Cause.CHANGED_SINCE,
        ("last failure 1 min before this look, changed 1 min before this look",),
    )


def test_a_queue_of_which_somebody_holds_messages_has_something_left_to_read() -> None:
    empty = SILENT._replace(incoming=0.0, waiting=0, exact=True, held=0)
    assert of_queue(lag=empty).cause is Cause.RECOVERED
    assert of_queue(lag=empty._replace(held=2)).cause is Cause.CANNOT_TELL


def test_an_age_of_minutes_ago_neither_stands_still_nor_has_caught_up() -> None:
    old = NOW - 9 * MINUTE
    assert of_stream(lag=lag(age=2 * SECOND, slope=0.0, at=old)).cause is Cause.CANNOT_TELL
    stuck: Known = {"consumers": (FAILING,), "mappings": (POISONED,)}
    assert of_stream(**stuck, lag=lag(at=old)).cause is Cause.CANNOT_TELL
    assert of_stream(**stuck).cause is Cause.POISON_RECORD


def test_failures_of_before_the_end_was_reached_do_not_stand_in_its_way() -> None:
    caught_up = lag(age=2 * SECOND, slope=0.0)
    skipped = FAILING._replace(last_error_at=NOW - 8 * MINUTE)
    verdict = of_stream(consumers=(skipped,), lag=caught_up)
    assert (verdict.cause, verdict.proof[2]) == (Cause.RECOVERED, "last failure 7 min before this look")
    assert of_stream(consumers=(FAILING,), lag=caught_up).cause is not Cause.RECOVERED


def test_nobody_is_asked_to_enable_metrics_that_do_not_exist() -> None:
    table = "arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2026-01-01T00:00:00.000"
    verdict = of_stream(stream=StreamFacts(table, DAY), shards=Missing("DynamoDB has none"))
    assert "DynamoDB has none" not in verdict.next


def test_nothing_that_explains_it_is_said_to_be_nothing() -> None:
    verdict = of_stream(shards=SHARDS)
    assert (verdict.cause, verdict.next) == (Cause.CANNOT_TELL, "Read the consumer's last log lines")


def test_what_was_denied_is_to_be_mended_first() -> None:
    denied = Missing("denied: allow cloudwatch:GetMetricData")
    assert of_stream(lag=denied, consumers=denied).next == "First allow cloudwatch:GetMetricData"


def test_one_record_is_not_blamed_while_a_deployment_may_have_made_all_of_them_fail() -> None:
    unread = Missing("denied: allow lambda:ListVersionsByFunction on worker")
    known: Known = {"consumers": (FAILING,), "mappings": (POISONED,), "deployment": unread}
    assert of_stream(**known).next == "First allow lambda:ListVersionsByFunction on worker"
    near = known | {"deployment": Deployment(WORKER, NOW - 54 * MINUTE)}
    assert of_stream(**near).cause is Cause.CANNOT_TELL
    assert of_stream(**near, shards=(*SHARDS, HOT)).cause is Cause.POISON_RECORD
    long = FAILING._replace(errors_since=None)
    assert of_stream(**(near | {"consumers": (long,)})).cause is Cause.POISON_RECORD


def test_of_a_function_that_was_not_called_nobody_is_sent_to_read_its_numbers() -> None:
    """CloudWatch has no datapoint of them, and was asked."""
    silent = health(invocations=None, errors=None, throttles=None, concurrency=None)
    for kind in ("function_throttles", "async_event_age", "iterator_age"):
        verdict = of_events(kind, consumers=(silent,))
        assert verdict.cause is Cause.CANNOT_TELL
        assert not verdict.next.startswith(("Read Throttles", "Read Invocations", "Read Errors"))


def test_without_a_reserve_no_mapping_can_be_above_it_so_none_has_to_be_read() -> None:
    busy = BUSY._replace(facts=health().facts, concurrency=3_000)
    unread = Missing("denied: allow lambda:ListEventSourceMappings on *")
    verdict = of_events("function_throttles", consumers=(busy,), mappings=unread, pool=LARGE)
    assert verdict.cause is Cause.SCALING_RATE


def test_what_may_be_answered_the_next_time_is_to_be_asked_again() -> None:
    late = Missing("no answer within 8 s")
    assert of_stream(lag=late, consumers=late).next == f"Look again in a few minutes: {late.reason}"


def test_what_nobody_can_mend_is_not_said_to_be_mended() -> None:
    none = Missing("worker polls no Kinesis or DynamoDB stream")
    assert of_stream(lag=none, consumers=none).next == f"Check by hand: {none.reason}"


def test_who_may_not_list_the_readers_is_told_which_permission_is_missing() -> None:
    denied = "denied: allow lambda:ListEventSourceMappings on *"
    unread = StreamFacts(STREAM, DAY, shards=4, readers_unread=denied)
    assert (
        of_stream(stream=unread, throughput=Throughput(340, 0)).next
        == "First allow lambda:ListEventSourceMappings on *"
    )


def test_before_a_record_may_be_skipped_the_permission_on_the_place_for_it_is_named() -> None:
    kept_in = "arn:aws:sns:eu-west-1:111122223333:given-up"
    failing = FAILING._replace(facts=FAILING.facts._replace(dead_letters_to=kept_in))
    verdict = of_stream(consumers=(failing,), mappings=(POISONED,))
    assert verdict.cause is Cause.POISON_RECORD
    assert "its role may write to (sns:Publish on given-up)" in verdict.next


def test_with_most_shards_behind_it_is_no_single_record() -> None:
    behind = tuple(shard._replace(age=HOUR) for shard in SHARDS)
    verdict = of_stream(consumers=(FAILING,), mappings=(POISONED,), shards=behind)
    assert verdict.cause is not Cause.POISON_RECORD


def test_a_shard_alone_behind_speaks_for_a_single_record() -> None:
    shards = (*SHARDS, ShardAge("shard-3", HOUR, 90_000.0, 90.0))
    verdict = of_stream(consumers=(FAILING,), mappings=(POISONED,), shards=shards)
    assert "1 of 4 shards behind" in verdict.proof


def test_a_mapping_that_gives_up_soon_is_stuck_on_nothing() -> None:
    verdict = of_stream(consumers=(FAILING,), mappings=(POISONED._replace(retries=2),))
    assert verdict.cause is Cause.CANNOT_TELL


def test_what_is_skipped_without_a_destination_is_lost_and_that_is_said() -> None:
    stuck = of_stream(consumers=(FAILING,), mappings=(POISONED,))
    assert "To skip, set a failure destination its role may write to" in stuck.next
    assert stuck.next.index("else records are lost") < LONGEST_ON_A_CARD
    assert stuck.setting is None
    kept = of_stream(consumers=(FAILING,), mappings=(POISONED._replace(on_failure="arn:aws:s3:::kept"),))
    assert "each that fails then goes to the failure destination" in kept.next
    assert kept.setting is not None
    assert (kept.setting.name, kept.setting.proposed) == ("MaximumRetryAttempts", "3, with bisect")


def test_of_several_consumers_the_one_that_explains_it_is_named() -> None:
    other = health()._replace(facts=health().facts._replace(arn=WORKER + "-2"))
    verdict = of_stream(consumers=(other, BUSY))
    assert verdict.what == "worker is throttled at its own reserved concurrency"


def test_no_more_is_proposed_than_the_account_can_give() -> None:
    tight = pool()._replace(limits=pool().limits._replace(unreserved=104))
    setting = of_stream(consumers=(BUSY,), pool=tight).setting
    assert setting is not None
    assert setting.proposed == "14"
    assert of_stream(consumers=(BUSY,), pool=Missing("denied")).setting is None


def test_no_visibility_timeout_is_missed_where_a_stream_is_read() -> None:
    verdict = of_stream(visibility=None)
    assert verdict.next == "Read the age of each shard: enable the stream's shard-level metrics"


def test_without_a_mapping_it_is_asked_whether_anything_is_taken_out() -> None:
    verdict = of_queue(lag=lag(waiting=4100, exact=True, handled=None), consumers=(), mappings=())
    assert verdict.next == "Read how many are taken out per second"
