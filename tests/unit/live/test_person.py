"""A person at the terminal of `make test-live`: what they say decides, and silence decides nothing."""

import io
import json
import threading
from collections.abc import Callable
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.live.slack.door import Door
from tests.live.slack.real import RealSlack
from tests.live.where import SlackWhere

NotTried = pytest.skip.Exception
NOWHERE = "http://127.0.0.1:9/api/"  # never called here
Says = Callable[[str], None]


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Says:
    """What is typed, a line an answer."""
    return lambda text: monkeypatch.setattr("sys.stdin", io.StringIO(text))


def workspace(door_port: int = 0, *, asks: bool = True) -> RealSlack:
    where = SlackWhere(token="xoxb-1", channel="C1", api_url=NOWHERE, door_port=door_port)
    return RealSlack(where, "lastcall-live-1-", asks=asks)


@pytest.mark.parametrize(("typed", "seen"), [("y\n", True), ("Yes\n", True), ("n\n", False), ("NO\n", False)])
def test_what_a_person_says_is_what_was_seen(says: Says, typed: str, *, seen: bool) -> None:
    says(typed)
    assert workspace().sees("Is it there?") is seen


@pytest.mark.parametrize("typed", ["\n", "", "perhaps\n"])
def test_anything_else_is_no_answer(says: Says, typed: str) -> None:
    says(typed)
    with pytest.raises(NotTried):
        workspace().sees("Is it there?")


def test_nobody_is_asked_where_nobody_sits(says: Says, capsys: pytest.CaptureFixture[str]) -> None:
    says("y\n")
    with pytest.raises(NotTried, match="takes a person"):
        workspace(asks=False).notified("1.2", "words")
    assert capsys.readouterr().out == ""


def test_the_question_says_what_to_look_at(says: Says, capsys: pytest.CaptureFixture[str]) -> None:
    says("y\n")
    workspace().notified("1.2", "Lastcall tries a call")
    asked = capsys.readouterr().out
    assert "“Lastcall tries a call”" in asked
    assert "second account" in asked


def knock(door: Door, payload: dict[str, object]) -> None:
    body = urlencode({"payload": json.dumps(payload)}).encode()
    with urlopen(Request(door.url, body)) as answer:  # noqa: S310 - our own loopback URL
        assert answer.status == 200


def test_a_press_is_waited_for_after_it_was_asked_for(says: Says) -> None:
    says("\n")
    with Door(0).opened() as door:
        pressing = threading.Thread(
            target=knock, args=(door, {"type": "block_actions", "user": {"id": "U1"}})
        )
        pressing.start()
        pressed = workspace(door_port=1).press(door, "1.2", "open")
        pressing.join()
    assert pressed["user"]["id"] == "U1"


def test_a_person_may_decline_to_press(says: Says) -> None:
    says("n\n")
    with Door(0).opened() as door, pytest.raises(NotTried, match="nobody pressed"):
        workspace(door_port=1).press(door, "1.2", "open")


def test_without_a_door_nobody_is_asked_to_press(says: Says, capsys: pytest.CaptureFixture[str]) -> None:
    with Door(0).opened() as door, pytest.raises(NotTried, match="LASTCALL_LIVE_DOOR_PORT"):
        workspace().press(door, "1.2", "open")
    assert capsys.readouterr().out == ""
