"""The clock: the index and the own queues."""

from typing import TYPE_CHECKING, NamedTuple

from bot.aws.incident_table import IncidentTable
from bot.use_cases.find_due import FindDue
from bot.wiring import store
from bot.wiring.runtime import Runtime

if TYPE_CHECKING:
    from bot.ports.clock import Clock


class ClockWiring(NamedTuple):
    clock: "Clock"
    find_due: FindDue
    incidents: IncidentTable
    stack: str


def wired(runtime: Runtime) -> ClockWiring:
    incidents = store.incidents(runtime)
    find_due = FindDue(incidents, store.outbox(runtime))
    return ClockWiring(runtime.clock, find_due, incidents, runtime.settings.stack)
