"""What a crowd costs: calls until the card of every group is there, when all open at once in one channel.

Twice: on the whole application, until every queue was looked at, too, with all that clock and looks ask for
meanwhile, where the stand-in of DynamoDB takes the square of the time; and on the projection alone, on a
table in memory, for as many as 2,000. Slack takes one post a second, as it does. Every call is counted, but
those of the event sources.
"""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from tests.benchmarks.claim import Claim, Workbench
from tests.fakes.projecting import SECOND, Projecting
from tests.scenario.harness import Alarm, Harness, pump

WHOLE = (50, 200, 800)
SIZES = (50, 200, 2_000)
# Ten, or four, times the groups may take so much more than so many times the calls.
IN_PROPORTION = 1.2


def crowd(_bench: Workbench) -> list[Claim]:
    with quietly():
        whole = {size: calls_for(size) for size in WHOLE}
        taken = {size: projecting(size) for size in SIZES}
    told = [
        Claim(
            what=f"calls for {size} groups opening at once, looks and clock included", ours=str(whole[size])
        )
        for size in WHOLE
    ]
    told += [
        Claim(what=f"calls to show {size} groups opening at once", ours=str(taken[size])) for size in SIZES
    ]
    return [*told, growth(whole, *WHOLE[-2:], "on the whole"), growth(taken, *SIZES[-2:], "to show them")]


def growth(taken: Mapping[int, int], few: int, many: int, what: str) -> Claim:
    return Claim(
        what=f"calls a group {what}, {many} against {few}",
        ours=f"{taken[many] / many:.1f}",
        peer=f"{taken[few] / few:.1f}",
        ratio=taken[many] / (taken[few] * many / few),
        limit=IN_PROPORTION,
    )


def projecting(size: int) -> int:
    world = Projecting()
    for number in range(size):
        world.change(f"quiet-{number}", channel=0)
    world.forward((size + 10) * SECOND)
    if lost := world.untold() + world.behind():
        raise RuntimeError(f"{len(lost)} of {size} cards are not there")
    return world.calls


def calls_for(size: int) -> int:
    with Harness(strict=False) as h:
        for n in range(size):
            h.dead_letters(f"quiet-{n}-dlq", '{"order": 1}')
        h.deliver(*(Alarm(f"quiet-{n}-dlq").fires(h.clock()) for n in range(size)))
        for _ in range(size // 10):
            h.fast_forward(minutes=1)
            looked_at = sum(each.evidence is not None for each in h.table.incidents())
            if len(h.slack.messages()) == looked_at == size:
                return len(h.wire.calls)
        raise RuntimeError(f"{len(h.slack.messages())} of {size} cards are there, {looked_at} looked at")


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
