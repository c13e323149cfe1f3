"""Every port's suite runs on the fake and on the real adapter over moto; the resources are the template's."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from types import SimpleNamespace
from typing import Any, NamedTuple

import botocore.endpoint
import botocore.session
import pytest
from botocore.exceptions import ClientError
from botocore.loaders import Loader, create_loader
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from bot.aws.cards import CardTable
from bot.aws.errors import Client
from bot.aws.incident_table import IncidentTable
from bot.aws.jobs import JobTable
from bot.aws.lines import LineTable
from bot.aws.session import STORE, Clients
from bot.aws.table import Table
from bot.ports.cards import Cards
from bot.ports.incidents import Incidents
from bot.ports.jobs import Jobs
from bot.ports.lines import Lines
from tests.fakes import FakeCards, FakeIncidents, FakeJobs, FakeLines, HandClock, Store
from tests.scenario.harness.dynamodb import DynamoDb, DynamoDbError
from tests.unit.template.stack import properties

REGION = "eu-west-1"
TABLE = "incidents"


def no_sleep(_seconds: float) -> None:
    """Waits cost nothing in a test."""


@contextmanager
def _one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """DynamoDB checks a condition and writes in one step; moto does so only when nobody disturbs it."""
    lock, carry_out = threading.RLock(), BotocoreStubber.__call__

    def alone(stubber: BotocoreStubber, *args: Any, **kwargs: Any) -> Any:
        with lock:
            return carry_out(stubber, *args, **kwargs)

    monkeypatch.setattr(BotocoreStubber, "__call__", alone)
    yield


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clients]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    # botocore waits between its own attempts; a test does not.
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=no_sleep, time=time.time))
    with mock_aws(), _one_at_a_time(monkeypatch):
        session = botocore.session.Session()
        session.register_component("data_loader", _models())
        yield Clients(REGION, session=session)


@cache
def _models() -> Loader:
    """AWS's models of its services, read once: reading them takes longer than most tests."""
    return create_loader()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def dynamodb(aws: Clients) -> Client:
    client = aws.client("dynamodb", STORE)
    table = properties("IncidentTable")
    client.create_table(
        TableName=TABLE,
        **{
            name: table[name]
            for name in ("AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "BillingMode")
        },
    )
    return client


@pytest.fixture
def table(dynamodb: Client) -> Table:
    return Table(dynamodb, TABLE, page=2, sleep=no_sleep)  # tiny pages: every query has several


class Ports(NamedTuple):
    """The four ports of one table."""

    incidents: Incidents
    jobs: Jobs
    cards: Cards
    lines: Lines


class HarnessClient:
    """A client of the scenarios' table: the document of a request is what its keywords are."""

    def __init__(self, clock: HandClock) -> None:
        self._dynamodb = DynamoDb(properties("IncidentTable"), clock)

    def __getattr__(self, name: str) -> Callable[..., Any]:
        operation = "".join(map(str.capitalize, name.split("_")))

        def ask(**asked: Any) -> Any:
            try:
                return self._dynamodb.answer(operation, json.loads(json.dumps(asked)))
            except DynamoDbError as error:
                said: Any = {"Error": {"Code": error.code, "Message": str(error)}, **error.body}
                raise ClientError(said, operation) from error

        return ask


@pytest.fixture(params=["fake", "dynamodb", "the harness's"])
def ports(request: pytest.FixtureRequest, clock: HandClock) -> Ports:
    if request.param == "fake":
        store = Store()
        return Ports(FakeIncidents(store, clock), FakeJobs(store), FakeCards(store), FakeLines(store))
    real: Table
    if request.param == "dynamodb":
        real = request.getfixturevalue("table")
    else:
        real = Table(HarnessClient(clock), TABLE, page=2, sleep=no_sleep)
    return Ports(IncidentTable(real, clock), JobTable(real), CardTable(real), LineTable(real, clock))
