"""Error lines through a CloudWatch Logs subscription."""

import base64
import gzip
import json
import re
from datetime import UTC, datetime
from pathlib import Path as File
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarm.alarm import AlarmTransition, Path, Signal
from bot.domain.resource.grouping import Resource
from bot.parsing.alarm_event import parse_direct
from bot.parsing.exclusions import of_stack
from bot.parsing.log_lines import read_log_lines
from bot.parsing.transport import Transport
from tests.events import event
from tests.unit.parsing.delivered_lines import STREAM, message, packed

TEMPLATE = File(__file__).parents[3] / "template.yaml"
NOW = datetime(2026, 3, 1, 3, 30, tzinfo=UTC)
ORIGIN = Transport(Path.DIRECT, NOW, region="eu-west-1")
FIRST = datetime(2026, 3, 1, 3, 0, tzinfo=UTC)
FUNCTION = Resource("function", "orders-worker", "111122223333", "eu-west-1")


def read(*lines: Any, **more: Any) -> tuple[AlarmTransition, ...]:
    told = read_log_lines(packed(message(*lines, **more)), ORIGIN, "lastcall")
    assert isinstance(told, tuple)
    return told


def test_lines_that_fail_alike_are_one_with_their_count_and_newest_time() -> None:
    (told,) = read("[ERROR] KeyError: 'fullname'", "[ERROR] KeyError: 'fullname'")
    assert (told.name, told.count, told.at) == ("KeyError 'fullname'", 2, FIRST.replace(microsecond=1000))
    assert (told.signal, told.about) == (Signal.LOG_LINES, FUNCTION)


def test_lines_that_fail_otherwise_are_another() -> None:
    keys = {each.key for each in read("[ERROR] KeyError: 'fullname'", "Task timed out after 3.00 seconds")}
    assert len(keys) == 2


def test_the_same_failure_in_a_later_message_is_the_same_alarm() -> None:
    first, later = (read(f"[ERROR] OrderError: order {number} refused")[0].key for number in (17, 18))
    assert first == later


def test_the_same_failure_of_another_function_is_another() -> None:
    here, there = (read("x failed", logGroup=f"/aws/lambda/{name}")[0].key for name in "ab")
    assert here != there


@pytest.mark.parametrize(
    ("group", "stream", "about"),
    [
        pytest.param(
            "/aws/lambda/orders-worker", STREAM, ("function", "orders-worker"), id="a function's own"
        ),
        pytest.param("/aws/lambda/us-east-1.auth", STREAM, ("edge_function", "auth"), id="at the edge"),
        pytest.param(
            "/shop",
            "2026/03/01/orders-worker[$LATEST]0f8fad5bd9cb469fa16570867728950e",
            ("function", "orders-worker"),
            id="a group that functions share",
        ),
        pytest.param(
            "/shop",
            "2026/03/01/orders-worker[42][0f8fad5bd9cb469fa16570867728950e]",
            ("function", "orders-worker"),
            id="of a published version",
        ),
        pytest.param(
            "/ecs/checkout", "checkout/app/3f5a", ("log_group", "/ecs/checkout"), id="no function at all"
        ),
    ],
)
def test_a_line_is_about_the_function_that_wrote_it(group: str, stream: str, about: tuple[str, str]) -> None:
    (told,) = read("ERROR x", logGroup=group, logStream=stream)
    assert told.about is not None
    assert (told.about.kind, told.about.name) == about


@pytest.mark.parametrize(
    "line",
    [
        pytest.param("START RequestId: 5f0c7b7e Version: $LATEST", id="START"),
        pytest.param("END RequestId: 5f0c7b7e", id="END"),
        pytest.param("REPORT RequestId: 5f0c7b7e\tDuration: 3.2 ms", id="REPORT"),
        pytest.param("[INFO]\t2026-03-01T03:00:00Z\tid\tno error", id="Python's INFO"),
        pytest.param("2026-03-01T03:00:00Z\tid\tDEBUG\terror handler ready", id="Node's DEBUG"),
        pytest.param('{"level": "info", "message": "0 errors"}', id="INFO in JSON"),
        pytest.param(
            '{"type": "platform.report", "record": {"status": "success"}}', id="a good report in JSON"
        ),
        pytest.param('{"level": 30, "pid": 8, "hostname": "x", "msg": "0 errors"}', id="pino's number"),
        pytest.param('{"levelname": "INFO", "message": "0 errors"}', id="another name of the level"),
        pytest.param('{"_aws": {"CloudWatchMetrics": []}, "Errors": 1}', id="embedded metrics"),
        pytest.param("INIT_REPORT Init Duration: 512.30 ms\tPhase: init", id="a good beginning"),
        pytest.param("RESTORE_START Runtime Version: java:21.v10", id="a restore"),
        pytest.param("DD_EXTENSION | ERROR | could not flush traces", id="an extension's own trouble"),
        pytest.param(
            "\tat shop.Handler.handle(Handler.java:31)", id="a frame of a stack printed line by line"
        ),
        pytest.param("  \n", id="nothing"),
        pytest.param(17, id="no text"),
    ],
)
def test_a_line_that_says_that_all_is_well_is_left_out(line: Any) -> None:
    assert read_log_lines(packed(message(line)), ORIGIN, "lastcall") == "log lines that tell of no error"


@pytest.mark.parametrize(
    "line",
    [
        "REPORT RequestId: 5f0c7b7e\tDuration: 3000.00 ms\tStatus: timeout",
        '{"type": "platform.report", "record": {"status": "timeout"}}',
        '{"level": "WARN", "message": "almost"}',
        "something nobody has a pattern for",
        "{not json",
    ],
)
def test_any_other_line_passed_the_subscriptions_filter_on_purpose(line: str) -> None:
    assert len(read(line)) == 1


def test_a_crash_that_several_lines_tell_is_one() -> None:
    request = "8f5c5c5e-1111-2222-3333-444455556666"
    done = {"type": "platform.runtimeDone", "record": {"requestId": request, "status": "error"}}
    (told,) = read(
        "Traceback (most recent call last):\n  File \"app.py\", line 2\nKeyError: 'sku'",
        "[ERROR] KeyError: 'sku'\nTraceback (most recent call last):\n\xa0\xa0File \"app.py\", line 2",
        json.dumps(done),
        f"REPORT RequestId: {request}\tDuration: 9.10 ms\tStatus: error\tError Type: Runtime.ExitError",
    )
    assert (told.name, told.count) == ("KeyError 'sku'", 1)


def test_what_lambda_reports_alone_is_told() -> None:
    done = {"type": "platform.runtimeDone", "record": {"status": "error", "errorType": "Runtime.Unknown"}}
    (told,) = read(json.dumps(done))
    assert told.name == "Unknown"


def test_very_many_ways_of_failing_are_counted_together_beyond_the_most_frequent() -> None:
    letters = [chr(ord("a") + n // 26) + chr(ord("a") + n % 26) for n in range(50)]
    told = read(*(f"[ERROR] {each.title()}Error: x" for each in letters), "[ERROR] AaError: x")
    assert len(told) == 21
    assert told[0].count == 2
    assert (told[-1].name, sum(each.count for each in told)) == ("other errors", 51)


def test_what_is_too_much_to_look_at_is_counted_all_the_same() -> None:
    long = "[ERROR] KeyError: " + "x" * 3_000
    told = read(*[long] * 2_000)
    assert [each.name for each in told][1:] == ["other errors"]
    assert sum(each.count for each in told) == 2_000


def test_what_looks_like_a_secret_is_masked() -> None:
    (told,) = read("[ERROR] LoginError: password=hunter2-and-more refused")
    assert "hunter2" not in repr(told)


def test_a_line_without_a_time_has_that_of_its_delivery() -> None:
    (told,) = read(logEvents=[{"message": "ERROR x", "timestamp": "soon"}])
    assert told.at == NOW


@pytest.mark.parametrize("stack", ["lastcall", "prod-lastcall"])
def test_the_logs_of_every_function_of_this_stack_are_refused(stack: str) -> None:
    named = re.findall(r"LogGroupName: !Sub (\S+)", TEMPLATE.read_text())
    assert len(named) == len(list((TEMPLATE.parent / "bot" / "entrypoints").glob("on_*.py")))
    assert all(of_stack(name.replace("${AWS::StackName}", stack), stack) for name in named)


@pytest.mark.parametrize(
    ("group", "own"),
    [
        ("/aws/lambda/lastcall-OnAlarm-1K9Q2ZXWV7TUS", True),
        ("/aws/lambda/lastcall-on-call-rota", False),
        ("/aws/lambda/lastcall-shop-on-alarm", False),
        ("/aws/lambda/orders-worker", False),
    ],
)
def test_the_logs_of_a_function_named_alike_are_taken_in(group: str, *, own: bool) -> None:
    assert of_stack(group, "lastcall") is own


def test_without_the_stacks_name_nothing_is_refused_for_it() -> None:
    assert not of_stack("/aws/lambda/-on-alarm", "")


def test_the_region_is_that_of_the_function_that_was_invoked() -> None:
    arn = "arn:aws:lambda:eu-central-1:111122223333:function:lastcall-on-alarm"
    parsed = parse_direct(event("log_lines_text"), received_at=NOW, stack="lastcall", function_arn=arn)
    assert {each.region for each in parsed if isinstance(each, AlarmTransition)} == {"eu-central-1"}


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(17, id="a number"),
        pytest.param("", id="nothing"),
        pytest.param("é", id="no base64"),
        pytest.param(base64.b64encode(b"plain").decode(), id="not packed"),
        pytest.param(base64.b64encode(gzip.compress(b"{}")[:-4]).decode(), id="cut short"),
        pytest.param(base64.b64encode(gzip.compress(b"[[")).decode(), id="no JSON"),
        pytest.param(base64.b64encode(gzip.compress(b"\xff")).decode(), id="no text"),
        pytest.param(base64.b64encode(gzip.compress(b" " * 17_000_000)).decode(), id="a bomb"),
    ],
)
def test_what_cannot_be_unpacked_is_a_notice(data: Any) -> None:
    (told,) = parse_direct({"awslogs": {"data": data}}, received_at=NOW, stack="lastcall")
    assert isinstance(told, AlarmTransition)
    assert told.signal is Signal.NOTICE


_JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_KEYS = ("messageType", "owner", "logGroup", "logStream", "logEvents")


@given(spoilt=st.dictionaries(st.sampled_from(_KEYS), _JSON), lines=st.lists(_JSON | st.text(), max_size=5))
def test_any_message_gives_a_value(spoilt: dict[str, Any], lines: list[Any]) -> None:
    parsed = parse_direct(packed({**message(*lines), **spoilt}), received_at=NOW, stack="lastcall")
    assert parsed
    for each in parsed:
        if isinstance(each, AlarmTransition):
            json.dumps([each.name, each.reason, each.arn], ensure_ascii=False).encode()
            assert each.at.tzinfo is UTC
