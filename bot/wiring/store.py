"""The table, the own queues, and the writer that keeps the two in step."""

from bot.aws.incident_table import IncidentTable
from bot.aws.outbox import SqsOutbox
from bot.aws.session import POST, STORE
from bot.aws.table import Table
from bot.use_cases.write_incident import IncidentWriter
from bot.wiring.runtime import Runtime


def table(runtime: Runtime) -> Table:
    return Table(runtime.clients.client("dynamodb", STORE), runtime.settings.incident_table)


def incidents(runtime: Runtime) -> IncidentTable:
    return IncidentTable(table(runtime), runtime.clock)


def outbox(runtime: Runtime) -> SqsOutbox:
    settings = runtime.settings
    return SqsOutbox(
        runtime.clients.client("sqs", POST),
        commands=settings.command_queue_url,
        jobs=settings.job_queue_url,
        cards=settings.card_queue_url,
    )


def incident_writer(runtime: Runtime) -> IncidentWriter:
    return IncidentWriter(incidents(runtime), outbox(runtime), runtime.current)
