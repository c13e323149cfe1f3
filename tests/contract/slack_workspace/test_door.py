"""Signatures, and the shapes Lambda gives a request and its answer."""

import json

from local.slack_workspace import DoorResponse
from local.slack_workspace.door import FORM, sign, signed_request


def test_a_signature_is_slacks_own_for_slacks_published_example() -> None:
    body = (
        b"token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V"
        b"&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text="
        b"&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F"
        b"96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c"
    )

    signature = sign("8f742231b10e8888abcd99yyyzzz85a5", 1531420618, body)

    assert signature == "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503"


def test_a_request_becomes_the_event_a_function_url_makes_of_it() -> None:
    request = signed_request(secret="s", timestamp=1531420618, body=b"payload=%7B%7D", content_type=FORM)

    event = request.as_function_url_event()

    assert event["version"] == "2.0"
    assert event["requestContext"]["http"]["method"] == "POST"
    assert event["headers"]["x-slack-signature"].startswith("v0=")
    assert event["headers"]["x-slack-request-timestamp"] == "1531420618"
    assert event["body"] == "payload=%7B%7D"


def test_a_handlers_result_becomes_the_answer_slack_sees() -> None:
    result = {
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"text": "x"}),
    }
    encoded = {"statusCode": 200, "body": "aGVsbG8=", "isBase64Encoded": True}

    assert DoorResponse.from_function_url_result(result).headers == {"content-type": "application/json"}
    assert DoorResponse.from_function_url_result(encoded).body == b"hello"
    assert DoorResponse.from_function_url_result({"statusCode": 401}) == DoorResponse(status=401)
