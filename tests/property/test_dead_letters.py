"""Reading dead letters is total, bounded, and not led astray by what it does not know."""

import base64
import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.dead_letters.dead_letter import DeadLetter, MessageAttribute, ReceivedMessage
from bot.domain.dead_letters.way_back import LambdaAsync, NoWayBack
from bot.explain.explanation import Known
from bot.explain.reading import explain
from bot.parsing.batch_info import sequence_number
from bot.parsing.body import MOST_OUT, decode
from bot.parsing.dead_letters import FORMATS, read_dead_letter
from bot.parsing.raw_json import raw_member
from bot.parsing.received_message import bare, read_messages
from bot.parsing.told_failure import READERS
from bot.parsing.untrusted import parsed
from bot.parsing.wire_format import wire
from tests.events.dead_letters import NAMES, document, message
from tests.property.any_json import SPOILT, any_json, places, spoilt

FORMAT_NAMES = frozenset(each.name for each in FORMATS)
WRAPPED = tuple(name for name in NAMES if isinstance(parsed(message(name).body), dict))


def check(letter: DeadLetter) -> DeadLetter:
    """What must hold for any dead letter whatever."""
    assert letter.format in FORMAT_NAMES
    assert letter.records >= 0
    assert letter.origin.claimed or letter.format == "sqs_source"
    assert isinstance(letter.way_back, NoWayBack) or letter.format not in {"unknown", "record_and_exception"}
    if letter.pointer:
        assert int(letter.pointer.start) <= int(letter.pointer.end)
    return letter


def read_all(given: Any) -> None:
    for each in read_messages(given):
        check(read_dead_letter(each))
    assert explain(json.dumps(given).encode(), Known()).told["what"] in {
        *("alarm", "dead_letter", "log_line", "notice", "unknown"),
    }


def some(paths: Iterator[Any], most: int = 16) -> list[Any]:
    """So many of them at most, from all over the document."""
    every = list(paths)
    return every[:: -(-len(every) // most) or 1]


def with_body(name: str, body: str) -> ReceivedMessage:
    return message(name)._replace(body=body)


@pytest.mark.parametrize("name", NAMES)
def test_a_message_with_any_one_key_taken_away_still_gives_a_value(name: str) -> None:
    whole = document(name)
    for path in places(whole):
        read_all(spoilt(whole, path, ...))


@pytest.mark.parametrize("name", NAMES)
def test_a_message_with_any_one_value_spoilt_still_gives_a_value(name: str) -> None:
    whole = document(name)
    for path in some(places(whole)):
        for value in SPOILT:
            read_all(spoilt(whole, path, value))


@pytest.mark.parametrize("name", WRAPPED)
def test_a_body_with_any_one_key_taken_away_still_gives_a_value(name: str) -> None:
    body = json.loads(message(name).body)
    for path in list(places(body))[:60]:
        check(read_dead_letter(with_body(name, json.dumps(spoilt(body, path, ...)))))


@pytest.mark.parametrize("name", WRAPPED)
def test_a_body_with_any_one_value_spoilt_still_gives_a_value(name: str) -> None:
    body = json.loads(message(name).body)
    for path in list(places(body))[:60]:
        for value in SPOILT:
            check(read_dead_letter(with_body(name, json.dumps(spoilt(body, path, value)))))


def recased(value: Any, change: Any) -> Any:
    if isinstance(value, dict):
        return {change(key): recased(each, change) for key, each in value.items()}
    return [recased(each, change) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", [name for name in WRAPPED if "eventbridge_event" not in name])
@pytest.mark.parametrize("change", [str.lower, str.upper, str.swapcase])
def test_the_case_of_a_bodys_keys_changes_no_format(name: str, change: Any) -> None:
    body = recased(json.loads(message(name).body), change)
    assert (
        check(read_dead_letter(with_body(name, json.dumps(body)))).format
        == read_dead_letter(message(name)).format
    )


def known_keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield key.lower()
            yield from known_keys(each)


# Every name that one of the formats is told by, so that whatever else is drawn is not known.
TELLING = frozenset(key for name in NAMES for key in known_keys(document(name))) | frozenset(
    key for name in WRAPPED for key in known_keys(json.loads(message(name).body))
)
# What anybody calls the error of a message that they moved themselves.
ERROR_WORDS = ("error", "exception", "fail", "fault", "reason", "cause")


def is_unknown(key: str) -> bool:
    letters = "".join(filter(str.isalpha, key.lower()))
    return not (
        key.lower() in TELLING
        or key.lower().endswith("batchinfo")
        or any(word in letters for word in ERROR_WORDS)
    )


unknown_keys = st.text(min_size=1, max_size=12).filter(is_unknown)


@pytest.mark.parametrize("name", WRAPPED)
@settings(max_examples=15)
@given(extra=st.dictionaries(unknown_keys, any_json, min_size=1, max_size=4))
def test_unknown_keys_change_neither_format_nor_way_back(name: str, extra: dict[str, Any]) -> None:
    before = read_dead_letter(message(name))
    after = check(read_dead_letter(with_body(name, json.dumps({**json.loads(message(name).body), **extra}))))
    assert (after.format, after.origin, after.cause) == (before.format, before.origin, before.cause)
    assert type(after.way_back) is type(before.way_back)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=15)
@given(extra=st.dictionaries(unknown_keys, st.text(min_size=1, max_size=12), min_size=1, max_size=4))
def test_unknown_attributes_change_nothing(name: str, extra: dict[str, str]) -> None:
    given_message = message(name)
    added = {key: MessageAttribute("String", value) for key, value in extra.items()}
    more = given_message._replace(attributes={**added, **given_message.attributes})
    assert read_dead_letter(more) == read_dead_letter(given_message)


@given(body=st.text())
@example(body="\ud800")
@example(body="[" * 100_000)
@example(body='{"a":' * 100_000)
@example(body='{"requestContext": ' * 10_000 + "1" + "}" * 10_000)
@example(body='{"requestContext": {"functionArn": "f"}, "requestPayload": ' + "[" * 900 + "]" * 900 + "}")
@example(body='{"requestPayload": 1e400, "requestPayload": NaN, "requestContext": {}}')
@example(body="1" * 10_000)
def test_any_text_gives_a_value(body: str) -> None:
    check(read_dead_letter(bare(body)))


@given(data=st.binary(max_size=200))
@example(data=b"\xff\xfe")
@example(data=gzip.compress(b"{}")[:-4])
@example(data=b"\x00" * 200)
def test_any_bytes_are_explained(data: bytes) -> None:
    assert json.dumps(explain(data, Known()).told)
    assert decode(data).size <= len(data)


any_payload = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(payload=any_payload, indent=st.sampled_from([None, 1, 4]), ascii_only=st.booleans())
def test_what_is_sent_back_is_the_event_character_for_character(
    payload: Any, indent: int | None, *, ascii_only: bool
) -> None:
    record = document("lambda_destination_s3_object")
    raw = json.dumps(payload, ensure_ascii=ascii_only, indent=indent)
    body = json.dumps({**record, "requestPayload": "HERE"}).replace('"HERE"', raw)
    way = read_dead_letter(bare(body)).way_back
    assert isinstance(way, LambdaAsync)
    assert way.payload == raw


@given(members=st.dictionaries(st.text(max_size=8), any_payload, max_size=5))
def test_a_members_text_is_what_it_was_written_as(members: dict[str, Any]) -> None:
    written = json.dumps(members)
    for key, value in members.items():
        assert raw_member(written, key) == json.dumps(value)


names = st.sampled_from(["detail", "Detail", "DETAIL", "id", '"detail', "detail\\", "é"])
nested = st.recursive(
    names | st.integers(), lambda inner: st.dictionaries(names, inner, max_size=3) | st.lists(inner)
)


@given(members=st.dictionaries(names, nested, max_size=3), doubled=st.booleans(), escaped=st.booleans())
@example(members={"detail": {"detail": 1}}, doubled=False, escaped=True)
@example(members={"detail": 1}, doubled=True, escaped=False)
@example(members={"Detail": 1, "id": {"detail": 2}}, doubled=False, escaped=False)
def test_a_members_text_does_not_depend_on_what_is_known_of_the_names(
    members: dict[str, Any], *, doubled: bool, escaped: bool
) -> None:
    written = json.dumps(members, ensure_ascii=escaped)
    written = f'{{"detail" : 0, {written[1:]}' if doubled and members else written
    written = written.replace('"det', '"\\u0064et', 1) if escaped else written
    for key in ("detail", "Detail"):
        assert raw_member(written, key, parsed(written)) == raw_member(written, key)


@pytest.mark.parametrize("name", WRAPPED)
def test_a_message_without_the_names_of_a_format_is_not_of_that_format(name: str) -> None:
    body = json.loads(message(name).body)
    for path in list(places(body))[:60]:
        given_wire = wire(with_body(name, json.dumps(spoilt(body, path, ...))))
        asked = [each for each in FORMATS if each.names and each.names.isdisjoint(given_wire.names)]
        assert not any(each.read(given_wire) for each in asked)


error_names = st.sampled_from(
    [
        *(
            "exceptionType",
            "error_class",
            "failedReason",
            "backtrace",
            "payload",
            "error",
            "exception",
            "message",
        ),
        *(
            "exceptions",
            "headers",
            "properties",
            "result",
            "traceback",
            "exc_type",
            "ruleName",
            "failures",
            "job",
        ),
    ]
)
errors = st.sampled_from(
    ["RuntimeException: no such order", "Traceback (most recent call last):\nKeyError: 'x'"]
)
told_values = (
    errors | st.dictionaries(error_names, errors) | st.lists(st.dictionaries(error_names, errors), max_size=2)
)


STAMP = json.dumps([{"exceptionClass": "NoSuchOrder", "exceptionMessage": "A-1017"}])


@given(
    body=st.dictionaries(error_names.flatmap(lambda name: st.sampled_from([name, name.upper()])), told_values)
)
@example(body={"ruleName": "orders", "failures": [{"errorMessage": "no such table"}]})
@example(body={"headers": {"X-Message-Stamp-ErrorDetailsStamp": STAMP}})
def test_a_reader_of_told_errors_finds_none_in_json_without_its_names(body: dict[str, Any]) -> None:
    (layer,) = wire(bare(json.dumps(body))).layers
    for each in READERS:
        if each.NAMES.isdisjoint(layer.names):
            assert each.read(layer) is None


@given(number=st.integers(min_value=0, max_value=10**56))
def test_a_sequence_number_loses_no_digit(number: int) -> None:
    assert int(sequence_number(str(number))) == number
    assert sequence_number(number) == str(number)


@given(value=st.floats() | st.text(alphabet="0123456789eE.+- ٣", min_size=1) | st.booleans() | st.none())
def test_a_sequence_number_is_decimal_digits_or_none(value: Any) -> None:
    read = sequence_number(value)
    assert read == "" or (read == value and read.isascii() and read.isdigit())


@settings(max_examples=50)
@given(
    text=st.text(st.characters(categories=["L", "N", "P"])).map(lambda text: f"An order from Zürich: {text}")
)
def test_what_was_packed_is_unpacked(text: str) -> None:
    packed = gzip.compress(text.encode())
    assert decode(packed).text == text
    assert decode(base64.b64encode(packed).decode()).text == text
    assert decode(base64.b64encode(text.encode()).decode()).text == text


def bomb() -> str:
    """As much as fits into a message: half a gigabyte of zeros."""
    packer = zlib.compressobj(9, wbits=31)
    return base64.b64encode(
        b"".join(packer.compress(b"0" * 1_000_000) for _ in range(500)) + packer.flush()
    ).decode()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "body",
    [
        pytest.param(bomb, id="a bomb"),
        pytest.param(lambda: '{"Records": [' + ",".join(["{}"] * 300_000) + "]}", id="many small records"),
        pytest.param(lambda: "A" * 1_048_576, id="one word"),
        pytest.param(lambda: "[" * 1_048_576, id="nothing but brackets"),
        pytest.param(lambda: '"' + "\\u0000" * 174_000 + '"', id="escaped control characters"),
        pytest.param(
            lambda: '{"Type":"Notification","TopicArn":"t","Message":"' + "x " * 500_000 + '"}', id="one line"
        ),
        pytest.param(lambda: "{" + ",".join(f'"{n}":{n}' for n in range(75_000)) + "}", id="many keys"),
    ],
)
def test_a_body_of_the_largest_size_is_read_in_bounded_time_and_space(body: Callable[[], str]) -> None:
    letter = check(read_dead_letter(bare(body())))
    assert len(letter.payload.text) <= max(MOST_OUT, 1_048_576)
