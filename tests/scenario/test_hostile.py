"""Foreign text is shown and never obeyed; secrets never leave the account."""

import json

import pytest

from bot.domain.policy.policy import Redaction
from tests.faults.invariants import interpreted
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.alarms import envelope
from tests.scenario.harness.places import POLICY

MARKUP = ["<!channel>", "<@U0BEN00001>", "<https://evil.example|bank>", "```", "*bold*", "\u202egnp.exe", "`"]


def obeyed(h: Harness, words: str) -> list[str]:
    """Texts in which Slack would read the words as markup."""
    return [text for call in h.slack.gateway.calls for text in interpreted(call.args) if words in text]


@pytest.mark.parametrize("words", MARKUP[:3])
def test_markup_in_a_name_a_reason_or_a_body_is_shown_as_text(h: Harness, words: str) -> None:
    h.dead_letters("orders-dlq", json.dumps({"note": words}))
    h.services.consumers["orders"] = "orders-worker"
    h.services.errors.append((h.clock().replace(minute=0), f"[ERROR] ValueError: {words}"))
    h.clock.forward(minutes=1)
    h.deliver(Alarm("orders-dlq", f"depth {words}", words).fires(h.clock(), f"because {words}"))
    h.deliver(
        Alarm("", f"latency {words}").fires(h.clock(), words), envelope(f"{words} says hello", h.clock())
    )
    h.fast_forward(minutes=2)
    card = h.slack.expect_message("orders-dlq")
    card.button("Inspect").click(by="ana")
    h.fast_forward(minutes=32)
    assert obeyed(h, words.removesuffix(">")) == [
        text for text in obeyed(h, words) if text.startswith("<!ch")
    ]
    assert len(h.slack.messages()) == 3


@pytest.mark.parametrize("name", [*MARKUP, "x" * 255, "line\nbreak", "emoji 👩‍👩‍👧‍👦" * 20, "'\"&;"])
def test_any_alarm_name_makes_a_card_that_slack_takes(h: Harness, name: str) -> None:
    h.deliver(Alarm("", name).fires(h.clock(), name * 20))
    h.fast_forward(minutes=1)
    assert len(h.slack.messages()) == 1
    assert h.slack.messages()[0].controls[0] == "Acknowledge"


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "xoxb-123456789012-abcdefghijkl",
        "4111 1111 1111 1111",
        "ana@example.com",
    ],
)
def test_a_secret_in_a_body_an_attribute_or_a_log_line_reaches_nobody(h: Harness, secret: str) -> None:
    attributes = {"note": {"DataType": "String", "StringValue": secret}}
    h.dead_letters("orders-dlq", json.dumps({"deep": [{"er": secret}]}), attributes=attributes)
    h.services.consumers["orders"] = "orders-worker"
    h.services.errors.append((h.clock(), f"[ERROR] ValueError: bad value {secret}"))
    h.clock.forward(minutes=1)
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.fast_forward(minutes=2)
    h.slack.expect_message("orders-dlq").button("Inspect").click(by="ana")
    h.fast_forward(minutes=32)
    said = [json.dumps(call.args) for call in h.slack.gateway.calls] + [
        page.text for page in h.services.pages
    ]
    kept = [json.dumps(item, default=str) for item in h.table.items()]
    assert [text[:200] for text in (*said, *kept) if secret in text] == []
    assert "masked" in h.slack.modal("ana").text


@pytest.mark.parametrize(
    "secret",
    [
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "xoxb-123456789012-abcdefghijkl",
    ],
)
def test_a_credential_in_a_name_a_reason_or_a_type_is_not_posted(h: Harness, secret: str) -> None:
    h.dead_letters("orders-dlq", json.dumps({"id": 1}))
    h.services.consumers["orders"] = "orders-worker"
    h.services.errors.append((h.clock(), f"[ERROR] {secret}: is not authorized"))
    h.services.errors.append((h.clock(), json.dumps({"errorType": secret, "errorMessage": "no"})))
    h.clock.forward(minutes=1)
    h.deliver(Alarm("orders-dlq", f"depth {secret}", f"see {secret}").fires(h.clock(), f"because {secret}"))
    h.deliver(Alarm("", f"latency {secret}").fires(h.clock(), secret))
    h.deliver(envelope(f"{secret} says hello", h.clock()))
    h.fast_forward(minutes=2)
    card = h.slack.expect_message("orders-dlq")
    for button in ("Inspect", "Runbook"):
        card.button(button).click(by="ana")
    h.slack.command("ana", "/lastcall")
    h.fast_forward(minutes=32)
    said = [json.dumps(call.args) for call in h.slack.gateway.calls]
    pages = [f"{page.subject} {page.text}" for page in h.services.pages]
    assert [_about(text, secret) for text in (*said, *pages) if secret in text] == []
    assert "is not authorized" in card.text


MASKED = POLICY._replace(redaction=Redaction(keys=("badge",), patterns=("CUST-[0-9]+",)))


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("CUST-4711", "CUST-4711"),
        ("badge=B77X9", "B77X9"),
        ("password=quietriver", "quietriver"),
        ("{:token=>'quietriver'}", "quietriver"),
        ("ana.x@shop.example", "ana.x@shop.example"),
        ("paid with 4111 1111 1111 1111", "4111 1111 1111 1111"),
    ],
)
def test_what_a_team_masks_is_masked_in_names_and_reasons_too(text: str, secret: str) -> None:
    with Harness(MASKED) as h:
        h.dead_letters("orders-dlq", json.dumps({"id": 1}))
        h.deliver(Alarm("orders-dlq", f"depth {text}", f"see {text}").fires(h.clock(), f"because {text}"))
        h.deliver(Alarm("", f"latency {text}").fires(h.clock(), text))
        h.deliver(envelope(f"{text} says hello", h.clock()))
        h.fast_forward(minutes=2)
        card = h.slack.expect_message("orders-dlq")
        for button in ("Inspect", "Runbook"):
            card.button(button).click(by="ana")
        h.slack.command("ana", "/lastcall")
        h.fast_forward(minutes=32)
        said = [json.dumps(call.args) for call in h.slack.gateway.calls]
        pages = [f"{page.subject} {page.text}" for page in h.services.pages]
        assert [_about(each, secret) for each in (*said, *pages) if secret in each] == []
        assert len(h.slack.messages()) == 3


def _about(text: str, secret: str) -> str:
    at = text.index(secret)
    return text[max(at - 60, 0) : at + 20]


LARGEST = 1_048_576  # bytes that SQS takes


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("ORDER 4711" + " " * (LARGEST - 11) + ".", id="blanks"),
        pytest.param("password=\\" + '\\"' * (LARGEST // 2 - 6) + "x", id="quotes within quotes"),
        pytest.param("eyJ" * (LARGEST // 3 - 1), id="beginnings of tokens"),
        pytest.param("-----BEGIN A-----" * (LARGEST // 17 - 1), id="beginnings of keys"),
        pytest.param("[" * (LARGEST - 1), id="brackets"),
        pytest.param('{"' + "." * (LARGEST - 100) + '": 1}', id="a key of dots"),
        pytest.param(json.dumps({"note": " =" * (LARGEST // 2 - 100)}), id="signs in a field"),
        pytest.param("1" * (LARGEST - 1), id="a number"),
    ],
)
def test_a_message_made_to_be_slow_to_read_delays_no_other_incident(h: Harness, body: str) -> None:
    """A reader that goes over it again and again runs into the test's own time limit."""
    h.dead_letters("orders-dlq", *[body] * 3)
    h.dead_letters("emails-dlq", '{"to": "somebody"}')
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.deliver(Alarm("emails-dlq").fires(h.clock()))
    h.fast_forward(minutes=2)
    for name in ("orders-dlq", "emails-dlq"):
        assert "dead letter" in h.slack.expect_message(name).text
        evidence = h.incident(name).evidence
        assert evidence is not None
        assert evidence.sampled in {1, 3}
    card = h.slack.expect_message("orders-dlq")
    card.button("Inspect").click(by="ana")
    assert h.slack.modal("ana").text
