"""A verdict's sentence says what its numbers prove: each is held against a world in which more was not so."""

import pytest

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape
from bot.domain.evidence.lag.lag import ShardAge, StreamFacts, Throughput
from bot.domain.evidence.verdict import Cause
from tests.unit.domain.diagnosis.cases import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    STREAM,
    broken,
    health,
    lag,
    mapping,
    of_events,
    of_letters,
    of_queue,
    of_stream,
    on_queue,
)

FAILING = broken(NOW - 50 * MINUTE, invocations=120, errors=119)
STREAM_OF_TWO = StreamFacts(STREAM, DAY, shards=4, readers=2)
STUCK = {"consumers": (FAILING,), "mappings": (mapping(last_result="PROBLEM: Function call failed"),)}


def test_where_a_stream_stands_still_nothing_tells_whether_one_record_fails_or_all_since() -> None:
    """A producer that changed, and a single bad record, look the same from outside."""
    told = of_stream(**STUCK)
    assert told.what == ("worker fails at the same place each time: one bad record, or all since")
    kept = mapping(last_result="PROBLEM: Function call failed", on_failure="arn:aws:s3:::kept")
    assert (
        "each that fails then goes to the failure destination"
        in of_stream(**(STUCK | {"mappings": (kept,)})).next
    )


@pytest.mark.parametrize("seen", [31, 2])
def test_a_function_that_lambda_ended_may_be_slow_itself_or_out_of_memory(seen: int) -> None:
    shapes = (ErrorShape("timeout after 30 s", seen),)
    for told in (
        of_stream(**STUCK, shapes=shapes),
        of_events("function_errors", consumers=(FAILING,), shapes=shapes),
    ):
        assert told.cause is Cause.TIMES_OUT
        assert "cannot tell whether it or a dependency is slow" in told.what
        assert told.next.startswith("Read its REPORT lines: memory used up")


def test_only_a_client_that_waited_in_vain_speaks_against_what_is_called() -> None:
    shapes = (ErrorShape("ReadTimeout HTTPSConnectionPool(host='…'): Read timed out", 31),)
    told = of_stream(**STUCK, shapes=shapes)
    assert (told.cause, told.what) == (
        Cause.DOWNSTREAM_FAILING,
        "A dependency of worker does not answer in time",
    )


def test_what_takes_long_and_fails_with_something_else_does_not_run_into_its_timeout() -> None:
    slow = FAILING._replace(duration_p99=29 * SECOND)
    assert of_events("function_errors", consumers=(slow,)).cause is Cause.TIMES_OUT
    keyed = (ErrorShape("KeyError 'fullname'", 31),)
    assert of_events("function_errors", consumers=(slow,), shapes=keyed).cause is not Cause.TIMES_OUT


def test_a_maximum_that_is_reached_holds_nothing_back_that_only_fails() -> None:
    limited = {"mappings": (on_queue(max_concurrency=2),)}
    assert of_queue(**limited, consumers=(health(concurrency=2),)).cause is Cause.THROTTLED_MAPPING
    failing = FAILING._replace(concurrency=2)
    assert of_queue(**limited, consumers=(failing,)).cause is not Cause.THROTTLED_MAPPING


def test_what_its_filters_may_have_let_pass_is_not_said_to_wait() -> None:
    idle = health(invocations=None, errors=None, throttles=None, duration=None, duration_p99=None)
    arriving = lag(age=None, slope=None, waiting=None, incoming=12.0)
    known = {"consumers": (idle,), "lag": arriving}
    assert of_stream(**known).cause is Cause.NOT_CONSUMING
    filtered = of_stream(**known, mappings=(mapping(filters=('{"data": {"kind": ["order"]}}',)),))
    assert filtered.cause is Cause.CANNOT_TELL
    counted = {"lag": lag(age=None, slope=None, waiting=12, exact=True), "consumers": (idle,)}
    on = on_queue(filters=('{"body": {"kind": ["order"]}}',))
    assert of_queue(**counted, mappings=(on,)).cause is Cause.NOT_CONSUMING


def test_a_mapping_that_is_off_says_nothing_of_other_readers() -> None:
    off = of_stream(consumers=(health(),), mappings=(mapping(state="Disabled"),))
    assert off.what == "The mapping of worker is disabled, and work is waiting"
    nobody = of_queue(lag=lag(waiting=4100, exact=True, handled=0.0), consumers=(), mappings=())
    assert nobody.what == "No function polls orders, and nothing is consumed"


@pytest.mark.parametrize(("standing", "whose"), [(7, "They"), (500, "Those sampled")])
def test_of_what_was_not_sampled_nothing_is_said(standing: int, whose: str) -> None:
    known = {"failing": None, "sampled": 7, "depth": Depth(standing)}
    assert of_letters(**known, causes=(("INVALID_JSON", 7),)).what.startswith(f"{whose} will never pass")
    assert of_letters(**known, succeeded=7).what.startswith(f"{whose} are not failures")


def test_what_could_not_be_delivered_then_may_be_deliverable_now() -> None:
    """Somebody may have mended it since; and AWS's reasons are more than permissions and targets."""
    told = of_letters(failing=None, sampled=7, depth=Depth(7), causes=(("CONNECTION_FAILURE", 7),))
    assert (
        told.what == "They could not be delivered: a permission, a key, the target or the route was at fault"
    )
    assert told.would_pass is None


def test_one_shard_near_its_limit_may_share_a_key_or_be_split_unevenly() -> None:
    shards = tuple(ShardAge(f"shard-{n}", MINUTE, 100_000.0, 90.0) for n in range(3))
    hot = of_stream(shards=(*shards, ShardAge("shard-3", HOUR, 970_000.0, 600.0)))
    assert hot.what == "Few shards take most records: these share a key, or the shards are split unevenly"


def test_readers_that_are_refused_ask_for_too_much_together_and_need_not_be_too_many() -> None:
    told = of_stream(throughput=Throughput(3_400, 0), stream=STREAM_OF_TWO)
    assert told.what == "The stream's readers together ask for more than it provides"
