"""Where a deployed stack keeps its incidents, for commands that read it from outside."""

from bot.aws.errors import asking
from bot.aws.session import LOOK, STORE, Clients
from bot.aws.table import Table

_LOGICAL = "IncidentTable"


def incident_table_of(clients: Clients, stack: str) -> Table:
    """Raises:
    BotError: There is no such stack, or it may not be looked at.
    """
    with asking("cloudformation:DescribeStackResource", f"{_LOGICAL} of {stack}"):
        cloudformation = clients.client("cloudformation", LOOK)
        found = cloudformation.describe_stack_resource(StackName=stack, LogicalResourceId=_LOGICAL)
        name = str(found["StackResourceDetail"]["PhysicalResourceId"])
        return Table(clients.client("dynamodb", STORE), name)
