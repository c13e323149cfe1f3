"""Intake: the table and the own queues; no Slack, no templates."""

from typing import TYPE_CHECKING, NamedTuple

from bot.aws.incident_table import IncidentTable
from bot.use_cases.take_in_alarm import TakeInAlarm
from bot.wiring import store
from bot.wiring.runtime import Runtime

if TYPE_CHECKING:
    from bot.ports.clock import Clock


class AlarmWiring(NamedTuple):
    clock: "Clock"
    take_in: TakeInAlarm
    incidents: IncidentTable
    stack: str


def wired(runtime: Runtime) -> AlarmWiring:
    incidents = store.incidents(runtime)
    take_in = TakeInAlarm(incidents, store.incident_writer(runtime), runtime.current)
    return AlarmWiring(runtime.clock, take_in, incidents, runtime.settings.stack)
