"""The table, the own queues, and the writer that keeps the two in step."""

from bot.aws.incident_table import IncidentTable
from bot.aws.outbox import SqsOutbox
from bot.aws.session import POST, STORE
from bot.aws.table import Table
from bot.use_cases.keep import Keep
from bot.wiring.world import World


def table(world: World) -> Table:
    return Table(world.clients.client("dynamodb", STORE), world.settings.incident_table)


def incidents(world: World) -> IncidentTable:
    return IncidentTable(table(world), world.clock)


def outbox(world: World) -> SqsOutbox:
    settings = world.settings
    return SqsOutbox(
        world.clients.client("sqs", POST),
        commands=settings.command_queue_url,
        jobs=settings.job_queue_url,
        cards=settings.card_queue_url,
    )


def keep(world: World) -> Keep:
    return Keep(incidents(world), outbox(world), world.policy)
