"""Ten thousand dead letters of every wire format, decoded; against parsing the JSON of their bodies once.

Nobody can tell what a message is without parsing it, so that is the floor.
"""

import json
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import cycle, islice

from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.parsing.dead_letters import read_dead_letter
from tests.benchmarks.claim import Claim, Workbench
from tests.benchmarks.paired import paired
from tests.events.dead_letters import NAMES, message

LETTERS = 10_000


def decode_rate(bench: Workbench) -> list[Claim]:
    letters = mixed_letters()
    measured = paired(
        lambda: cpu_of(lambda: decode(letters)), lambda: cpu_of(lambda: parse(letters)), bench.rounds
    )
    return [
        Claim(
            what=f"decoding {LETTERS:,} mixed dead letters",
            ours=f"{LETTERS / measured.ours:,.0f} a second",
            peer=f"json.loads of their bodies: {LETTERS / measured.peers:,.0f} a second",
            ratio=measured.ratio,
            limit=8.0,
        )
    ]


def mixed_letters() -> list[ReceivedMessage]:
    """One of each format and variation in turn, until there are enough."""
    return list(islice(cycle([message(name) for name in NAMES]), LETTERS))


def decode(letters: list[ReceivedMessage]) -> None:
    for letter in letters:
        read_dead_letter(letter)


def parse(letters: list[ReceivedMessage]) -> None:
    for letter in letters:
        with suppress(ValueError):
            json.loads(letter.body)


def cpu_of(work: Callable[[], None]) -> float:
    before = time.process_time()
    work()
    return time.process_time() - before
