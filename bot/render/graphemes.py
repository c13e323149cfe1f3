"""Foreign text made presentable: nothing invisible that acts, and never cut inside what a reader sees as one.

An approximation of Unicode's extended grapheme clusters (UAX 29) without its tables: combining marks,
emoji sequences, flags and Hangul stay whole; other scripts fall back to code points.
"""

import unicodedata
from collections.abc import Callable, Iterator

# Overrides and isolates turn what follows around ("Trojan Source"); none is needed in a name or an error.
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_REPLACED = "\ufffd"
_ZWJ = "\u200d"
# Longer clusters are made to fall over neighbouring lines, not to be read.
LONGEST_CLUSTER = 16

_FORBIDDEN = {
    **dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], _REPLACED),
    **dict.fromkeys(range(0xD800, 0xE000), _REPLACED),  # lone surrogates cannot be sent as UTF-8
    **dict.fromkeys(map(ord, _BIDI), None),
    ord("\ufeff"): None,
    ord("\r"): None,
}
_LINES = _FORBIDDEN | dict.fromkeys(map(ord, "\n\x0b\x0c\x85\u2028\u2029"), "\n") | {ord("\t"): "\t"}
_ONE_LINE = _FORBIDDEN | dict.fromkeys(map(ord, "\n\t\x0b\x0c\x85\u2028\u2029"), " ")


def one_line(text: str) -> str:
    """Text as it may stand inside a line."""
    return text.translate(_ONE_LINE)


def several_lines(text: str) -> str:
    """Text that keeps its lines and tabs."""
    return text.translate(_LINES)


def utf16(text: str) -> int:
    """Length as JavaScript counts, which is never less than the number of characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str, most: int, width: Callable[[str], int] = utf16) -> str:
    """At most `most` wide, between graphemes, ending in an ellipsis when something is missing."""
    # No character is less than one wide, so what lies far beyond the bound needs no measuring.
    if len(text) <= most and width(text) <= most:
        return text
    kept, room = [], most - 1
    for cluster in clusters(text[: most + LONGEST_CLUSTER]):
        room -= width(cluster)
        if room < 0:
            break
        kept.append(cluster)
    return "".join(kept).rstrip() + "…" if most > 0 else ""


def clusters(text: str) -> Iterator[str]:
    """What a reader sees as one character each."""
    start = 0
    for end in range(1, len(text)):
        if end - start >= LONGEST_CLUSTER or not _joined(text, start, end):
            yield text[start:end]
            start = end
    if text:
        yield text[start:]


def _joined(text: str, start: int, at: int) -> bool:
    """Whether the character at `at` belongs to the cluster that begins at `start`."""
    before, here = text[at - 1], text[at]
    if here.isascii():
        return False
    if _ZWJ in {here, before}:
        return True
    if _regional(here):
        return _regional(before) and at - start == 1
    return _extends(here) or _hangul(before, here)


def _extends(char: str) -> bool:
    """Marks, skin tones and tag characters change the character before them."""
    return (
        unicodedata.category(char).startswith("M")
        or "\U0001f3fb" <= char <= "\U0001f3ff"
        or "\U000e0020" <= char <= "\U000e007f"
    )


def _regional(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _hangul(before: str, here: str) -> bool:
    return "\u1160" <= here <= "\u11ff" and ("\u1100" <= before <= "\u11ff" or "\uac00" <= before <= "\ud7a3")
