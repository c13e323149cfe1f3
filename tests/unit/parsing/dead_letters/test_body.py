"""Bodies are decoded one level; what cannot be read is shown as bytes."""

import base64
import gzip
import json

import pytest

from bot.parsing.body import MOST_OUT, Decoded, decode

ORDER = '{"order": "A-1017", "to": "Zürich"}'
PACKED = gzip.compress(ORDER.encode(), mtime=0)


def encoded(data: bytes) -> str:
    return base64.b64encode(data).decode()


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        pytest.param(ORDER, "text", id="text"),
        pytest.param(ORDER.encode(), "text", id="UTF-8"),
        pytest.param("\ufeff" + ORDER, "text", id="a byte order mark in text"),
        pytest.param(ORDER.encode("utf-8-sig"), "text", id="a byte order mark"),
        pytest.param(ORDER.encode("utf-16"), "UTF-16", id="UTF-16 with its mark"),
        pytest.param(ORDER.encode("utf-16-le"), "UTF-16", id="UTF-16, little end first, without a mark"),
        pytest.param(ORDER.encode("utf-16-be"), "UTF-16", id="UTF-16, big end first, without a mark"),
        pytest.param(ORDER.encode("utf-32"), "UTF-32", id="UTF-32 with its mark"),
        pytest.param(encoded(ORDER.encode()), "base64", id="base64"),
        pytest.param(encoded(ORDER.encode()).encode(), "base64", id="base64 as bytes"),
        pytest.param(
            base64.urlsafe_b64encode(ORDER.encode()).decode().rstrip("="),
            "base64",
            id="base64 for URLs, bare",
        ),
        pytest.param(base64.encodebytes(ORDER.encode()).decode(), "base64", id="base64 in lines"),
        pytest.param(PACKED, "gzip", id="gzip"),
        pytest.param(encoded(PACKED), "gzip in base64", id="gzip in base64"),
    ],
)
def test_a_body_is_decoded(body: str | bytes, encoding: str) -> None:
    decoded = decode(body)
    assert (decoded.text, decoded.encoding, decoded.binary, decoded.whole) == (ORDER, encoding, False, True)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("please-ship-this", id="a word with base64's letters"),
        pytest.param("deadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeefdeadbeef", id="hexadecimal"),
        pytest.param("e4b46cbf-b738-4880-8a18-06d2a5a1c2c1", id="an id"),
        pytest.param("1772334001512177233400151217723340015121772334001512177233400151", id="digits"),
        pytest.param("abcdefghijklmnopqrstu", id="a length that base64 never has"),
        pytest.param("abcdefghijklmnopqrs==", id="a filling that base64 never has"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_only_looks_like_base64_stays_as_it_is(body: str) -> None:
    assert decode(body) == Decoded(body, "text", len(body))


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        pytest.param(b"\xff\xfeabc", "binary", id="half a UTF-16 letter"),
        pytest.param(b"caf\xe9 au lait", "binary", id="invalid UTF-8"),
        pytest.param(b"order\x00\x00\x1717", "binary", id="NUL among letters"),
        pytest.param("order\x0017", "binary", id="NUL in text"),
        pytest.param(b"\x1f\x8b\x08 no gzip at all", "binary", id="only the head of gzip"),
        pytest.param(gzip.compress(b"\x00\x01\x02"), "gzip", id="bytes in gzip"),
        pytest.param(gzip.compress(b"caf\xe9 au lait"), "gzip", id="invalid UTF-8 in gzip"),
        pytest.param(encoded(bytes(range(90))), "binary in base64", id="bytes in base64"),
    ],
)
def test_bytes_that_are_no_text_are_shown_as_a_hex_dump(body: str | bytes, encoding: str) -> None:
    decoded = decode(body)
    assert (decoded.encoding, decoded.binary) == (encoding, True)
    assert decoded.text.startswith("0000  ")


def test_a_hex_dump_shows_letters_beside_the_digits() -> None:
    assert decode(b"order\x0017").text == f"0000  {'6f 72 64 65 72 00 31 37':<48} order.17"


def test_only_the_head_of_many_bytes_is_dumped() -> None:
    decoded = decode(b"\xff" * 10_000)
    assert len(decoded.text.splitlines()) == 16
    assert not decoded.whole
    assert decoded.size == 10_000


def test_no_more_than_a_million_characters_come_out_of_a_compressed_body() -> None:
    decoded = decode(gzip.compress(b"\xc3\xa9" * 3_000_000))
    assert len(decoded.text.encode()) <= MOST_OUT
    assert not decoded.whole
    assert not decoded.binary


def test_a_damaged_archive_is_shown_as_far_as_it_can_be_read() -> None:
    text = json.dumps([str(number) for number in range(5000)])
    decoded = decode(gzip.compress(text.encode())[:-2000])
    assert decoded.text
    assert text.startswith(decoded.text)
    assert not decoded.whole


def test_one_level_is_decoded_and_no_more() -> None:
    assert decode(encoded(encoded(ORDER.encode()).encode())).text == encoded(ORDER.encode())
