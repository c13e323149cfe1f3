"""`lastcall receipts ID [--job JOB] > FILE`: what a redrive did with each message, for `lastcall verify`.

With the caller's own credentials, and reading only: the stack's resources, and its incident table.
Exit status: 0 printed, 1 there is no such redrive or its receipts are not what it counted, 2 the stack cannot
be read.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from typing import NamedTuple

from bot.aws.incident_table import IncidentTable
from bot.aws.jobs import JobTable
from bot.aws.receipt_chunks import kept_receipts
from bot.aws.session import Clients
from bot.aws.stack_table import incident_table_of
from bot.aws.table import Table
from bot.domain.errors import BotError
from bot.domain.redrive.job import Job
from bot.domain.redrive.ledger import agrees, closing, ends_of, summed, told_by, verify
from bot.domain.resource.grouping import as_incident_id
from bot.wiring.clock import utc_now


class ReceiptFile(NamedTuple):
    """The lines of a file of receipts, and what is wrong with them."""

    lines: Sequence[str]
    wrong: Sequence[str]


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="of the incident, as its card shows it, such as K7Q2-M9TD")
    parser.add_argument("--job", metavar="JOB", help="one of its redrives (default: the newest)")
    parser.add_argument("--stack", default="lastcall", help="name of the stack (default: lastcall)")
    parser.add_argument("--region", help="its region (default: from your AWS settings)")


def run(arguments: Namespace) -> int:
    try:
        table = incident_table_of(Clients(arguments.region or ""), arguments.stack)
        found = file_of(table, arguments.id, arguments.job)
    except BotError as fault:
        sys.stderr.write(f"{arguments.stack}: cannot be read: {fault}\n")
        return 2
    if found is None:
        which = f"redrive {arguments.job}" if arguments.job else "redrive"
        sys.stderr.write(f"{arguments.stack}: there is no {which} of an incident {arguments.id}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in found.lines)
    sys.stderr.writelines(f"{each}\n" for each in found.wrong)
    return 1 if found.wrong else 0


def file_of(table: Table, typed: str, chosen: str | None = None) -> ReceiptFile | None:
    """None where there is no such redrive."""
    job = _job(table, typed, chosen)
    if job is None:
        return None
    lines = list(kept_receipts(table, job))
    ledger = summed(job.progress.planned, ends_of(told_by(lines)))
    lines.append(closing(job, ledger))
    problems = verify("".join(f"{line}\n" for line in lines).encode())
    wrong = [f"line {each.line}: {each.why}" for each in problems]
    # A chunk that is gone leaves a chain that is whole up to there.
    if len(lines) - 1 != job.receipts.length or not agrees(ledger, job):
        counted = f"{job.receipts.length:,} receipts were kept, {len(lines) - 1:,} are here"
        wrong.append(f"{counted}, and add up to {ledger}; the redrive says: {job.verdict or 'not over yet'}")
    return ReceiptFile(lines, wrong)


def _job(table: Table, typed: str, chosen: str | None) -> Job | None:
    incidents, wanted = IncidentTable(table, utc_now), as_incident_id(typed)
    group = incidents.group_of(wanted) if wanted else None
    incident = incidents.load([group]).get(group) if group else None
    if group is None or incident is None:
        return None
    return JobTable(table).load(group, chosen or incident.newest_job)
