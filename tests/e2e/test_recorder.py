"""What Deadbench's recorder asks is answered by the local AWS, and nothing of it is left in the files."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from tests.deadbench.record import asking, frozen
from tests.deadbench.record.account import Account
from tests.e2e.local_process import RunningLocal

NOUN, LOGGED = "asked-orders", timedelta(seconds=30)


def now() -> datetime:
    return datetime.fromtimestamp(time.time(), UTC)


@pytest.fixture
def account(local: RunningLocal) -> Iterator[Account]:
    at = Account(local, NOUN, now)
    at.function("orders")
    at.queues(visible_after=30)
    at.maps("sqs", BatchSize=1)
    yield at
    at.client("lambda").delete_event_source_mapping(UUID=at.mapping)
    at.client("lambda").delete_function(FunctionName=at.worker)
    for queue in at.made["queues"]:
        at.client("sqs").delete_queue(QueueUrl=at.url(queue))


def test_what_is_asked_of_a_consumer_becomes_files_of_a_world(account: Account) -> None:
    began = now()
    account.send(order_id="order-1", customer_name="Ada")
    while not (lines := asking.logs(account).get(f"/aws/lambda/{account.worker}")):
        assert now() - began < LOGGED
        time.sleep(0.2)
    account.disable()
    later = now() + timedelta(minutes=4)
    files = frozen.files(
        frozen.dated(asking.settings(account), began),
        asking.metrics(account, began, later),
        asking.logs(account),
        "us-east-1",
    )
    (mapping,) = json.loads(files["config/lambda/list-event-source-mappings.json"])["EventSourceMappings"]
    measured = {each["MetricName"] for each in json.loads(files["metrics.json"])}
    assert any("took order-1 of Ada" in each["message"] for each in lines)
    assert mapping["State"] in {"Disabled", "Disabling"}
    assert {"Invocations", "Duration", "NumberOfMessagesSent"} <= measured
    assert frozen.leaks(files) == []
