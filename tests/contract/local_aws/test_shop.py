"""The shop breaks as told and can be mended, without Lastcall having a part in it."""

import base64
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.demo.local_aws.emulator import LocalAws
from bot.demo.local_aws.stopping import Stop
from bot.demo.shop.orders import order
from bot.demo.shop.panel import ShopPanel
from bot.demo.shop.shop import Shop
from bot.demo.slack_workspace.panel import Panel
from tests.contract.local_aws.conftest import eventually

pytestmark = pytest.mark.xdist_group("local-aws")
A_MINUTE = timedelta(minutes=1)


@pytest.fixture(scope="module")
def running() -> Iterator[LocalAws]:
    with LocalAws() as running:
        yield running


@pytest.fixture
def shop(aws: LocalAws) -> Shop:
    topic = aws.client("sns").create_topic(Name="alarms")["TopicArn"]
    return Shop(aws, alarm_topic_arn=topic, stop=Stop())


@pytest.fixture
def panel(shop: Shop) -> Panel:
    panel = ShopPanel()
    panel.open(shop)
    return panel


def move_back(shop: Shop, aws: LocalAws) -> None:
    """A redrive by hand, as plain as can be."""
    sqs = aws.client("sqs")
    source, target = shop.outputs["DeadLettersUrl"], shop.outputs["OrdersUrl"]
    while found := sqs.receive_message(
        QueueUrl=source, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
    ).get("Messages"):
        for message in found:
            attributes = message["MessageAttributes"]
            sqs.send_message(QueueUrl=target, MessageBody=message["Body"], MessageAttributes=attributes)
            sqs.delete_message(QueueUrl=source, ReceiptHandle=message["ReceiptHandle"])


def as_received(attributes: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """Attributes as sent, in the form in which Lambda hands them on."""
    return {
        name: (each["DataType"], each.get("StringValue") or base64.b64encode(each["BinaryValue"]).decode())
        for name, each in attributes.items()
    }


def as_kept(kept: str) -> dict[str, tuple[str, str]]:
    return {
        name: (each["dataType"], each.get("stringValue") or each["binaryValue"])
        for name, each in json.loads(kept).items()
    }


def test_every_order_is_processed_once_as_it_was_sent_after_fix_and_redrive(
    shop: Shop, aws: LocalAws
) -> None:
    shop.place_good_orders(12)
    shop.place_broken_orders(4)
    eventually(lambda: shop.dead_letters() == 4, within=A_MINUTE)
    assert set(shop.processed()) == {
        each.order_id for each in shop.placed.values() if "fullname" in each.body
    }
    shop.deploy_the_fix()
    move_back(shop, aws)
    eventually(lambda: len(shop.processed()) == 16, within=A_MINUTE)
    eventually(lambda: shop.waiting() == 0)
    for order_id, kept in shop.processed().items():
        assert kept["times"] == 1
        assert kept["body"] == shop.placed[order_id].body
        assert as_kept(kept["attributes"]) == as_received(shop.placed[order_id].attributes)
    assert shop.dead_letters() == 0


def test_its_alarm_tells_lastcalls_topic_of_trouble_and_of_its_end(shop: Shop, aws: LocalAws) -> None:
    (alarm,) = aws.client("cloudwatch").describe_alarms(AlarmNames=["orders-dlq-not-empty"])["MetricAlarms"]
    topic = aws.client("sns").list_topics()["Topics"][0]["TopicArn"]
    assert alarm["AlarmActions"] == alarm["OKActions"] == [topic]
    assert "runbook: https://" in alarm["AlarmDescription"]


def test_a_renamed_order_lacks_what_the_consumer_reads() -> None:
    before, after = json.loads(order(7, renamed=False).body), json.loads(order(7, renamed=True).body)
    assert before["fullname"] == f"{after['firstname']} {after['lastname']}"
    assert "fullname" not in after


def test_an_order_has_an_attribute_of_each_type() -> None:
    attributes = order(7, renamed=True).attributes
    assert {each["DataType"] for each in attributes.values()} == {"String", "Number", "Binary"}


def test_the_panel_places_what_its_buttons_say(panel: Panel, shop: Shop) -> None:
    assert panel.press("good") == "5 good orders placed."
    assert panel.press("broken") == "3 broken orders placed."
    assert ["fullname" in each.body for each in shop.placed.values()] == [True] * 5 + [False] * 3


def test_the_panel_deploys_the_fix_once(panel: Panel, shop: Shop) -> None:
    assert panel.status()["Consumer"] == "with the bug"
    assert panel.press("fix").startswith("The fix is deployed:")
    assert panel.status()["Consumer"] == "fixed"
    assert panel.press("fix") == "The fix is deployed already."


def test_the_panel_floods_the_shop_with_broken_orders(panel: Panel, shop: Shop) -> None:
    panel.press("flood")
    assert len(shop.placed) == 60
    assert not any("fullname" in each.body for each in shop.placed.values())


def test_every_button_of_the_panel_does_something(panel: Panel) -> None:
    said = [panel.press(button.id) for button in panel.buttons()]
    assert not [line for line in said if line.startswith("There is no button")]


def test_a_button_that_is_not_there_is_said(panel: Panel) -> None:
    assert panel.press("burn") == "There is no button burn."


def test_before_the_shop_is_open_the_panel_says_so() -> None:
    panel = ShopPanel()
    assert panel.press("good") == "The shop is not open yet."
    assert (panel.buttons(), panel.status()) == ((), {"Shop": "being deployed"})
