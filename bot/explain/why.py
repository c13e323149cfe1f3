"""`lastcall why ID [--stack NAME] [--region REGION]`: who was called for an incident, how, why no one else.

With the caller's own credentials, and reading only: the stack's resources, and its incident table.
Exit status: 0 printed, 1 no such incident, 2 the stack cannot be read.
"""

import sys
from argparse import ArgumentParser, Namespace
from datetime import datetime

from bot.aws.cards import CardTable
from bot.aws.incident_table import IncidentTable
from bot.aws.session import Clients
from bot.aws.stack_table import incident_table_of
from bot.aws.table import Table
from bot.domain.errors import BotError
from bot.domain.resource.grouping import as_incident_id
from bot.explain.story import story
from bot.wiring.clock import utc_now


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("id", metavar="ID", help="as the card shows it, such as K7Q2-M9TD")
    parser.add_argument("--stack", default="lastcall", help="name of the stack (default: lastcall)")
    parser.add_argument("--region", help="its region (default: from your AWS settings)")


def run(arguments: Namespace) -> int:
    try:
        table = incident_table_of(Clients(arguments.region or ""), arguments.stack)
        lines = told(table, arguments.id, utc_now())
    except BotError as fault:
        sys.stderr.write(f"{arguments.stack}: cannot be read: {fault}\n")
        return 2
    if not lines:
        sys.stderr.write(f"{arguments.stack}: there is no incident {arguments.id}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def told(table: Table, typed: str, now: datetime) -> list[str]:
    """Empty where there is no incident of that id."""
    incidents, wanted = IncidentTable(table, lambda: now), as_incident_id(typed)
    group = incidents.group_of(wanted) if wanted else None
    projected = CardTable(table).load(group) if group else None
    if group is None or projected is None or projected.incident is None:
        return []
    entries = [entry for _, entry in incidents.timeline(group, 0)]
    return list(story(projected.incident, entries, projected.card, now))
