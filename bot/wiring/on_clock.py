"""The clock: the index and the own queues."""

from typing import NamedTuple

from bot.use_cases.find_due import FindDue
from bot.wiring import store
from bot.wiring.world import Clock, World


class Clockwork(NamedTuple):
    clock: Clock
    find_due: FindDue


def wired(world: World) -> Clockwork:
    return Clockwork(world.clock, FindDue(store.incidents(world), store.outbox(world)))
