"""The clock: the index and the own queues."""

from typing import NamedTuple

from bot.aws.incident_table import IncidentTable
from bot.use_cases.find_due import FindDue
from bot.wiring import store
from bot.wiring.world import Clock, World


class Clockwork(NamedTuple):
    clock: Clock
    find_due: FindDue
    incidents: IncidentTable
    stack: str


def wired(world: World) -> Clockwork:
    incidents = store.incidents(world)
    find_due = FindDue(incidents, store.outbox(world))
    return Clockwork(world.clock, find_due, incidents, world.settings.stack)
