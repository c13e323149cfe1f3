"""No secret survives, whatever it is wrapped in; what is no secret stays."""

import base64
import json
import random
import string
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.error_shape import error_shape
from bot.domain.policy.policy import Redaction
from bot.domain.redaction.sample_text import SHOWN, SampleText, masked, sample_text

_ALNUM = string.ascii_letters + string.digits


def _chars(rng: random.Random, alphabet: str, count: int) -> str:
    return "".join(rng.choice(alphabet) for _ in range(count))


def _card(rng: random.Random) -> str:
    """A number that an issuer could have given out, its check digit included."""
    digits = rng.choice(["4", "51", "2221", "37", "6011", "35"])
    length = {"3": 15 if digits == "37" else 16}.get(digits[0], 16)
    digits += _chars(rng, string.digits, length - 1 - len(digits))
    for check in string.digits:
        total = 0
        for place, digit in enumerate(reversed(digits + check)):
            doubled = int(digit) * (1 + place % 2)
            total += doubled - 9 if doubled > 9 else doubled
        if total % 10 == 0:
            return digits + check
    raise AssertionError("one of ten digits fits")


def _spaced_card(rng: random.Random) -> str:
    digits = _card(rng)
    return rng.choice([" ", "-"]).join(digits[at : at + 4] for at in range(0, len(digits), 4))


# What a secret looks like by itself, so that it is known without any name beside it.
SECRETS: dict[str, Callable[[random.Random], str]] = {
    "AWS access key": lambda rng: "AKIA" + _chars(rng, string.ascii_uppercase + string.digits, 16),
    "AWS session key": lambda rng: "ASIA" + _chars(rng, string.ascii_uppercase + string.digits, 16),
    "JWT": lambda rng: (
        f"eyJ{_chars(rng, _ALNUM, 30)}.eyJ{_chars(rng, _ALNUM, 60)}.{_chars(rng, _ALNUM + '-_', 43)}"
    ),
    "private key": lambda rng: (
        f"-----BEGIN RSA PRIVATE KEY-----\n{_chars(rng, _ALNUM + '+/', 200)}\n-----END RSA PRIVATE KEY-----"
    ),
    "unfinished private key": lambda rng: f"-----BEGIN PRIVATE KEY-----\n{_chars(rng, _ALNUM + '+/', 300)}",
    "bearer token": lambda rng: f"Bearer {_chars(rng, _ALNUM + '-._~+/', 40)}",
    "Slack token": lambda rng: f"xoxb-{_chars(rng, string.digits, 12)}-{_chars(rng, _ALNUM, 24)}",
    "Slack app token": lambda rng: f"xapp-1-A{_chars(rng, _ALNUM, 24)}",
    "Slack webhook": lambda rng: (
        f"https://hooks.slack.com/services/T{_chars(rng, _ALNUM, 8)}/B/{_chars(rng, _ALNUM, 24)}"
    ),
    "GitHub token": lambda rng: f"ghp_{_chars(rng, _ALNUM, 36)}",
    "password in a URL": lambda rng: f"postgres://app:{_chars(rng, _ALNUM, 20)}@db.internal:5432/shop",
    "password field": lambda rng: f"password={_chars(rng, _ALNUM + '!$%', 16)}",
    "secret in XML": lambda rng: f"<Password>{_chars(rng, _ALNUM, 16)}</Password>",
    "card number": _card,
    "spaced card number": _spaced_card,
    "e-mail": lambda rng: (
        f"{_chars(rng, string.ascii_lowercase, 8)}.x@{_chars(rng, string.ascii_lowercase, 6)}.example"
    ),
    "phone number": lambda rng: f"+49 {rng.randint(100, 999)} {rng.randint(1_000_000, 9_999_999)}",
}

# What of it must not be seen afterwards.
_TELLING = {
    "private key": lambda secret: secret.split("\n")[1],
    "unfinished private key": lambda secret: secret.split("\n")[1],
    "bearer token": lambda secret: secret.split(" ")[1],
    "Slack webhook": lambda secret: secret.rpartition("/")[2],
    "password in a URL": lambda secret: secret.split(":")[2].split("@")[0],
    "password field": lambda secret: secret.split("=")[1],
    "secret in XML": lambda secret: secret[10:26],
}


def _encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


WRAPPINGS: dict[str, Callable[[str], str]] = {
    "alone": lambda secret: secret,
    "in a sentence": lambda secret: f"Could not log in with {secret} at 03:02.",
    "in JSON": lambda secret: json.dumps({"order": 7, "note": secret, "more": [1, 2]}),
    "deep in JSON": lambda secret: json.dumps({"a": [{"b": {"c": [secret]}}]}),
    "as a key": lambda secret: json.dumps({secret: 1}),
    "in a JSON string in JSON": lambda secret: json.dumps(
        {"Message": json.dumps({"detail": {"note": secret}})}
    ),
    "in JSON that is cut off": lambda secret: json.dumps({"note": secret, "more": "x"})[:-3],
    "in base64": lambda secret: _encoded(f"note={secret}; more text to follow"),
    "in base64 in JSON": lambda secret: json.dumps({"body": _encoded(json.dumps({"note": secret}))}),
    "far into a long body": lambda secret: "word " * 500 + secret,
    "across the end of what is shown": lambda secret: "w " * (SHOWN // 2 - 8) + secret,
    "across the end in JSON": lambda secret: json.dumps({"note": "w " * (SHOWN // 2 - 16) + secret}),
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("kind", SECRETS)
def test_no_secret_survives(kind: str, wrapping: str) -> None:
    rng = random.Random(f"{kind} {wrapping}")  # noqa: S311 - a seeded corpus, no cryptography
    for _ in range(25):
        secret = SECRETS[kind](rng)
        telling = _TELLING.get(kind, str)(secret)
        shown = sample_text(WRAPPINGS[wrapping](secret), "redacted").text
        # Not even its beginning, where what is shown ends in the middle of it.
        assert telling[:12] not in shown
        assert _encoded(telling)[:-4] not in shown


_VALUES = st.text(alphabet=_ALNUM, min_size=8, max_size=20).map(lambda text: f"v{text}v")


@pytest.mark.parametrize(
    "key",
    ["password", "db_password", "X-Api-Key", "clientSecret", "accessToken", "Authorization", "pin", "cvv"],
)
@given(value=_VALUES)
def test_a_value_is_masked_for_the_name_it_goes_by(key: str, value: str) -> None:
    for body in ({key: value}, {"in": [{key: value}]}, {"text": json.dumps({key: value})}, {key: [value]}):
        assert value not in sample_text(json.dumps(body), "redacted").text


@pytest.mark.parametrize("around", [("x" * 300, ""), ("", "x" * 300), ("." * 300, "." * 300)])
def test_a_name_is_read_to_its_end_however_long_it_is(around: tuple[str, str]) -> None:
    body = json.dumps({"password".join(around): "hunter2"})
    assert "hunter2" not in sample_text(body, "redacted").text


def test_a_setting_is_masked_for_the_name_beside_it() -> None:
    body = json.dumps([{"Name": "DB_PASSWORD", "Value": "hunter2"}, {"Name": "STAGE", "Value": "prod"}])
    shown = sample_text(body, "redacted").text
    assert "hunter2" not in shown
    assert '"prod"' in shown


@pytest.mark.parametrize(
    "harmless",
    [
        '"orderId": "A-1009"',
        '"at": 1764025868512',
        '"time": "2025-11-21T03:02:00+00:00"',
        '"id": "5759e988-bd86-4e3f-be1b-e46a99427279"',
        '"name": "Mia"',
        '"total": 1e400',
        '"sequence": 49590338271490256608559692538361571095921575989136588898',
    ],
)
def test_what_is_no_secret_stays_as_it_was_spelled(harmless: str) -> None:
    assert harmless in sample_text(f"{{{harmless}}}", "redacted").text


def test_base64_without_a_secret_stays() -> None:
    harmless = _encoded("just a greeting, nothing else")
    assert harmless in sample_text(json.dumps({"data": harmless}), "redacted").text


def test_a_team_adds_keys_and_patterns_and_keeps_fields_it_needs() -> None:
    rules = Redaction(keys=("badge",), patterns=(r"CUST-\d+",), unmasked=("contact_email",))
    body = json.dumps({"badgeNumber": "B77", "who": "CUST-4711", "contact_email": "ana@shop.example"})
    shown = sample_text(body, "redacted", rules).text
    assert "B77" not in shown
    assert "CUST-4711" not in shown
    assert "ana@shop.example" in shown


def test_a_kept_field_still_cannot_hold_a_credential() -> None:
    key = SECRETS["AWS access key"](random.Random(1))  # noqa: S311 - as above
    assert key not in sample_text(json.dumps({"note": key}), "redacted", Redaction(unmasked=("note",))).text


CREDENTIALS = (
    *("password", "db_passwd", "PASS-PHRASE", "client_secret", "accessToken", "X-Api-Key", "AWS_ACCESS_KEY"),
    *("privateKey", "Authorization", "credentials", "Set-Cookie", "session_id", "signature", "otp_code"),
    *("connectionString", "securityCode", "pwd", "pass", "PIN", "cvv", "cvc", "auth", "jwt"),
)
KEPT = st.lists(
    st.sampled_from((*CREDENTIALS, "name", "Key", "value", "note", "email")), max_size=6, unique=True
)
PLACES: tuple[Callable[[str, str], object], ...] = (
    lambda name, value: {name: value},
    lambda name, value: {"note": [{name: [value]}]},
    lambda name, value: {"email": {name: {"deep": value}}},
    lambda name, value: {"note": json.dumps({name: value})},
    lambda name, value: {"name": name, "value": value},
    lambda name, value: {"Key": name, "Value": value},
)


@given(name=st.sampled_from(CREDENTIALS), kept=KEPT, place=st.sampled_from(PLACES))
def test_no_credential_is_shown_whatever_is_kept(
    name: str, kept: list[str], place: Callable[[str, str], object]
) -> None:
    rules, body = Redaction(unmasked=(*kept, name)), json.dumps(place(name, "hunter2"))
    assert "hunter2" not in sample_text(body, "redacted", rules).text
    assert error_shape(f"{name}: hunter2", rules) == error_shape(f"{name}: hunter2")


def test_a_pattern_that_cannot_be_read_shows_nothing_at_all() -> None:
    rules = Redaction(patterns=("(",))
    assert "hello" not in sample_text("hello", "redacted", rules).text
    assert "hello" not in masked("hello", rules)


def test_keys_mode_shows_names_and_types_only() -> None:
    shown = sample_text(json.dumps({"name": "Mia", "n": 2, "paid": True, "x": None, "l": ["a"]}), "keys").text
    assert "Mia" not in shown
    assert [line.strip(" ,") for line in shown.splitlines()] == [
        *("{", '"name": text of 3', '"n": number', '"paid": true or false', '"x": null'),
        *('"l": [', "text of 1", "]", "}"),
    ]
    assert sample_text("just text", "keys").text == "(text, 9 characters)"


@pytest.mark.parametrize("mode", ["off", "shapes", "anything else"])
def test_a_route_that_does_not_show_bodies_shows_none(mode: str) -> None:
    assert sample_text("hello", mode) == SampleText("", 5)


def test_what_is_cut_is_counted() -> None:
    assert sample_text("short", "redacted").cut == 0
    assert sample_text("a b " * 5_000, "redacted").cut == 20_000 - SHOWN
    assert sample_text(json.dumps({"a": ["b" * 50] * 5_000}), "redacted").cut > 200_000


@given(st.text() | st.binary().map(lambda raw: raw.decode("latin-1")))
def test_any_body_is_shown_somehow_and_never_longer_than_asked(body: str) -> None:
    for mode in ("redacted", "keys"):
        assert len(sample_text(body, mode, most=100).text) <= 100


_MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    "body",
    [
        pytest.param('{"a":"' + "x" * _MEGABYTE + '"}', id="one long string"),
        pytest.param("[" + '{"a":"bcd"},' * 80_000 + "1]", id="many small objects"),
        pytest.param("[" * _MEGABYTE, id="a million levels deep"),
        pytest.param("[" * 800 + "]" * 800, id="deeper than anyone reads"),
        pytest.param("eyJ" * 333_000, id="beginnings of JWTs"),
        pytest.param("a-" * 500_000, id="words with hyphens"),
        pytest.param('password=\\"' * 90_000, id="quotes that never end"),
        pytest.param("-----BEGIN PRIVATE KEY-----" * 37_000, id="keys that never end"),
        pytest.param("4 " * 500_000, id="digits and spaces"),
        pytest.param("a@" * 500_000, id="beginnings of addresses"),
        pytest.param("+1" * 500_000, id="beginnings of phone numbers"),
    ],
)
def test_a_megabyte_costs_no_more_than_a_moment_of_cpu(body: str) -> None:
    begun = time.process_time()
    shown = sample_text(body, "redacted")
    assert time.process_time() - begun < 2
    assert len(shown.text) <= SHOWN
