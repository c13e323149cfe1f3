"""The ports of the probes."""

from bot.aws.buckets import S3Buckets
from bot.aws.dead_letter_queues import SqsDeadLetterQueues
from bot.aws.feeders import AwsFeeders
from bot.aws.functions import LambdaFunctions
from bot.aws.handovers import AwsHandovers
from bot.aws.own_reads import TableOwnReads
from bot.aws.streams import AwsStreams
from bot.aws.telemetry import CloudWatchTelemetry
from bot.probes.run.in_threads import in_threads
from bot.probes.run.ports import ProbePorts
from bot.wiring import store
from bot.wiring.runtime import Runtime


def probe_ports(runtime: Runtime) -> ProbePorts:
    return ProbePorts(
        queues=SqsDeadLetterQueues(runtime.clients),
        telemetry=CloudWatchTelemetry(runtime.clients),
        functions=LambdaFunctions(runtime.clients),
        streams=AwsStreams(runtime.clients, own=TableOwnReads(store.table(runtime), runtime.clock)),
        feeders=AwsFeeders(runtime.clients),
        buckets=S3Buckets(runtime.clients),
        handovers=AwsHandovers(runtime.clients),
        policy=runtime.current,
        threads=runtime.threads or in_threads,
    )
