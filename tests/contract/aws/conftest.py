"""Every port's suite runs on the fake and on the real adapter over moto; the resources are the template's."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import botocore.session
import pytest
from botocore.loaders import Loader, create_loader
from moto import mock_aws
from moto.core.botocore_stubber import BotocoreStubber

from bot.aws import receipt_chunks
from bot.aws.cards import CardTable
from bot.aws.errors import Client
from bot.aws.incident_table import IncidentTable
from bot.aws.jobs import JobTable
from bot.aws.lines import LineTable
from bot.aws.session import STORE, Clients
from bot.aws.table import Table
from tests.contract.aws.ports import Ports
from tests.contract.aws.stack import REGION, TABLE, no_sleep
from tests.fakes import FakeCards, FakeIncidents, FakeJobs, FakeLines, HandClock, Store
from tests.fakes.store import kept_receipts
from tests.scenario.harness.dynamodb import DynamoDb, DynamoDbError
from tests.scenario.harness.short_way import Answer, Request, Session
from tests.unit.template.stack import properties


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


class Asked:
    """Answers with the scenarios' table what comes on their short way."""

    def __init__(self) -> None:
        self.dynamodb = DynamoDb(properties("IncidentTable"), HandClock())

    def __call__(self, name: str, request: Request) -> Answer:
        try:
            told = self.dynamodb.answer(name.removeprefix("dynamodb."), json.loads(request.body))
        except DynamoDbError as error:
            return Answer(400, {}, error.text)
        return Answer(200, {}, json.dumps(told))


@cache
def _short_way() -> tuple[Asked, Client]:
    """One client for all tests: making one takes longer than most of them."""
    asked = Asked()
    session = Session(asked)
    session.set_credentials("testing", "testing")
    return asked, Clients(REGION, session=session).client("dynamodb", STORE)


@pytest.fixture
def scenarios_table(clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Table:
    asked, client = _short_way()
    monkeypatch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=no_sleep))
    asked.dynamodb = DynamoDb(properties("IncidentTable"), clock)
    return Table(client, TABLE, page=2, sleep=no_sleep)


@pytest.fixture(params=["fake", "dynamodb", "the harness's"])
def ports(request: pytest.FixtureRequest, clock: HandClock) -> Ports:
    if request.param == "fake":
        store = Store()
        return Ports(
            FakeIncidents(store, clock),
            FakeJobs(store),
            FakeCards(store),
            FakeLines(store),
            partial(kept_receipts, store),
        )
    real: Table = request.getfixturevalue("table" if request.param == "dynamodb" else "scenarios_table")
    return Ports(
        IncidentTable(real, clock),
        JobTable(real),
        CardTable(real),
        LineTable(real, clock),
        partial(receipt_chunks.kept_receipts, real),
    )
