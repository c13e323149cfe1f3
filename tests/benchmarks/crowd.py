"""What a crowd costs: calls until the card of every group is there, when all open at once in one channel.

Twice: on the whole application, where the stand-in of DynamoDB takes the square of the time; and on the
projection alone, on a table in memory, for as many as 2,000. Slack takes one post a second, as it does. Calls
to Slack, DynamoDB and SQS are counted, not those of the event sources. In the first, taking in the alarm is
counted too; evidence is gathered apart, and the clock does nothing meanwhile.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from tests.benchmarks.claim import Claim, Workbench
from tests.fakes.projecting import SECOND, Projecting
from tests.scenario.harness import Alarm, Harness, pump

WHOLE = 50
SIZES = (50, 200, 2_000)
# Ten times the groups may take so much more than ten times the calls.
IN_PROPORTION = 1.2


def crowd(_bench: Workbench) -> list[Claim]:
    with quietly():
        whole = calls_for(WHOLE)
        taken = {size: projecting(size) for size in SIZES}
    told = [Claim(what=f"calls for {WHOLE} groups opening at once, on the whole", ours=str(whole))]
    told += [
        Claim(what=f"calls to show {size} groups opening at once", ours=str(taken[size])) for size in SIZES
    ]
    _, few, many = SIZES
    growth = Claim(
        what=f"calls a group, {many} against {few}",
        ours=f"{taken[many] / many:.1f}",
        peer=f"{taken[few] / few:.1f}",
        ratio=taken[many] / (taken[few] * many / few),
        limit=IN_PROPORTION,
    )
    return [*told, growth]


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
