"""Any secret in any notation under any name vanishes; what names none stays."""

import base64
import json
import string
from collections.abc import Callable, Sequence
from urllib.parse import quote

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.evidence.error_shape import error_shape
from bot.domain.redaction.names import names_a_credential
from bot.domain.redaction.sample_text import masked, sample_text

Notation = Callable[[str, str], str]

_WORDS = (
    "password",
    "passwd",
    "secret",
    "token",
    "api key",
    "access key",
    "private key",
    "credential",
    "cookie",
)
_OTHERS = (
    "contraseña",
    "mot de passe",
    "senha",
    "Passwort",
    "clave secreta",
    "chiave segreta",
    "wachtwoord",
    "пароль",
)
_BEFORE = ("", "db", "admin", "user", "shop prod", "x", "my")
_AFTER = ("", "2", "value", "new", "prod")
_SPELLINGS: tuple[Callable[[Sequence[str]], str], ...] = (
    "_".join,
    "-".join,
    ".".join,
    lambda words: "_".join(words).upper(),
    lambda words: words[0] + "".join(word.capitalize() for word in words[1:]),
    lambda words: "".join(word.capitalize() for word in words),
)
NAMES = st.builds(
    lambda before, word, after, spell: spell(f"{before} {word} {after}".split()),
    st.sampled_from(_BEFORE),
    st.sampled_from((*_WORDS, *_OTHERS)),
    st.sampled_from(_AFTER),
    st.sampled_from(_SPELLINGS),
)
VALUES = st.text(string.ascii_letters + string.digits, min_size=6, max_size=24).map(lambda text: f"q{text}z")

NOTATIONS: dict[str, Notation] = {
    "key: value": "{}: {}".format,
    "key=value": "{}={}".format,
    "key = 'value'": "{} = '{}'".format,
    "JSON": lambda name, value: json.dumps({name: value, "n": 1}),
    "JSON in a list": lambda name, value: json.dumps([{"a": {name: [value]}}]),
    "JSON that is cut off": lambda name, value: json.dumps({name: value, "n": "x"}, ensure_ascii=False)[:-2],
    "JSON in JSON": lambda name, value: json.dumps({"body": json.dumps({name: value}, ensure_ascii=False)}),
    "escaped JSON": lambda name, value: json.dumps(json.dumps({name: value}, ensure_ascii=False))[1:],
    "Python": lambda name, value: repr({name: value, "n": 1}),
    "Python's bytes": lambda name, value: repr({name: value.encode()}),
    "pairs": lambda name, value: repr([(name, value)]),
    "Ruby": '{{:"{}"=>"{}", :n=>1}}'.format,
    "PHP": "array('{}' => '{}', 'n' => 1)".format,
    "print_r": "Array\n(\n    [{}] => {}\n    [n] => 1\n)".format,
    "serialised": lambda name, value: f'a:1:{{s:{len(name)}:"{name}";s:{len(value)}:"{value}";}}',
    "YAML": "a: 1\n{}: {}\nn: 1".format,
    "YAML's block": "a: 1\n{}: |\n  {}\nn: 1".format,
    "YAML's next line": "{}:\n  {}\nn: 1".format,
    "query string": "https://shop.example/x?a=1&{}={}&n=1".format,
    "percent-encoded": lambda name, value: quote(json.dumps({name: value}, ensure_ascii=False), safe=""),
    "header": "GET / HTTP/1.1\r\n{}: {}\r\nHost: shop".format,
    "flag": "deploy --{} {} --n 1".format,
    "flag and sign": "deploy --{}={} --n 1".format,
    "CSV": "n;{}\n1;{}\n".format,
    "quoted CSV": 'n,"{}"\n1,"{}"\n'.format,
    "INSERT": "INSERT INTO t (n, {}) VALUES (1, '{}')".format,
    "UPDATE": "UPDATE t SET {} = '{}' WHERE n = 1".format,
    "attribute": '<a n="1" {}="{}"/>'.format,
    "form": 'x\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n--x--'.format,
    "label and value": lambda name, value: json.dumps({"name": name, "value": value}),
    "label and value in text": lambda name, value: f"seen {{'key': '{name}', 'value': '{value}'}}",
    "map of Go": "map[{}:{} n:1]".format,
    "record of Java": "Login(n=1, {}={})".format,
    "log line": 'level=error {}="{}" n=1'.format,
}


@given(name=NAMES, value=VALUES, notation=st.sampled_from(sorted(NOTATIONS)))
def test_any_secret_beside_its_name_vanishes(name: str, value: str, notation: str) -> None:
    text = NOTATIONS[notation](name, value)
    assert names_a_credential(name)
    assert value not in sample_text(text, "redacted").text
    assert value not in masked(text)
    assert value not in error_shape(f"[ERROR] ShopError: {text}")


_AROUND: tuple[Callable[[str], str], ...] = (
    "2025-11-21 ERROR {}".format,
    lambda text: json.dumps({"log": text, "n": 1}),
    lambda text: json.dumps({"Message": json.dumps({"log": text})}),
    lambda text: json.dumps({"payload": base64.b64encode(f"the text: {text}".encode()).decode()}),
    lambda text: "word " * 300 + text,
    lambda text: f"({text})",
)
_INLINE = (
    "key=value",
    "key = 'value'",
    "JSON",
    "Python",
    "Ruby",
    "PHP",
    "query string",
    "flag",
    "UPDATE",
    "attribute",
)


@given(
    name=NAMES,
    value=VALUES,
    notation=st.sampled_from(_INLINE),
    around=st.lists(st.sampled_from(_AROUND), min_size=1, max_size=2),
)
def test_whatever_it_is_wrapped_in(
    name: str, value: str, notation: str, around: list[Callable[[str], str]]
) -> None:
    text = NOTATIONS[notation](name, value)
    for wrap in around:
        text = wrap(text)
    assert value not in sample_text(text, "redacted").text


_ABOUT = ("Required", "Count", "Type", "Expired", "ResetAt", "Policy", "Name", "Status", "Length", "Error")
_HARMLESS_NAMES = st.one_of(
    st.sampled_from(
        ("order", "orderId", "author", "compass", "passenger", "pinned", "secretary", "tokenizer")
    ),
    st.builds(
        "{}{}".format,
        st.sampled_from(("password", "token", "signature", "cookie", "secret")),
        st.sampled_from(_ABOUT),
    ),
    st.builds(
        "{}{}".format,
        st.sampled_from(("is", "has", "requires")),
        st.sampled_from(("Password", "Token", "Email")),
    ),
)
_HARMLESS_VALUES = st.sampled_from(("A-1009", "blue", "Pixel 8", "order-late", "4.2.0", "17", "eu-west-1"))


@given(name=_HARMLESS_NAMES, value=_HARMLESS_VALUES, notation=st.sampled_from(sorted(NOTATIONS)))
def test_any_harmless_text_stays(name: str, value: str, notation: str) -> None:
    assert "[masked" not in sample_text(NOTATIONS[notation](name, value), "redacted").text


@given(name=NAMES, value=VALUES, notation=st.sampled_from(sorted(NOTATIONS)))
def test_what_is_masked_once_stays_as_it_is(name: str, value: str, notation: str) -> None:
    once = masked(NOTATIONS[notation](name, value))
    assert masked(once) == once
