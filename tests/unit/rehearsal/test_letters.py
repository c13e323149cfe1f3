"""Dead letters out of files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.policy.policy import NO_RULES
from bot.parsing.dead_letters import read_dead_letter
from bot.rehearsal.events import NotRebuilt, event_of
from bot.rehearsal.letters import read_letters
from bot.rehearsal.masked_event import masked_event
from bot.rehearsal.recorded import RecordedAnswers, read_recorded
from tests.property.any_json import any_json

ONE = {"MessageId": "m-1", "Body": "{}", "Attributes": {"SentTimestamp": "1"}}
DATA = st.binary() | st.text().map(str.encode) | any_json.map(lambda value: json.dumps(value).encode())
OTHER = ONE | {"MessageId": "m-2"}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"Messages": [ONE, OTHER]}),
        json.dumps([ONE, OTHER]),
        f"{json.dumps(ONE)}\n\n{json.dumps(OTHER)}\n",
        f"{json.dumps({'Messages': [ONE]})}\n{json.dumps(OTHER)}",
        f"\ufeff{json.dumps([ONE, OTHER], indent=1)}",
    ],
)
def test_messages_are_read_in_any_of_the_forms_they_come_in(text: str) -> None:
    read = read_letters(text.encode())
    assert not isinstance(read, str)
    assert [each.message_id for each in read] == ["m-1", "m-2"]


@given(DATA, st.sampled_from(["", "event", "sns", "arn:aws:sqs:eu-west-1:111122223333:orders"]))
def test_any_file_gives_letters_or_a_reason(data: bytes, given_as: str) -> None:
    read = read_letters(data)
    assert read
    for each in () if isinstance(read, str) else read:
        event = event_of(each, read_dead_letter(each), given_as)
        assert event.why if isinstance(event, NotRebuilt) else event.text


def test_a_body_alone_is_a_letter() -> None:
    read = read_letters(b'{"version": "1.0", "requestContext": {}}')
    assert not isinstance(read, str)
    (letter,) = read
    assert letter.body.startswith('{"version"')


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xff\xfe{", "is not UTF-8 text"),
        (b"hello", "is not JSON"),
        (b'{"Messages": []}', "holds no messages"),
        (b"[]", "holds no messages"),
        (b'{"MessageId": 1}\n{"Mess', "line 2 is not JSON, so it is neither a JSON document nor JSON Lines"),
    ],
)
def test_what_holds_no_letters_says_why(data: bytes, why: str) -> None:
    assert read_letters(data) == why


def test_a_masked_event_is_an_event_with_its_secrets_gone() -> None:
    body = {"order_id": "1", "password": "swordfish", "lines": [{"note": json.dumps({"token": "abc-1"})}]}
    event = {"Records": [{"messageId": "m-1", "body": json.dumps(body), "attributes": {"SenderId": "A"}}]}
    masked = masked_event(json.dumps(event), NO_RULES)
    assert masked is not None
    assert "swordfish" not in masked
    assert "abc-1" not in masked
    (record,) = json.loads(masked)["Records"]
    assert json.loads(record["body"])["order_id"] == "1"
    assert isinstance(json.loads(json.loads(record["body"])["lines"][0]["note"]), dict)


def test_an_event_that_is_no_event_once_it_is_masked_is_none() -> None:
    assert masked_event("no JSON", NO_RULES) is None


def test_answers_are_an_object_of_objects() -> None:
    assert read_recorded({"sts GetCallerIdentity": {}}) == RecordedAnswers({"sts GetCallerIdentity": {}})
    assert isinstance(read_recorded([]), str)
    assert isinstance(read_recorded({"sts GetCallerIdentity": 1}), str)
