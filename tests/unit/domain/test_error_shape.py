"""A log record becomes one short line that is the same for the same fault."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.error_shape import LONGEST, error_shape, shapes
from bot.domain.evidence.evidence import ErrorShape
from bot.domain.policy.policy import Redaction

_ID = "8f5c5c5e-1111-2222-3333-444455556666"
_TIME = "2025-11-21T03:00:00.123Z"


def _json(**fields: object) -> str:
    return json.dumps({"timestamp": _TIME, "level": "ERROR", "requestId": _ID, **fields})


@pytest.mark.parametrize(
    ("logged", "shape"),
    [
        pytest.param(
            "[ERROR] KeyError: 'fullname'\nTraceback (most recent call last):\n  File \"app.py\", line 7",
            "KeyError 'fullname'",
            id="Python, text",
        ),
        pytest.param(
            _json(
                errorType="KeyError",
                errorMessage="'fullname'",
                message="'fullname'",
                stackTrace=["x" * 9_000],
            ),
            "KeyError 'fullname'",
            id="Python, JSON, with a long stack trace",
        ),
        pytest.param(_json(message="Order 17 is gone"), "Order # is gone", id="Python, JSON, logged by hand"),
        pytest.param(
            "ERROR_FROM_TARGET: refused", "ERROR_FROM_TARGET refused", id="a name that begins like a level"
        ),
        pytest.param(
            f"[ERROR]\t{_TIME}\t{_ID}\tOrder 17 is gone", "Order # is gone", id="Python, text, logged by hand"
        ),
        pytest.param(
            f'{_TIME}\t{_ID}\tERROR\tInvoke Error \t{{"errorType":"TypeError","errorMessage":"x is null"}}',
            "TypeError x is null",
            id="Node, text",
        ),
        pytest.param(
            _json(message={"errorType": "TypeError", "errorMessage": "x is undefined"}),
            "TypeError x is undefined",
            id="Node, JSON",
        ),
        pytest.param(
            "java.lang.IllegalStateException: boom 12\n\tat com.shop.Handler.handle(Handler.java:7)",
            "IllegalStateException boom #",
            id="Java, text",
        ),
        pytest.param(f"{_TIME} {_ID} Task timed out after 3.00 seconds", "timeout after 3 s", id="time-out"),
        pytest.param(
            json.dumps({"type": "platform.report", "record": {"status": "timeout"}}),
            "timeout",
            id="time-out, JSON",
        ),
        pytest.param(
            f"RequestId: {_ID} Error: Runtime exited with error: signal: killed\nRuntime.ExitError",
            "out of memory",
            id="killed",
        ),
        pytest.param(
            f"RequestId: {_ID} Error: Runtime exited with error: exit status 1\nRuntime.ExitError",
            "Runtime exited with error: exit status 1",
            id="runtime died",
        ),
        pytest.param(
            "[ERROR] Runtime.ImportModuleError: Unable to import module 'app': No module named 'requests'",
            "ImportModuleError Unable to import module 'app': No module named 'requests'",
            id="module missing",
        ),
        pytest.param("", "", id="nothing"),
        pytest.param("{", "{", id="broken JSON"),
    ],
)
def test_a_record_is_known_by_its_shape(logged: str, shape: str) -> None:
    assert error_shape(logged) == shape


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[ERROR] ValueError: order 17 is late", "[ERROR] ValueError: order 9,402 is late".replace(",", "")),
        (f"[ERROR] LookupError: no {_ID}", "[ERROR] LookupError: no 5759e988-bd86-4e3f-be1b-e46a99427279"),
        ("[ERROR] Refused: 501 Syntax error of mail-7", "[ERROR] Refused: 501 Syntax error of mail-12"),
        ("[ERROR] E: 412 orders are late", "[ERROR] E: 501 orders are late"),
        ("[ERROR] E: at 2025-11-21T03:00:00Z", "[ERROR] E: at 2024-01-02T17:30:00.5+01:00"),
        ("[ERROR] E: object at 0x7f1c22", "[ERROR] E: object at 0x55aa01"),
        ("[ERROR] E: bad value 'two eggs'", "[ERROR] E: bad value 'a dozen of eggs'"),
        ("[ERROR] E: called https://a.example/1", "[ERROR] E: called https://b.example/2?c=d"),
    ],
)
def test_what_varies_does_not_tell_faults_apart(one: str, other: str) -> None:
    assert error_shape(one) == error_shape(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("[ERROR] KeyError: 'fullname'", "[ERROR] KeyError: 'email'"),
        ("[ERROR] HTTPError: status 503", "[ERROR] HTTPError: status 404"),
        ("[ERROR] KeyError: 'a'", "[ERROR] TypeError: 'a'"),
        ("[ERROR] Refused: 501 Syntax error of mail-7", "[ERROR] Refused: 550 5.1.1 no mailbox of mail-7"),
    ],
)
def test_what_differs_stays_apart(one: str, other: str) -> None:
    assert error_shape(one) != error_shape(other)


def test_the_most_frequent_shape_comes_first() -> None:
    lines = ["[ERROR] KeyError: 'a'", "Task timed out after 3.00 seconds", "", "[ERROR] KeyError: 'a'"]
    assert shapes(lines) == (ErrorShape("KeyError 'a'", 2), ErrorShape("timeout after 3 s", 1))


def test_secrets_do_not_stand_in_a_shape() -> None:
    shape = error_shape("[ERROR] AuthError: ana@shop.example with password=hunter2 and CUST-abc")
    assert "hunter2" not in shape
    assert "ana@" not in shape
    assert "CUST-abc" not in error_shape("[ERROR] E: CUST-abc", Redaction(patterns=("CUST-[a-z]+",)))


@given(st.text(max_size=300) | st.text(max_size=5).map(lambda text: text * 2_000))
def test_any_line_has_a_short_shape(line: str) -> None:
    shape = error_shape(line)
    assert len(shape) <= LONGEST
    assert "\n" not in shape


@pytest.mark.parametrize(
    ("logged", "shape"),
    [
        ("AKIAABCDEFGHIJKLMNOP: is not authorized", "[masked: AWS key] is not authorized"),
        ("ghp_abcdefghijklmnopqrstuvwxyz0123456789: refused", "[masked: API key] refused"),
        ('{"errorType": "AKIAABCDEFGHIJKLMNOP", "errorMessage": "no"}', "[masked: AWS key] no"),
        ("password: hunter2", "password [masked: credential]"),
        ("DB_PASSWORD: hunter2", "DB_PASSWORD [masked: credential]"),
        ("ClientSecret: hunter2", "ClientSecret [masked: credential]"),
        ("ExpiredToken: it is over", "ExpiredToken it is over"),
        ("botocore.errorfactory.InvalidSignatureException: no", "InvalidSignatureException no"),
    ],
)
def test_a_type_is_masked_as_a_message_is(logged: str, shape: str) -> None:
    assert error_shape(logged) == shape


@pytest.mark.parametrize("seconds", ["1.2.3", ".", "9" * 500, "\u0663", "..", "3.", ""])
def test_a_time_out_of_no_number_is_one_all_the_same(seconds: str) -> None:
    assert error_shape(f"Task timed out after {seconds} seconds").startswith(("timeout", "Task"))


def test_messages_within_messages_without_end_raise_nothing() -> None:
    deep = '{"message": ' * 600 + '"no"' + "}" * 600
    assert len(error_shape(deep)) <= LONGEST


def test_an_error_type_nested_without_end_raises_nothing() -> None:
    deep = '{"errorType": ' + "[" * 600 + "]" * 600 + ', "errorMessage": "no"}'
    assert len(error_shape(deep)) <= LONGEST
