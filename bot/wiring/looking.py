"""What the probes look through."""

from bot.aws.dead_letter_queues import SqsDeadLetterQueues
from bot.aws.telemetry import CloudWatchTelemetry
from bot.use_cases.looking import Looking
from bot.wiring.world import World


def looking(world: World) -> Looking:
    return Looking(SqsDeadLetterQueues(world.clients), CloudWatchTelemetry(world.clients), world.policy)
