"""The shop breaks as told and can be mended, without Lastcall having a part in it."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from local.local_aws.emulator import LocalAws
from local.local_aws.stopping import Stop
from local.shop.orders import order
from local.shop.panel import ShopPanel
from local.shop.shop import Shop
from local.slack_workspace.panel import Panel, PanelSection
from tests.contract.local_aws.waiting import eventually

pytestmark = pytest.mark.xdist_group("local-aws")
A_MINUTE = timedelta(minutes=1)


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


def pressed(panel: Panel, *ids: str) -> list[str]:
    return [panel.press(id) for id in ids]  # noqa: A001 - the word of the panel's protocol


def status(panel: Panel, name: str) -> dict[str, str]:
    return next(dict(section.status) for section in panel.sections() if section.name == name)


def alarming(aws: LocalAws, alarm: str) -> bool:
    described = aws.client("cloudwatch").describe_alarms(AlarmNames=[alarm])["MetricAlarms"]
    return bool(described[0]["StateValue"] == "ALARM")


def test_the_panel_places_what_its_buttons_say(panel: Panel, shop: Shop) -> None:
    assert panel.press("good") == "5 good orders placed."
    assert panel.press("broken") == "3 broken orders placed."
    assert ["fullname" in each.body for each in shop.placed.values()] == [True] * 5 + [False] * 3


def test_the_panel_deploys_the_fix_once(panel: Panel) -> None:
    assert status(panel, "Orders")["Consumer"] == "with the bug"
    assert panel.press("fix").startswith("The fix is deployed:")
    assert status(panel, "Orders")["Consumer"] == "fixed"
    assert panel.press("fix") == "The fix is deployed already."


def test_what_was_fixed_can_be_fixed_wrongly_and_broken_again(
    panel: Panel, shop: Shop, aws: LocalAws
) -> None:
    def changed() -> str:
        return str(aws.client("lambda").get_function_configuration(FunctionName="mailer")["LastModified"])

    before = changed()
    panel.press("fix")
    assert panel.press("wrong-fix").startswith("A fix is deployed that reads")
    assert status(panel, "Orders")["Consumer"] == "wrongly fixed"
    panel.press("broken")
    eventually(lambda: shop.dead_letters() == 3, within=A_MINUTE)
    assert panel.press("bug").startswith("The bug is back")
    assert status(panel, "Orders")["Consumer"] == "with the bug"
    assert status(panel, "Mails")["Mailer"] == "with the bug"
    assert changed() == before


def test_the_panel_floods_the_shop_with_broken_orders(panel: Panel, shop: Shop) -> None:
    panel.press("flood")
    assert len(shop.placed) == 60
    assert not any("fullname" in each.body for each in shop.placed.values())


def test_one_unreadable_click_holds_up_all_behind_it_until_the_counter_is_fixed(
    panel: Panel, aws: LocalAws
) -> None:
    pressed(panel, "clicks", "poison")
    eventually(lambda: alarming(aws, "clicks-counter-late"), within=A_MINUTE)
    assert status(panel, "Clicks")["Clicks counted"] == "20 of 30"
    panel.press("fix-counter")
    eventually(lambda: status(panel, "Clicks")["Clicks counted"] == "30 of 30", within=A_MINUTE)


def test_a_mapping_that_may_skip_counts_all_but_the_unreadable_click_and_points_to_that_one(
    panel: Panel, aws: LocalAws, shop: Shop
) -> None:
    pressed(panel, "skip", "poison")
    eventually(lambda: status(panel, "Clicks")["Clicks counted"] == "9 of 10", within=A_MINUTE)
    assert eventually(lambda: alarming(aws, "clicks-skipped-not-empty"))
    received = aws.client("sqs").receive_message(
        QueueUrl=shop.outputs["ClicksSkippedUrl"], VisibilityTimeout=0
    )
    batch = json.loads(received["Messages"][0]["Body"])["KinesisBatchInfo"]
    assert (batch["batchSize"], pointed_to(aws, batch)["seconds"]) == (1, "n/a")
    panel.press("give-up")
    assert status(panel, "Clicks")["Skipped"] == "0"


def pointed_to(aws: LocalAws, batch: dict[str, Any]) -> dict[str, Any]:
    kinesis = aws.client("kinesis")
    iterator = kinesis.get_shard_iterator(
        StreamARN=batch["streamArn"],
        ShardId=batch["shardId"],
        ShardIteratorType="AT_SEQUENCE_NUMBER",
        StartingSequenceNumber=batch["startSequenceNumber"],
    )["ShardIterator"]
    records = kinesis.get_records(ShardIterator=iterator, Limit=1)["Records"]
    click: dict[str, Any] = json.loads(records[0]["Data"])
    return click


def test_mails_that_fail_to_the_end_are_kept_and_pass_when_they_are_sent_again_after_the_fix(
    panel: Panel, aws: LocalAws
) -> None:
    pressed(panel, "mails", "odd-mails")
    eventually(
        lambda: status(panel, "Mails") == {"Mails sent": "5 of 8", "Failed": "3", "Mailer": "with the bug"}
    )
    assert eventually(lambda: alarming(aws, "mailer-failures-not-empty"))
    assert pressed(panel, "fix-mailer", "again")[1] == "3 failed mails are sent again."
    eventually(lambda: status(panel, "Mails") == {"Mails sent": "8 of 8", "Failed": "0", "Mailer": "fixed"})


def test_thumbnails_are_throttled_until_more_are_allowed_at_once_and_none_is_lost(
    panel: Panel, aws: LocalAws
) -> None:
    panel.press("pictures")
    eventually(lambda: alarming(aws, "thumbnails-throttled"))
    assert (
        aws.client("lambda").get_function_concurrency(FunctionName="thumbnails")[
            "ReservedConcurrentExecutions"
        ]
        == 1
    )
    panel.press("allow")
    eventually(
        lambda: status(panel, "Thumbnails") == {"Thumbnails": "12 of 12", "At once": "10"}, within=A_MINUTE
    )


def test_parcels_die_without_an_error_and_without_a_word_until_the_label_is_fixed(
    panel: Panel, aws: LocalAws, shop: Shop
) -> None:
    pressed(panel, "parcels", "abroad")
    eventually(lambda: status(panel, "Parcels")["Dead letters"] == "4", within=A_MINUTE)
    assert status(panel, "Parcels")["Labels"] == "5 of 9"
    assert eventually(lambda: alarming(aws, "parcels-dlq-not-empty"))
    assert said_by(aws, "parcels-worker") == []
    assert counted(aws, "Invocations") > 0
    assert counted(aws, "Errors") == 0
    panel.press("fix-label")
    panel.press("abroad")
    eventually(lambda: status(panel, "Parcels")["Labels"] == "9 of 13", within=A_MINUTE)
    assert shop.parcels.dead_letters() == 4


def said_by(aws: LocalAws, function: str) -> list[str]:
    """What a function logged itself, beside what Lambda writes of each invocation."""
    events = aws.client("logs").filter_log_events(logGroupName=f"/aws/lambda/{function}")["events"]
    platform = ("INIT_START", "START ", "END ", "REPORT ")
    return [each["message"] for each in events if not each["message"].startswith(platform)]


def counted(aws: LocalAws, metric: str) -> float:
    now = datetime.now(UTC)
    points = aws.client("cloudwatch").get_metric_statistics(
        Namespace="AWS/Lambda",
        MetricName=metric,
        Dimensions=[{"Name": "FunctionName", "Value": "parcels-worker"}],
        StartTime=now - timedelta(minutes=5),
        EndTime=now + A_MINUTE,
        Period=60,
        Statistics=["Sum"],
    )["Datapoints"]
    return float(sum(each["Sum"] for each in points))


def test_every_button_of_the_panel_has_a_name_of_its_own_and_does_something(panel: Panel) -> None:
    ids = [button.id for section in panel.sections() for button in section.buttons]
    assert len(set(ids)) == len(ids)
    assert not [line for line in pressed(panel, *ids) if line.startswith("There is no button")]


def test_a_button_that_is_not_there_is_said(panel: Panel) -> None:
    assert panel.press("burn") == "There is no button burn."


def test_before_the_shop_is_open_the_panel_says_so() -> None:
    panel = ShopPanel()
    assert panel.press("good") == "The shop is not open yet."
    assert panel.sections() == (PanelSection(name="Shop", status={"Shop": "being deployed"}),)


def test_a_deployment_of_a_function_stands_in_cloudtrail_with_who_did_it(shop: Shop, aws: LocalAws) -> None:
    shop.deploy_the_fix()
    events = aws.client("cloudtrail").lookup_events(
        LookupAttributes=[{"AttributeKey": "EventName", "AttributeValue": "UpdateFunctionCode20150331v2"}]
    )["Events"]
    changed = {json.loads(each["CloudTrailEvent"])["requestParameters"]["functionName"] for each in events}
    assert "orders-worker" in changed
    assert "clicks-counter" not in changed
    assert {each["Username"] for each in events} == {"root"}


def test_the_shops_functions_are_a_day_old_until_they_are_deployed_again(shop: Shop, aws: LocalAws) -> None:
    def age() -> timedelta:
        told = aws.client("lambda").get_function_configuration(FunctionName="orders-worker")["LastModified"]
        return datetime.now(UTC) - datetime.fromisoformat(told)

    assert timedelta(hours=23) < age() < timedelta(hours=25)
    shop.deploy_the_fix()
    assert age() < A_MINUTE
