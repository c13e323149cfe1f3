"""Whatever comes to the door is answered, and what it lets in can be read behind the queue."""

import base64
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import bot.wiring.on_slack
from bot.slack.payload import pressed
from bot.slack.verify import ParsedRequest, read
from bot.wiring.on_slack import SlackWiring
from local.slack_workspace.door import sign
from tests.property.any_json import SPOILT, any_json, places

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
STAMP = str(int(NOW.timestamp()))
SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
FORM = "application/x-www-form-urlencoded"
DEEP = json.loads("[" * 500 + "]" * 500)

CLICK = {
    "type": "block_actions",
    "user": {"id": "U1", "team_id": "T1"},
    "team": {"id": "T1"},
    "channel": {"id": "C1"},
    "trigger_id": "1.2",
    "response_url": "https://hooks.slack.com/actions/1",
    "actions": [
        {
            "action_id": "open:inspect",
            "action_ts": "1.2",
            "value": "i.1",
            "selected_option": {"value": "open:x:i.1"},
        }
    ],
}
SUBMISSION = {
    "type": "view_submission",
    "user": {"id": "U1", "team_id": "T1"},
    "view": {
        "id": "V1",
        "hash": "1.a",
        "callback_id": "snooze",
        "private_metadata": "i.1",
        "state": {
            "values": {
                "b": {"a": {"value": "x"}},
                "c": {"d": {"selected_options": [{"value": "1"}]}},
                "e": {"f": {"selected_option": {"value": "1"}}},
                "g": {"h": {"selected_date_time": 1772442000}},
            }
        },
    },
}
TYPES = ["block_actions", "view_submission", "view_closed", "url_verification", "shortcut"]
OPTIONAL = dict.fromkeys(
    ["user", "team", "channel", "view", "actions", "trigger_id", "response_url"], any_json
)
WORSE = (*SPOILT, DEEP, "\udfff:\ud800", 10**4000)


@pytest.fixture(scope="module")
def knock() -> Callable[[Any], dict[str, Any]]:
    """The door alone: with a secret, and a queue and a Slack that take what can be sent as JSON in UTF-8."""

    def enqueue(document: Mapping[str, object]) -> bool:
        json.dumps(document).encode()
        return True

    door = SlackWiring(
        lambda: NOW, lambda **_: SECRET, lambda *given: bool(":".join(given).encode()), enqueue
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.wiring.on_slack, "lambda_door", lambda: door)
        from bot.entrypoints.on_slack import OnSlack  # noqa: PLC0415 - it is wired when it is imported

    def answered(event: Any) -> dict[str, Any]:
        answer = OnSlack(door)(event, None)
        # The runtime writes it as UTF-8: https://github.com/aws/aws-lambda-python-runtime-interface-client
        json.dumps(answer, ensure_ascii=False).encode()
        assert answer["statusCode"] in {200, 400, 401, 405, 413, 503}
        return answer

    return answered


def request(body: bytes, content_type: str = FORM) -> dict[str, Any]:
    """A signed request as a Function URL hands it over."""
    return {
        "version": "2.0",
        "headers": {
            "content-type": content_type,
            "x-slack-request-timestamp": STAMP,
            "x-slack-signature": sign(SECRET, int(STAMP), body),
        },
        "requestContext": {"http": {"method": "POST", "path": "/"}},
        "body": base64.b64encode(body).decode(),
        "isBase64Encoded": True,
    }


def form(payload: Any) -> bytes:
    return urlencode({"payload": json.dumps(payload)}).encode()


def put(known: Any, place: tuple[Any, ...], value: Any) -> Any:
    """The document with another value at a place, which may be one that JSON cannot hold."""
    if not place:
        return value
    copy = known.copy()
    copy[place[0]] = put(known[place[0]], place[1:], value)
    return copy


KNOWN = request(form(CLICK))


@pytest.mark.parametrize("place", list(places(KNOWN)), ids=str)
@pytest.mark.parametrize("value", WORSE, ids=lambda value: repr(value)[:12])
def test_a_request_spoilt_anywhere_is_answered(knock: Any, place: Any, value: Any) -> None:
    knock(put(KNOWN, place, value))


@given(event=any_json | st.fixed_dictionaries({}, optional=dict.fromkeys(KNOWN, any_json)))
@example(event={"requestContext": None, "headers": None, "body": None})
@example(event={"requestContext": {"http": None}})
@example(event=None)
def test_any_event_is_turned_away(knock: Any, event: Any) -> None:
    assert knock(event)["statusCode"] in {400, 405}


@given(name=st.text(), value=st.text(alphabet=st.characters()) | any_json, content_type=st.text())
@example(name="x-slack-signature", value="v0=\ud800", content_type=FORM)
@example(name="x-slack-request-timestamp", value="1" * 5000, content_type=FORM)
def test_any_header_is_answered(knock: Any, name: str, value: Any, content_type: str) -> None:
    headers = {**KNOWN["headers"], "content-type": content_type, name: value}
    knock({**KNOWN, "headers": headers})


@given(body=st.text(alphabet=st.characters()) | any_json, encoded=any_json)
def test_any_body_is_answered(knock: Any, body: Any, encoded: Any) -> None:
    knock({**KNOWN, "body": body, "isBase64Encoded": encoded})


@given(body=st.binary(max_size=200), content_type=st.sampled_from([FORM, "application/json", "text/plain"]))
def test_any_signed_bytes_are_answered(knock: Any, body: bytes, content_type: str) -> None:
    knock(request(body, content_type))


@given(payload=any_json | st.fixed_dictionaries({"type": st.sampled_from(TYPES)}, optional=OPTIONAL))
@example(payload={"type": "block_actions", "actions": [{"action_ts": [[]], "action_id": "\ud800"}]})
def test_any_signed_payload_is_answered_and_can_be_read_later(knock: Any, payload: Any) -> None:
    body = form(payload)
    knock(request(body))
    entry = read(body, FORM)
    if isinstance(entry, ParsedRequest) and entry.kind in {"click", "submission"}:
        pressed(payload, opened=True)


@pytest.mark.parametrize("known", [CLICK, SUBMISSION], ids=["a press", "a submission"])
@pytest.mark.parametrize("value", WORSE, ids=lambda value: repr(value)[:12])
def test_a_press_spoilt_anywhere_is_answered_and_can_be_read_later(
    knock: Any, known: Any, value: Any
) -> None:
    for place in places(known):
        payload = put(known, place, value)
        assert knock(request(form(payload)))["statusCode"] in {200, 400}
        pressed(payload, opened=True)


@pytest.mark.parametrize(
    "challenge", ["3eZbrw", "\ud800", None, DEEP, 10**4000, {}], ids=lambda each: repr(each)[:9]
)
def test_any_challenge_is_answered(knock: Any, challenge: Any) -> None:
    body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
    assert knock(request(body, "application/json"))["statusCode"] == 200


def test_a_payload_that_comes_twice_is_the_last(knock: Any) -> None:
    body = form(CLICK) + b"&" + form({"type": "view_closed"})
    assert knock(request(body)) == {"statusCode": 200, "headers": {"content-type": "text/plain"}, "body": ""}
