"""The story of the shop, on the deployed template, over real HTTP and with real subprocess functions.

Its policies are enforced, and suffice.
"""

import json
from base64 import b64encode
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from local.shop.shop import Shop
from local.slack_workspace import WorkspaceClient
from tests.contract.local_aws.waiting import eventually
from tests.e2e.local_process import RunningLocal
from tests.e2e.rehearsals import rehearsed
from tests.e2e.story import Person, nobody_was_refused, roots, says

pytestmark = pytest.mark.timeout(600)


@pytest.mark.usefixtures("nothing_denied")
def test_broken_orders_become_a_card_and_a_redrive_after_the_fix_gets_every_order_processed_once(
    shop: Shop, workspace: WorkspaceClient, enforcing: RunningLocal, tmp_path: Path
) -> None:
    ana, before = Person(workspace), len(workspace.calls())
    shop.place_good_orders(3)
    shop.place_broken_orders(4)

    card = ana.sees_card("orders-dlq", "KeyError 'fullname'", "first message deleted")
    card = ana.acknowledges(card, "orders-dlq")

    ana.presses("open:inspect", card)
    window = ana.sees_window("KeyError 'fullname'", "firstname")
    ana.closes(window)

    wait_until_dead(shop, 4)
    rehearsing_tells_the_consumers_apart(enforcing, tmp_path)
    shop.deploy_the_fix()
    ana.presses("open:redrive", card)
    window = ana.sees_window("4 messages go back", "orders")
    ana.submits(window, ready_reason="The consumer is fixed and deployed")
    ana.closes(ana.sees_window("The redrive has started"))

    ana.sees_card("orders-dlq", "Resolved")
    assert shop.dead_letters() == 0
    assert_processed_once_as_sent(shop)
    assert len([each for each in roots(workspace.state()) if says(each, "orders-dlq")]) == 1
    assert nobody_was_refused(workspace, since=before)


def rehearsing_tells_the_consumers_apart(enforcing: RunningLocal, folder: Path) -> None:
    """On real dead letters, which are where they were afterwards."""
    broken = rehearsed(enforcing, "orders-dlq", "broken", folder, "--most", "2")
    assert [each["outcome"] for each in broken["letters"]] == ["dies_as_before"] * 2
    assert {each["error_shape"] for each in broken["letters"]} == {"KeyError 'fullname'"}
    for consumer, status, outcome in (
        ("wrong", 1, "dies"),
        ("fixed", 0, "stops_at_first_write"),
    ):
        told = rehearsed(enforcing, "orders-dlq", consumer, folder, "--most", "1", "--whole")
        assert [each["outcome"] for each in told["letters"]] == [outcome]
        assert told["status"] == status
    assert told["letters"][0]["refused"] == ["dynamodb UpdateItem on shop-orders"]


def wait_until_dead(shop: Shop, count: int) -> None:
    """All broken orders have been given up on: the fix would save those that are not."""
    eventually(lambda: shop.dead_letters() == count, within=timedelta(minutes=2))


def assert_processed_once_as_sent(shop: Shop) -> None:
    processed = shop.processed()
    assert {order: kept["times"] for order, kept in processed.items()} == dict.fromkeys(shop.placed, 1)
    for order, sent in shop.placed.items():
        kept = processed[order]
        assert kept["body"] == sent.body
        assert arrived(json.loads(kept["attributes"])) == as_sent(sent.attributes)


def arrived(attributes: dict[str, dict[str, Any]]) -> dict[str, tuple[str, object]]:
    """Message attributes as a Lambda event spells them; binary values in base64."""
    return {
        name: (each["dataType"], each.get("stringValue") or each.get("binaryValue"))
        for name, each in attributes.items()
    }


def as_sent(attributes: dict[str, dict[str, Any]]) -> dict[str, tuple[str, object]]:
    return {
        name: (
            each["DataType"],
            each["StringValue"] if "StringValue" in each else b64encode(each["BinaryValue"]).decode(),
        )
        for name, each in attributes.items()
    }
