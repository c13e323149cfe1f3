"""What the probes look through."""

from bot.aws.buckets import S3Buckets
from bot.aws.dead_letter_queues import SqsDeadLetterQueues
from bot.aws.feeders import AwsFeeders
from bot.aws.functions import LambdaFunctions
from bot.aws.handovers import AwsHandovers
from bot.aws.own_reads import OwnReads
from bot.aws.streams import AwsStreams
from bot.aws.telemetry import CloudWatchTelemetry
from bot.use_cases.looking import Looking
from bot.wiring import store
from bot.wiring.world import World


def looking(world: World) -> Looking:
    return Looking(
        queues=SqsDeadLetterQueues(world.clients),
        telemetry=CloudWatchTelemetry(world.clients),
        functions=LambdaFunctions(world.clients),
        streams=AwsStreams(world.clients, own=OwnReads(store.table(world), world.clock)),
        feeders=AwsFeeders(world.clients),
        buckets=S3Buckets(world.clients),
        handovers=AwsHandovers(world.clients),
        policy=world.policy,
    )
