"""Functions that fail on what they call: what nearly all failures name, and what else it may have been."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.arrivals import Arrivals
from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Failing
from bot.domain.evidence.lag.lag import Throughput
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.named_key import NamedKey
from bot.domain.evidence.verdict import Cause, Verdict
from bot.domain.resource.grouping import Resource
from tests.unit.domain.diagnosis.cases import (
    HOUR,
    MINUTE,
    NOT_LOADED,
    NOW,
    SECOND,
    WORKER,
    broken,
    drawn,
    evidence,
    health,
    mapping,
    of_events,
    of_letters,
    of_stream,
    pool,
)

REFUSED = "ConnectionError connection refused"
FAILS = broken(NOW - 2 * HOUR, invocations=120, errors=120)
MIXED = broken(NOW - 2 * HOUR, invocations=900, errors=12, last_pass_at=NOW - MINUTE)
STILL = Failing(12, 15 * MINUTE, NOW - MINUTE)
OVER = Failing(0, 15 * MINUTE, NOW - 40 * MINUTE)
CAME = Arrivals(NOW - 35 * MINUTE, 12, NOW - 60 * MINUTE, NOW - 50 * MINUTE)


def shapes(*told: tuple[str, int]) -> tuple[ErrorShape, ...]:
    return tuple(ErrorShape(text, seen) for text, seen in told)


def of_errors(**known: Any) -> Verdict:
    """The verdict of an alarm on a function's errors, of which all name what it calls."""
    plain = {"consumers": (FAILS,), "failing": STILL, "shapes": shapes((REFUSED, 31))}
    return of_events("function_errors", **(plain | known))


def dead(**known: Any) -> Verdict:
    plain = {"consumers": (FAILS,), "failing": STILL, "shapes": shapes((REFUSED, 31))}
    return of_letters(**(plain | known))


def says(verdict: Verdict) -> str:
    return verdict.what if verdict.cause is not Cause.CANNOT_TELL else ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("HTTPError HTTP Error #: Service Unavailable", "fails its calls"),
        ("AxiosError Request failed with status code 429", "fails its calls"),
        ("OperationalError code 1040: Too many connections", "fails its calls"),
        ('OperationalError FATAL: password authentication failed for user "app"', "fails its calls"),
        ("Error certificate has expired", "fails its calls"),
        ("Error getaddrinfo ENOTFOUND api.partner.example", "fails its calls"),
        ("UnknownHostException orders.internal.example", "fails its calls"),
        ("ClusterAllFailedError Failed to refresh slots cache.", "fails its calls"),
        ("ReplyError WRONGPASS invalid username-password pair", "fails its calls"),
        (
            "JDBCConnectionException Unable to acquire JDBC Connection",
            "fails its calls",
        ),
        (
            "ClientError An error occurred (InternalServiceError) when calling the GetSecretValue",
            "fails its calls",
        ),
        ("HTTPError 500 Server Error: Internal Server Error for url: <url>", "fails its calls"),
        (
            "ClientError An error occurred (AccessDenied) when calling the GetObject operation",
            "is denied a permission",
        ),
        (
            "ClientError An error occurred (ProvisionedThroughputExceededException) when calling the PutItem",
            "A table throttles",
        ),
        (
            "ClientError An error occurred (ThrottlingException) when calling the UpdateItem operation",
            "A table throttles",
        ),
    ],
)
def test_what_nearly_all_failures_name_is_at_fault(text: str, said: str) -> None:
    verdict = of_errors(shapes=shapes((text, 31), ("ValueError: x", 2)))
    assert (verdict.cause, said in verdict.what) == (Cause.DOWNSTREAM_FAILING, True)
    assert f"31 of 33 failures: {text}" in verdict.proof


@pytest.mark.parametrize(
    "text",
    [
        "KeyError 'amount'",
        "HTTPError 400 Client Error: Bad Request for url: <url>",
        "ValidationError order refused: no connection between the lines",
        "JSONDecodeError Expecting value: line # column # (char #)",
        "PaymentError card declined",
        "OSError [Errno 28] No space left on device",
    ],
)
def test_what_a_request_itself_may_be_at_fault_for_blames_nobody_else(text: str) -> None:
    assert of_errors(shapes=shapes((text, 31))).cause is Cause.STILL_FAILING


@pytest.mark.parametrize(
    "nearly",
    [
        {"shapes": shapes((REFUSED, 25), ("KeyError 'amount'", 6))},
        {"shapes": shapes((REFUSED, 2))},
        {"shapes": ()},
        {"shapes": Missing("denied: allow logs:FilterLogEvents")},
        {"failing": Failing(0, 15 * MINUTE, NOW - HOUR), "consumers": (FAILS._replace(last_error_at=None),)},
        {"deployment": Deployment(WORKER, NOW - 2 * HOUR - 7 * MINUTE)},
        {"deployment": Missing("denied")},
    ],
    ids=["others fail too", "two", "no line", "unread", "over", "changed before", "change unread"],
)
def test_it_is_not_told_without_its_proof(nearly: dict[str, Any]) -> None:
    assert of_errors(**nearly).cause is not Cause.DOWNSTREAM_FAILING


def test_a_server_error_now_and_then_may_be_of_this_or_that_request() -> None:
    broken_there = shapes(("HTTPError 500 Server Error: Internal Server Error for url: <url>", 31))
    assert of_errors(shapes=broken_there, consumers=(MIXED,)).cause is Cause.STILL_FAILING


def test_a_change_that_calls_passed_after_is_not_to_blame() -> None:
    changed = Deployment(WORKER, NOW - 2 * HOUR - 20 * MINUTE)
    passing = FAILS._replace(passed_before=NOW - 2 * HOUR - MINUTE, last_pass_at=NOW - 2 * HOUR - MINUTE)
    assert "fails its calls" in says(of_errors(deployment=changed, consumers=(passing,)))


def test_what_begins_with_a_change_is_of_the_change_whatever_it_names() -> None:
    changed = Deployment(WORKER, NOW - 2 * HOUR - MINUTE)
    assert of_errors(deployment=changed).cause is Cause.FAILING_SINCE_DEPLOYMENT


@pytest.mark.parametrize(
    "text", ["KeyError 'TABLE_NAME'", "ReferenceError x is not defined", "timeout after 3 s"]
)
def test_what_no_event_brings_about_is_of_the_change(text: str) -> None:
    changed = Deployment(WORKER, NOW - 2 * HOUR - MINUTE)
    verdict = of_errors(deployment=changed, shapes=shapes((text, 31)))
    assert (verdict.cause, verdict.proof[-1]) == (Cause.FAILING_SINCE_DEPLOYMENT, text)


def test_what_events_may_bring_about_is_not_of_the_change() -> None:
    changed = Deployment(WORKER, NOW - 2 * HOUR - MINUTE)
    assert (
        of_errors(deployment=changed, shapes=shapes(("KeyError 'amount'", 31))).cause is Cause.STILL_FAILING
    )


def test_what_is_refused_now_and_then_keeps_no_stream_back() -> None:
    known: dict[str, Any] = {"failing": STILL, "shapes": shapes((REFUSED, 12)), "mappings": (mapping(),)}
    assert of_stream(consumers=(FAILS,), **known).cause is Cause.DOWNSTREAM_FAILING
    assert of_stream(consumers=(MIXED,), **known).cause is not Cause.DOWNSTREAM_FAILING


def test_dead_letters_would_come_back_while_it_is_refused() -> None:
    verdict = dead()
    assert (verdict.cause, verdict.would_pass) == (Cause.DOWNSTREAM_FAILING, False)
    assert verdict.what.endswith("they would come back")


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({"shapes_from": "messages"}, True),
        ({"shapes_from": "logs", "arrivals": CAME}, True),
        ({"shapes_from": "logs", "arrivals": CAME._replace(first_after=None)}, False),
        ({"shapes_from": "logs", "arrivals": CAME._replace(first_after=NOW + 3 * HOUR)}, False),
        ({"shapes_from": "logs", "arrivals": Missing("denied")}, False),
    ],
)
def test_what_failed_on_it_then_is_told_and_not_whether_it_would_pass(
    known: dict[str, Any], *, told: bool
) -> None:
    quiet = health(last_error_at=NOW - 40 * MINUTE, last_pass_at=NOW - MINUTE)
    verdict = dead(**({"failing": OVER, "consumers": (quiet,), "arrivals": CAME} | known))
    assert (verdict.cause is Cause.DOWNSTREAM_FAILING, verdict.would_pass) == (told, None)


def test_a_function_that_nobody_changed_and_that_cannot_be_loaded_is_no_bad_record() -> None:
    stuck = mapping(last_result="PROBLEM: Function call failed")
    verdict = of_stream(consumers=(FAILS,), failing=STILL, shapes=NOT_LOADED, mappings=(stuck,))
    assert verdict.cause is Cause.CANNOT_BE_LOADED
    known: dict[str, Any] = {"consumers": (FAILS,), "failing": STILL, "shapes": NOT_LOADED}
    lately = Deployment(WORKER, NOW - 4 * HOUR)
    assert of_stream(deployment=lately, **known).cause is Cause.CANNOT_TELL


BEGUN = broken(NOW - 2 * HOUR, invocations=340, errors=40, last_pass_at=NOW - MINUTE)
LACKS: dict[str, Any] = {
    "consumers": (BEGUN,),
    "failing": STILL,
    "shapes": shapes(("KeyError 'fullname'", 31)),
    "lacked": NamedKey("fullname", 10),
}


def test_what_only_some_messages_lack_has_been_left_out_by_who_writes_them() -> None:
    verdict = of_letters(**LACKS)
    assert (verdict.cause, verdict.would_pass) == (Cause.ONE_SHAPE_FAILS, False)
    assert "'fullname' is missing in 10 of 10 failed" in verdict.proof


@pytest.mark.parametrize(
    "nearly",
    [
        {"consumers": (FAILS,)},
        {"lacked": NamedKey("fullname", 2)},
        {"lacked": None},
        {"deployment": Deployment(WORKER, NOW - 4 * HOUR)},
        {"shapes": shapes(("KeyError 'fullname'", 31), ("timeout after 3 s", 9))},
    ],
    ids=["all fail", "two", "some have it", "changed", "fails otherwise"],
)
def test_what_all_calls_lack_may_be_of_the_function_itself(nearly: dict[str, Any]) -> None:
    assert of_letters(**(LACKS | nearly)).cause is Cause.STILL_FAILING


def test_a_key_like_the_missing_one_shows_who_changed_where_all_fail() -> None:
    renamed = {"consumers": (FAILS,), "lacked": NamedKey("fullname", 10, ("first_name",))}
    assert of_letters(**(LACKS | renamed)).cause is Cause.ONE_SHAPE_FAILS


@given(parts=st.sets(st.sampled_from(["consumers", "shapes", "deployment"]), min_size=1))
def test_nothing_is_blamed_where_its_proof_could_not_be_read(parts: set[str]) -> None:
    unread = dict.fromkeys(parts, Missing("denied"))
    for verdict in (of_errors(**unread), dead(**unread), of_letters(**(LACKS | unread))):
        assert verdict.cause not in {Cause.DOWNSTREAM_FAILING, Cause.ONE_SHAPE_FAILS}


def of_table(throughput: Throughput | Missing) -> Verdict:
    table = Resource("table", "serials", "111122223333", "eu-west-1")
    return drawn("throughput_exceeded", table, replace(evidence(stream=None), throughput=throughput))


@pytest.mark.parametrize(
    ("limit", "cause"),
    [
        ("WriteKeyRangeThroughput", Cause.HOT_KEY),
        ("ReadKeyRangeThroughput", Cause.HOT_KEY),
        ("WriteProvisionedThroughput", Cause.THROUGHPUT_USED_UP),
        ("WriteMaxOnDemandThroughput", Cause.THROUGHPUT_USED_UP),
        ("WriteAccountLimit", Cause.CANNOT_TELL),
    ],
)
def test_a_table_names_the_limit_that_refused(limit: str, cause: Cause) -> None:
    assert of_table(Throughput(0, 300, {limit: 300})).cause is cause


@pytest.mark.parametrize(
    "throughput",
    [
        Throughput(0, 300, {"WriteKeyRangeThroughput": 200, "WriteProvisionedThroughput": 100}),
        Throughput(0, 300),
        Throughput(0, 0),
        Missing("denied"),
    ],
    ids=["two limits", "none named", "none refused", "unread"],
)
def test_no_limit_is_told_of_a_table_that_does_not_name_one(throughput: Throughput | Missing) -> None:
    assert of_table(throughput).cause is Cause.CANNOT_TELL


SHORT = health(throttles=340, concurrency=3, reserved=5, duration=SECOND / 50, busiest=49.5)


def throttled(**known: Any) -> Verdict:
    return of_events("function_throttles", **known)


def test_short_calls_meet_the_limit_of_requests_before_that_of_concurrency() -> None:
    verdict = throttled(consumers=(SHORT,))
    assert (verdict.cause, verdict.proof) == (
        Cause.THROTTLED_RESERVED,
        ("340 throttles in 15 min", "50/s allowed, 50/s are 10 x 5"),
    )
    free = SHORT._replace(facts=health().facts, busiest=9_900.0)
    assert throttled(consumers=(free,)).cause is Cause.THROTTLED_ACCOUNT


@pytest.mark.parametrize(
    ("worker", "shared"),
    [
        (SHORT._replace(busiest=46.0), pool()),
        (SHORT._replace(busiest=None), pool()),
        (SHORT._replace(throttles=0), pool()),
        (SHORT._replace(facts=health().facts, busiest=9_900.0), Missing("denied")),
        (SHORT._replace(facts=health().facts, busiest=9_000.0), pool()),
    ],
)
def test_requests_below_their_limit_prove_nothing(worker: Any, shared: Any) -> None:
    assert throttled(consumers=(worker,), pool=shared).cause is Cause.CANNOT_TELL


LONG_OVER = health(errors=0, last_error_at=NOW - 40 * MINUTE, last_pass_at=NOW - MINUTE)


@pytest.mark.parametrize(
    ("worker", "failing", "said"),
    [
        (LONG_OVER, OVER, "has not failed for 15 min"),
        (LONG_OVER, Failing(1, 15 * MINUTE, NOW - 12 * MINUTE), "is not known to have failed again"),
        (LONG_OVER._replace(invocations=9), OVER, "is not known to have failed again"),
        (LONG_OVER._replace(throttles=3), OVER, ""),
        (LONG_OVER, Missing("denied"), ""),
    ],
    ids=["over", "logged lately", "few calls", "throttled", "unread"],
)
def test_that_nothing_failed_for_a_while_is_said_of_many_calls_alone(
    worker: Any, failing: Failing | Missing, said: str
) -> None:
    verdict = of_events("function_errors", consumers=(worker,), failing=failing)
    assert said in says(verdict)
    assert bool(said) is (verdict.cause is Cause.ERRORS_STOPPED)


@pytest.mark.parametrize(
    ("known", "told"),
    [
        ({}, True),
        ({"slowest_before": 16 * SECOND}, False),
        ({"slowest_before": None}, False),
        ({"last_pass_at": NOW - MINUTE}, False),
        ({"batch_size": 100}, False),
    ],
    ids=["far below", "near it before", "not known", "some pass", "batches may have grown"],
)
def test_what_each_call_waits_for_is_told_where_none_came_near_its_timeout_before(
    known: dict[str, Any], *, told: bool
) -> None:
    batch = known.get("batch_size", 1)
    numbers = {name: value for name, value in known.items() if name != "batch_size"}
    hangs = FAILS._replace(**({"slowest_before": 2 * SECOND} | numbers))
    timed_out: dict[str, Any] = {"failing": STILL, "shapes": shapes(("timeout after 30 s", 31))}
    verdict = of_stream(consumers=(hangs,), mappings=(mapping(batch_size=batch),), **timed_out)
    assert of_errors(consumers=(hangs,), **timed_out).cause is Cause.TIMES_OUT
    assert verdict.cause is (Cause.DOWNSTREAM_FAILING if told else Cause.TIMES_OUT)
    assert not told or "up to 2 s per call before" in verdict.proof


ONE: dict[str, Any] = {
    "depth": Depth(1),
    "sampled": 1,
    "failing": OVER,
    "consumers": (MIXED._replace(last_error_at=NOW - 40 * MINUTE),),
    "shapes": shapes(("UnicodeDecodeError 'utf-8' codec can't decode", 3)),
}


def test_one_message_of_many_that_pass_is_at_fault_itself() -> None:
    verdict = of_letters(**ONE)
    assert (verdict.cause, verdict.would_pass) == (Cause.ONE_SHAPE_FAILS, None)
    assert verdict.what.startswith("One message failed")


@pytest.mark.parametrize(
    "nearly",
    [
        {"depth": Depth(2)},
        {"shapes": shapes((REFUSED, 3))},
        {"shapes": ()},
        {"consumers": (FAILS,)},
        {"deployment": Deployment(WORKER, NOW - 4 * HOUR)},
        {"shapes": Missing("denied")},
        {"shapes": shapes(("UnicodeDecodeError 'utf-8' codec can't decode", 6))},
    ],
    ids=["two", "what it calls", "no line", "all fail", "changed", "unread", "more often than one is tried"],
)
def test_one_message_may_not_be_at_fault(nearly: dict[str, Any]) -> None:
    assert not says(of_letters(**(ONE | nearly))).startswith("One message failed")
