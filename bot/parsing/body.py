"""What a body's bytes or characters say, decoded one level: base64, gzip, both, UTF-16; else a hex dump.

Time and space are bounded whatever is sent: no more than 1 MB comes out of a compressed body.
"""

import base64
import binascii
import codecs
import re
import zlib
from typing import NamedTuple

MOST_OUT = 1_000_000
_GZIP = b"\x1f\x8b\x08"
_GZIP_WINDOW = 31  # zlib's number for "a gzip header, the largest window"
_DUMPED = 256
_DUMPED_A_LINE = 16

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "text"),
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_NO_BASE64 = re.compile(r"[^A-Za-z0-9+/_\s=-]")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,2}")
# Shorter ones, and those of one case, are words, ids and hexadecimal digits far more often than base64.
_SHORTEST_TEXT = 16
_SHORTEST_BINARY = 64
_MIXED = (re.compile("[A-Z]"), re.compile("[a-z]"), re.compile("[0-9+/=]"))


class Decoded(NamedTuple):
    """Attributes: encoding is `text`, or what it was decoded from; `size` counts bytes before that."""

    text: str
    encoding: str
    size: int
    binary: bool = False
    whole: bool = True


def decode(body: str | bytes) -> Decoded:
    """Total: whatever it is, it is shown as what it is."""
    if isinstance(body, bytes):
        return _of_bytes(body)
    text = body.removeprefix("\ufeff")
    size = len(text.encode("utf-8", "replace"))
    if _CONTROL.search(text):
        data = text.encode("utf-8", "replace")
        return Decoded(hex_dump(data), "binary", size, binary=True, whole=len(data) <= _DUMPED)
    return _of_base64(text, size) or Decoded(text, "text", size)


def hex_dump(data: bytes) -> str:
    """The first bytes as hexadecimal digits and, where they are, as letters."""
    rows = (data[at : at + _DUMPED_A_LINE] for at in range(0, min(len(data), _DUMPED), _DUMPED_A_LINE))
    return "\n".join(
        f"{at * _DUMPED_A_LINE:04x}  {row.hex(' '):<{3 * _DUMPED_A_LINE}} {_letters(row)}"
        for at, row in enumerate(rows)
    )


def _letters(row: bytes) -> str:
    return "".join(chr(each) if 0x20 <= each < 0x7F else "." for each in row)  # noqa: PLR2004 - printable ASCII


def _of_bytes(data: bytes) -> Decoded:
    if data.startswith(_GZIP) and (unzipped := _gunzipped(data)):
        return unzipped
    text, encoding = _text_of(data)
    if text is None or _CONTROL.search(text):
        return Decoded(hex_dump(data), "binary", len(data), binary=True, whole=len(data) <= _DUMPED)
    if encoding == "text" and (inner := _of_base64(text, len(data))):
        return inner
    return Decoded(text, encoding, len(data))


def _text_of(data: bytes) -> tuple[str | None, str]:
    bom, codec, encoding = next((each for each in _BOMS if data.startswith(each[0])), (b"", "", ""))
    if not bom:
        codec, encoding = _guessed(data)
    try:
        return data[len(bom) :].decode(codec), encoding
    except UnicodeDecodeError:
        return None, "binary"


def _guessed(data: bytes) -> tuple[str, str]:
    """UTF-16 without a mark shows as every other byte NUL, in whatever is mostly Latin."""
    head = data[:_DUMPED]
    if len(head) > 1 and len(head) % 2 == 0 and 0 in head:
        if not any(head[1::2]):
            return "utf-16-le", "UTF-16"
        if not any(head[::2]):
            return "utf-16-be", "UTF-16"
    return "utf-8", "text"


def _of_base64(text: str, size: int) -> Decoded | None:
    """None for what is no base64, or is more likely a word that happens to be spelled with its letters."""
    if len(text) < _SHORTEST_TEXT or _NO_BASE64.search(text):
        return None
    data = _from_base64("".join(text.split()))
    if data is None:
        return None
    if data.startswith(_GZIP) and (unzipped := _gunzipped(data)):
        return unzipped._replace(encoding="gzip in base64", size=size)
    inner, _ = _text_of(data)
    if inner is not None and not _CONTROL.search(inner):
        return Decoded(inner[:MOST_OUT], "base64", size, whole=len(inner) <= MOST_OUT)
    if len(text) < _SHORTEST_BINARY or not all(each.search(text) for each in _MIXED):
        return None
    return Decoded(hex_dump(data), "binary in base64", size, binary=True, whole=len(data) <= _DUMPED)


def _from_base64(text: str) -> bytes | None:
    plain = text.replace("-", "+").replace("_", "/")
    if not _BASE64.fullmatch(text) or (len(plain) % 4 and "=" in plain):
        return None
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def _gunzipped(data: bytes) -> Decoded | None:
    """At most 1 MB of it; what has been damaged is shown as far as it can be read."""
    stream = zlib.decompressobj(_GZIP_WINDOW)
    try:
        out = stream.decompress(data, MOST_OUT + 1)
    except zlib.error:
        return None
    whole = len(out) <= MOST_OUT and stream.eof
    out = out[:MOST_OUT]
    # The cut may run through a character.
    text = out.decode("utf-8", "strict" if whole else "ignore") if _is_text(out, whole=whole) else None
    if text is None or _CONTROL.search(text):
        return Decoded(hex_dump(out), "gzip", len(data), binary=True, whole=whole and len(out) <= _DUMPED)
    return Decoded(text, "gzip", len(data), whole=whole)


def _is_text(data: bytes, *, whole: bool) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data, final=whole)
    except UnicodeDecodeError:
        return False
    return True
