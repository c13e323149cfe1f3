"""Who may come in, and what becomes of what they bring."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlencode

import pytest

from bot.domain.incident.incident import Status
from bot.domain.incident.timeline import Event
from local.slack_workspace import DoorRequest, Fault, FaultKind
from local.slack_workspace.door import FORM, sign, signed_request
from local.slack_workspace.people import Channel
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.places import SIGNING_SECRET
from tests.scenario.harness.slack import Shown

DLQ = Alarm("orders-dlq")


@pytest.fixture
def card(h: Harness) -> Shown:
    h.dead_letters("orders-dlq", '{"order": 1, "password": "hunter2"}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    return h.slack.expect_message("orders-dlq")


@pytest.fixture
def request_(h: Harness, card: Shown) -> DoorRequest:
    """A signed press of Acknowledge, made and held back."""
    return h.slack.request_of(card.button("Acknowledge"), by="ana")


def knocked(h: Harness, request: DoorRequest) -> int:
    """Status; and whatever it was, a refusal has no effect and no words."""
    before = len(h.wire.calls)
    response = h.slack.courier.send(request)
    h.pump()
    if response.status >= 400:
        assert [str(call) for call in h.wire.calls[before:] if not call.name.startswith("secrets")] == []
        assert response.body == b""
        assert h.incident().status is Status.OPEN
    return response.status


def signed(h: Harness, body: bytes, stamp: str | None = None, content_type: str = FORM) -> DoorRequest:
    """A request signed as Slack does, whatever its timestamp."""
    now = int(h.clock().timestamp())
    request = signed_request(secret=SIGNING_SECRET, timestamp=now, body=body, content_type=content_type)
    if stamp is None:
        return request
    signature = sign(SIGNING_SECRET, int(stamp), body) if stamp.lstrip("-").isdigit() else "v0=00"
    headers = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    return replace(request, headers={**request.headers, **headers})


def test_a_signed_press_comes_in(h: Harness, request_: DoorRequest) -> None:
    assert knocked(h, request_) == 200
    assert h.incident().status is Status.ACKNOWLEDGED


@pytest.mark.parametrize(
    "signature",
    [
        pytest.param("v0=" + "0" * 64, id="of nobody"),
        pytest.param("", id="missing"),
        pytest.param("v1=abc", id="of another version"),
        pytest.param("v0=\u00e9", id="of odd letters"),
    ],
)
def test_a_forged_signature_is_turned_away(h: Harness, request_: DoorRequest, signature: str) -> None:
    forged = replace(request_, headers={**request_.headers, "X-Slack-Signature": signature})
    assert knocked(h, forged) == 401


def test_a_signature_made_with_another_secret_is_turned_away(h: Harness, request_: DoorRequest) -> None:
    stamp = int(request_.headers["X-Slack-Request-Timestamp"])
    other = {**request_.headers, "X-Slack-Signature": sign("another secret", stamp, request_.body)}
    assert knocked(h, replace(request_, headers=other)) == 401


def test_a_body_that_was_changed_is_turned_away(h: Harness, request_: DoorRequest) -> None:
    assert knocked(h, replace(request_, body=request_.body.replace(b"ana", b"ben"))) == 401


@pytest.mark.parametrize(
    ("seconds", "status"),
    [
        pytest.param(-301, 401, id="older than five minutes"),
        pytest.param(-299, 200, id="nearly five minutes old"),
        pytest.param(59, 200, id="of a clock that is a little ahead"),
        pytest.param(61, 401, id="in the future"),
    ],
)
def test_the_age_of_a_request_is_checked(
    h: Harness, request_: DoorRequest, seconds: int, status: int
) -> None:
    stamp = int(h.clock().timestamp()) + seconds
    assert knocked(h, signed(h, request_.body, str(stamp))) == status


@pytest.mark.parametrize("stamp", ["", "soon", "-5", "1e9", "1772452800.5", "9" * 40, "١٢٣", "0x10"])
def test_a_timestamp_that_is_none_is_turned_away(h: Harness, request_: DoorRequest, stamp: str) -> None:
    assert knocked(h, replace(signed(h, request_.body), headers=_stamped(h, request_.body, stamp))) == 401


def _stamped(h: Harness, body: bytes, stamp: str) -> dict[str, str]:
    return {**signed(h, body).headers, "X-Slack-Request-Timestamp": stamp}


def test_a_replayed_click_is_applied_once(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    card.button("Release").click(by="ana")
    acknowledging = h.slack.courier.deliveries[0].request
    h.slack.courier.send(acknowledging)
    h.pump()
    h.fast_forward(minutes=2)
    h.slack.courier.send(acknowledging)
    h.pump()
    assert h.incident().status is Status.OPEN
    assert [entry.event for entry in h.story()].count(Event.ACKNOWLEDGED) == 1


def test_a_click_is_forgotten_after_a_day_when_its_request_is_long_too_old(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(hours=25)
    assert h.slack.replay().status == 401


def test_a_request_larger_than_any_of_slacks_is_not_even_hashed(h: Harness, card: Shown) -> None:
    assert knocked(h, signed(h, b"payload=" + b"x" * 600_000)) == 413


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"payload={", id="half a payload"),
        pytest.param(b"payload=[1]", id="a list"),
        pytest.param(b"payload=" + b"[" * 100_000, id="a deep payload"),
        pytest.param(b"\xff\xfe\x00", id="no text"),
        pytest.param(b'payload={"type":"shortcut"}', id="an interaction nobody knows"),
        pytest.param(b"hello=world", id="a form of somebody else"),
    ],
)
def test_what_cannot_be_read_is_turned_away_without_a_word(h: Harness, card: Shown, body: bytes) -> None:
    assert knocked(h, signed(h, body)) == 400


def test_other_methods_are_turned_away(h: Harness, request_: DoorRequest) -> None:
    assert knocked(h, replace(request_, method="GET")) == 405


def test_an_action_that_nobody_knows_changes_nothing(h: Harness, request_: DoorRequest) -> None:
    assert knocked(h, signed(h, _with_action(request_, action_id="self_destruct"))) == 200
    assert h.incident().status is Status.OPEN


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("", id="empty"),
        pytest.param("orders-dlq", id="of a name"),
        pytest.param("ZZZZ-ZZZZ.1", id="of an incident that is not there"),
        pytest.param("A" * 100_000, id="over-long"),
        pytest.param("65MH-4S7X.99999999999999999999", id="of an absurd episode"),
        pytest.param("<!channel>.1", id="hostile"),
    ],
)
def test_a_value_that_is_not_ours_changes_nothing_and_is_answered(
    h: Harness, request_: DoorRequest, value: str
) -> None:
    assert knocked(h, signed(h, _with_action(request_, value=value))) == 200
    assert h.incident().status is Status.OPEN
    assert len(h.slack.told("ana")) == 1
    assert "<!channel>" not in h.slack.told("ana")[0]


def _with_action(request: DoorRequest, **changed: str) -> bytes:
    payload = json.loads(parse_qs(request.body.decode())["payload"][0])
    payload["actions"][0] |= changed
    return urlencode({"payload": json.dumps(payload)}).encode()


@pytest.mark.parametrize(
    "text", ["ack " + "x" * 3_000, "inspect <!channel>", "help\n\n`*_~", "redrive 💣" * 50]
)
def test_a_command_with_anything_behind_it_is_answered_in_one_harmless_line(h: Harness, text: str) -> None:
    h.dead_letters("orders-dlq", "x")
    h.deliver(DLQ.fires(h.clock()))
    assert h.slack.command("ana", f"/lastcall {text}").ok
    assert all("<!channel>" not in told for told in h.slack.told("ana"))
    assert len(h.slack.told("ana")) == 1


@pytest.mark.parametrize("who", ["dora", "gus"])
def test_guests_and_strangers_may_neither_act_nor_look(h: Harness, card: Shown, who: str) -> None:
    h.slack.workspace.change_channel(_with_everybody(h, card))
    card.button("Acknowledge").click(by=who)
    card.button("Inspect").click(by=who)
    assert h.incident().status is Status.OPEN
    assert "may" in h.slack.told(who)[0].lower()
    assert "order" not in h.slack.modal(who).text.lower().replace("orders", "")
    assert h.story()[-1].event == "refused"


def _with_everybody(h: Harness, card: Shown) -> Channel:
    channel = h.slack.workspace.channels[card.channel]
    return replace(channel, members=frozenset(h.slack.workspace.users))


@pytest.mark.parametrize("error", ["user_not_found", "missing_scope"])
def test_somebody_whom_slack_does_not_name_may_do_nothing(h: Harness, card: Shown, error: str) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="users.info", error=error, times=None))
    card.button("Acknowledge").click(by="ana")
    assert h.incident().status is Status.OPEN
    assert "Could not find out who you are" in h.slack.told("ana")[0]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(Fault(kind=FaultKind.STATUS, method="users.info"), id="5xx"),
        pytest.param(Fault(kind=FaultKind.DROP, method="users.info"), id="no answer"),
        pytest.param(Fault(kind=FaultKind.RATE_LIMITED, method="users.info"), id="429"),
    ],
)
def test_while_slack_does_not_answer_who_pressed_nothing_is_decided_and_it_is_tried_again(
    h: Harness, card: Shown, fault: Fault
) -> None:
    h.slack.fail(fault)
    card.button("Acknowledge").click(by="ana")
    h.forgive_failures()
    assert (h.table.clicks(), h.slack.told("ana")) == (0, [])
    h.fast_forward(minutes=7)
    assert h.incident().status is Status.ACKNOWLEDGED
    assert Event.REFUSED not in [entry.event for entry in h.story()]


def test_while_the_signing_secret_is_empty_every_request_is_refused_and_says_why(
    h: Harness, request_: DoorRequest
) -> None:
    h.services.secrets["signing-secret"] = ""
    h.functions.restart()
    response = h.slack.courier.send(request_)
    assert response.status == 503
    assert b"set-up is unfinished" in response.body
    assert h.incident().status is Status.OPEN


def test_the_address_is_verified_before_the_secrets_are_filled(h: Harness) -> None:
    h.services.secrets["signing-secret"] = ""
    assert h.slack.acts.verify_url("3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P")


@pytest.mark.parametrize(
    "body",
    [
        {"type": "url_verification", "challenge": "<script>alert(1)</script>"},
        {"type": "url_verification", "challenge": "x" * 201},
        {"type": "url_verification", "challenge": ""},
        {"type": "url_verification"},
        {"type": "url_verification", "challenge": "abc", "padding": "x" * 5000},
        {"type": "event_callback", "challenge": "abc"},
        ["url_verification"],
        "abc",
    ],
    ids=["markup", "long", "empty", "none", "padded", "another event", "a list", "a text"],
)
def test_nothing_else_is_answered_before_the_secrets_are_filled(h: Harness, body: object) -> None:
    h.services.secrets["signing-secret"] = ""
    response = h.slack.courier.deliver(json.dumps(body).encode(), content_type="application/json")
    assert response.status == 503
    assert b"abc" not in response.body


def test_an_event_that_nobody_subscribed_to_goes_no_further(h: Harness) -> None:
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": {"type": "app_home_opened"}})
    response = h.slack.courier.deliver(body.encode(), content_type="application/json")
    assert response.status == 200
    assert h.calls("sqs.SendMessage") == []


def test_a_rotated_signing_secret_is_read_again_without_a_deployment(h: Harness, card: Shown) -> None:
    card.button("Inspect").click(by="ana")
    h.fast_forward(minutes=2)
    h.services.secrets["signing-secret"] = "rotated"
    h.slack.courier.sign_with("rotated")
    assert card.button("Acknowledge").click(by="ana").ok
    assert h.incident().status is Status.ACKNOWLEDGED


def test_a_press_that_could_not_be_queued_is_shown_as_failed_to_who_pressed(h: Harness, card: Shown) -> None:
    h.wire.meet(lambda call: Fate.ERROR if call.name == "sqs.SendMessage" else None)
    outcome = card.button("Acknowledge").click(by="ana")
    assert (outcome.ok, outcome.status) == (False, 503)
    assert h.slack.command("ana", "/lastcall").ok
    assert "try again" in h.slack.told("ana")[0]


def test_a_submission_that_could_not_be_queued_keeps_what_was_typed(h: Harness, card: Shown) -> None:
    card.button("Resolve…").click(by="ana")
    h.wire.meet(lambda call: Fate.ERROR if call.name == "sqs.SendMessage" else None)
    outcome = h.slack.modal("ana").submit(by="ana", ready_reason="other", reason="a drill")
    assert "could not accept" in str(outcome.errors)
    assert h.slack.modal("ana").can_be_submitted


def test_slack_may_ask_whether_the_address_is_ours(h: Harness) -> None:
    assert h.slack.acts.verify_url("a challenge")


def test_a_click_waits_a_day_for_its_function_and_is_then_applied_all_the_same(
    h: Harness, card: Shown
) -> None:
    h.functions.pause("on_command")
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(hours=23)
    h.functions.resume("on_command")
    h.pump()
    assert h.incident().status is Status.ACKNOWLEDGED
    assert h.clock() - h.story()[-1].at < timedelta(minutes=1)
