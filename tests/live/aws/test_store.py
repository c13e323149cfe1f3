"""The contracts of the incident table's ports, on a table of DynamoDB instead of the fake and moto."""

from collections.abc import Iterator
from functools import partial

import pytest

from bot.aws.cards import CardTable
from bot.aws.incident_table import IncidentTable
from bot.aws.jobs import JobTable
from bot.aws.lines import LineTable
from bot.aws.receipt_chunks import kept_receipts
from bot.aws.table import Table
from tests.contract.aws.ports import Ports
from tests.contract.aws.test_cards import *  # noqa: F403 - their tests are these tests
from tests.contract.aws.test_incidents import *  # noqa: F403
from tests.contract.aws.test_jobs import *  # noqa: F403
from tests.fakes import HandClock
from tests.live.aws.place import Place
from tests.unit.template.stack import properties

PATIENTLY = {"Delay": 1, "MaxAttempts": 120}
MADE_OF = ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")


@pytest.fixture(scope="module")
def name(account: Place) -> Iterator[str]:
    """One table for all of them: making one takes AWS ten seconds."""
    template, name = properties("IncidentTable"), account.name("store")
    dynamodb = account.client("dynamodb")
    dynamodb.create_table(TableName=name, **{part: template[part] for part in MADE_OF})
    try:
        dynamodb.get_waiter("table_exists").wait(TableName=name, WaiterConfig=PATIENTLY)
        yield name
    finally:
        dynamodb.delete_table(TableName=name)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def ports(account: Place, name: str, clock: HandClock) -> Iterator[Ports]:
    table = Table(account.client("dynamodb"), name, page=2)
    yield Ports(
        IncidentTable(table, clock),
        JobTable(table),
        CardTable(table),
        LineTable(table, clock),
        partial(kept_receipts, table),
    )
    empty(account, name)


def empty(account: Place, name: str) -> None:
    dynamodb = account.client("dynamodb")
    pages = dynamodb.get_paginator("scan").paginate(TableName=name, ConsistentRead=True)
    keys = [
        {
            part["AttributeName"]: item[part["AttributeName"]]
            for part in properties("IncidentTable")["KeySchema"]
        }
        for page in pages
        for item in page["Items"]
    ]
    for start in range(0, len(keys), 25):
        requests = [{"DeleteRequest": {"Key": key}} for key in keys[start : start + 25]]
        dynamodb.batch_write_item(RequestItems={name: requests})
