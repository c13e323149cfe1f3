"""Inputs as the field writes them, bent as transport, cutting and people bend them."""

import random
import re
from collections.abc import Callable
from functools import cache

from tests import events
from tests.events import dead_letters
from tests.masking_corpus import lines

_SPECIAL = (
    *(
        '"',
        "'",
        "\\",
        '\\"',
        "{",
        "}",
        "[",
        "]",
        "<",
        ">",
        "&",
        "%",
        "=",
        ":",
        ";",
        ",",
        "|",
        "\n",
        "\r\n",
        "\t",
    ),
    *("\x00", "\ud800", "\ufeff", "\u2028", "é", "💥", "%22", "&quot;", "\\u0022", "=>", "```", "<!channel>"),
    *(
        "password",
        "token=",
        "Bearer ",
        "null",
        "1e400",
        "-1",
        "0" * 40,
        "eyJ",
        "AKIA",
        "-----BEGIN",
        "[masked",
    ),
)
_PIECE = re.compile(r"\w+|\W")


@cache
def sources() -> tuple[str, ...]:
    alarms = tuple(map(events.event_text, events.NAMES))
    letters = tuple(map(dead_letters.text_of, dead_letters.NAMES))
    return (*alarms, *letters, *(line.text for line in lines()))


def _cut(rng: random.Random, text: str) -> str:
    return text[: rng.randrange(len(text) + 1)]


def _without(rng: random.Random, text: str) -> str:
    begin = rng.randrange(len(text) + 1)
    return text[:begin] + text[begin + rng.randrange(1, 30) :]


def _with(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_SPECIAL) * rng.choice((1, 1, 2, 50)) + text[at:]


def _doubled(rng: random.Random, text: str) -> str:
    begin = rng.randrange(len(text) + 1)
    piece = text[begin : begin + rng.randrange(1, 200)]
    return text[:begin] + piece * rng.choice((2, 3, 100)) + text[begin:]


def _flipped(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) or 1)
    return text[:at] + chr(rng.choice((rng.randrange(0x20, 0x7F), rng.randrange(0x3000)))) + text[at + 1 :]


def _spliced(rng: random.Random, text: str) -> str:
    other = rng.choice(sources())
    return text[: rng.randrange(len(text) + 1)] + other[rng.randrange(len(other) + 1) :]


def _shuffled(rng: random.Random, text: str) -> str:
    pieces = _PIECE.findall(text[:3_000])
    rng.shuffle(pieces)
    return "".join(pieces)


def _swapped(rng: random.Random, text: str) -> str:
    """A value of JSON becomes one of another type."""
    return re.sub(
        r'"[^"]{0,40}"(?=\s*[,}\]])', lambda _: rng.choice(("null", "[]", "{}", "7", '""')), text, count=3
    )


def _nested(rng: random.Random, text: str) -> str:
    opening, closing = rng.choice((("[", "]"), ('{"a":', "}"), ("(", ")"), ("<a>", "</a>")))
    deep = rng.choice((1, 5, 60))
    return opening * deep + text + closing * deep


_MUTATIONS: tuple[Callable[[random.Random, str], str], ...] = (
    *(_cut, _without, _with, _doubled, _flipped, _spliced, _shuffled, _swapped, _nested),
)


def mutation(seed: int) -> str:
    """The same for a seed every time."""
    rng = random.Random(seed)  # noqa: S311 - no cryptography
    text = rng.choice(sources())
    for _ in range(rng.randrange(1, 5)):
        text = rng.choice(_MUTATIONS)(rng, text)
    return text[:200_000]
