"""Intake: the table and the own queues; no Slack, no templates."""

from typing import NamedTuple

from bot.aws.incident_table import IncidentTable
from bot.use_cases.take_in_alarm import TakeInAlarm
from bot.wiring import store
from bot.wiring.world import Clock, World


class Intake(NamedTuple):
    clock: Clock
    take_in: TakeInAlarm
    incidents: IncidentTable
    stack: str


def wired(world: World) -> Intake:
    incidents = store.incidents(world)
    take_in = TakeInAlarm(incidents, store.keep(world), world.policy)
    return Intake(world.clock, take_in, incidents, world.settings.stack)
