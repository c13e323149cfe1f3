"""What a crowd costs: calls until the card of every group is there, when all open at once in one channel.

Slack takes one post a second, as it does; evidence is gathered apart, and the clock does nothing meanwhile.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.claim import Claim, Workbench
from tests.scenario.harness import Alarm, Harness, pump

SIZES = (50, 200, 2_000)
# Ten times the groups may take so much more than ten times the calls.
IN_PROPORTION = 1.2


def crowd(_bench: Workbench) -> list[Claim]:
    with quietly():
        taken = {size: calls_for(size) for size in SIZES}
    told = [Claim(what=f"calls for {size} groups opening at once", ours=str(taken[size])) for size in SIZES]
    _, few, many = SIZES
    ratio = taken[many] / (taken[few] * many / few)
    growth = Claim(
        what=f"calls a group, {many} against {few}",
        ours=f"{taken[many] / many:.1f}",
        peer=f"{taken[few] / few:.1f}",
        ratio=ratio,
        limit=IN_PROPORTION,
    )
    return [*told, growth]


def calls_for(size: int) -> int:
    with Harness(strict=False) as h:
        h.functions.pause("on_job")
        h.deliver(*(Alarm(f"quiet-{n}-dlq").fires(h.clock()) for n in range(size)))
        h.fast_forward(seconds=size + 3, ticking=False)
        shown = len(h.slack.messages())
        if shown != size:
            raise RuntimeError(f"{shown} of {size} cards are there")
        return len(h.wire.calls)


@contextmanager
def quietly() -> Iterator[None]:
    """A crowd logs a lot, and takes more rounds than any story."""
    rounds, pump.ROUNDS = pump.ROUNDS, 10**7
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(logging.NOTSET)
        pump.ROUNDS = rounds
