"""A queue into which everybody gives up: each message goes back to its own origin, and to no other."""

import json
from typing import Any

import pytest

from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.places import ACCOUNT, REGION, queue_arn
from tests.scenario.redriving import REASON, open_redrive, standing

DLQ = queue_arn("orders-dlq")


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


MAILER, TIDIER, READER = (arn("lambda", f"function:{name}") for name in ("mailer", "tidier", "reader"))
RULE, SCHEDULE = arn("events", "rule/shop/sold"), arn("scheduler", "schedule/nightly/tidy")
TOPIC, SUBSCRIPTION = arn("sns", "news"), arn("sns", "news:0b1c")
EVENT = '{"detail-type": "Sold", "source": "shop", "detail": {"price":  1.50}}'
ENVELOPE = {"Type": "Notification", "MessageId": "1", "TopicArn": TOPIC, "Message": "hello"}
ENVELOPE |= {"UnsubscribeURL": f"https://sns.example/?SubscriptionArn={SUBSCRIPTION}"}


def texts(**told: str) -> dict[str, Any]:
    return {name: {"DataType": "String", "StringValue": value} for name, value in told.items()}


@pytest.fixture
def mixed(h: Harness) -> Harness:
    to_dlq = {"DeadLetterConfig": {"Arn": DLQ}}
    targets = {"Targets": [{"Id": "1", "Arn": MAILER, "InputPath": "$.detail", **to_dlq}]}
    schedule = {"Name": "tidy", "Target": {"Arn": TIDIER, "RoleArn": "r", **to_dlq}}
    h.services.answers |= {
        "eventbridge.ListTargetsByRule": lambda _url, _body: (200, json.dumps(targets)),
        "scheduler.GetSchedule": lambda _url, _body: (200, json.dumps(schedule)),
        "sns.GetSubscriptionAttributes": lambda _url, _body: (200, SUBSCRIBED),
        "lambda.GetPolicy": lambda _url, _body: (200, json.dumps({"Policy": "{}"})),
    }
    h.services.invocations.functions |= {MAILER, TIDIER, READER}
    h.dead_letters("orders-dlq", '{"order": 1}')
    return h


def failed_elsewhere(h: Harness) -> None:
    queue = h.sqs.queue("orders-dlq")
    queue.send(EVENT, attributes=texts(RULE_ARN=RULE, TARGET_ARN=MAILER, ERROR_CODE="NO_PERMISSIONS"))
    queue.send('{"tidy": "all"}', attributes=texts(SCHEDULE_ARN=SCHEDULE, TARGET_ARN=TIDIER, ERROR_CODE="X"))
    queue.send(json.dumps(ENVELOPE))


def carded(h: Harness) -> None:
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.fast_forward(minutes=2)


SUBSCRIBED = (
    '<GetSubscriptionAttributesResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">'
    "<GetSubscriptionAttributesResult><Attributes>"
    "<entry><key>Protocol</key><value>lambda</value></entry>"
    f"<entry><key>Endpoint</key><value>{READER}</value></entry>"
    f'<entry><key>RedrivePolicy</key><value>{{"deadLetterTargetArn": "{DLQ}"}}</value></entry>'
    "</Attributes></GetSubscriptionAttributesResult><ResponseMetadata><RequestId>r</RequestId>"
    "</ResponseMetadata></GetSubscriptionAttributesResponse>"
)


def test_each_message_goes_back_to_its_own_origin_and_to_no_other(mixed: Harness) -> None:
    failed_elsewhere(mixed)
    carded(mixed)
    before = len(mixed.wire.calls)
    window = open_redrive(mixed)
    for place in ("`orders`", "function `mailer`", "function `tidier`", "a subscription of `news`"):
        assert f"→ {place}" in window.text
    window.submit(by="ana", **REASON)
    mixed.fast_forward(minutes=3)
    assert standing(mixed, "orders") == ['{"order": 1}']
    taken = {each.function: (each.how, each.payload) for each in mixed.services.invocations.taken}
    assert taken[MAILER] == ("Event", '{"price":  1.50}')
    assert taken[TIDIER] == ("Event", '{"tidy": "all"}')
    assert json.loads(taken[READER][1])["Records"][0]["Sns"]["Message"] == "hello"
    assert len(mixed.services.invocations.taken) == 3
    assert standing(mixed, "orders-dlq") == []
    mixed.slack.expect_message("orders-dlq").expect_reply("4 of 4 moved back to 4 places")
    asked = {call.name for call in mixed.wire.calls[before:] if call.by == "on_job"}
    assert not asked & {"sns.Publish", "eventbridge.PutEvents", "kinesis.PutRecord", "kinesis.PutRecords"}


def test_nothing_goes_to_whom_the_window_did_not_name(mixed: Harness) -> None:
    """What else stands in the queue was not looked at when the window promised where everything goes."""
    carded(mixed)
    failed_elsewhere(mixed)
    window = open_redrive(mixed)
    assert "*4 messages go back* from `orders-dlq` to `orders`" in window.text
    window.submit(by="ana", **REASON)
    mixed.fast_forward(minutes=10)
    told = mixed.slack.expect_message("orders-dlq").expect_reply("1 of 4 moved back to orders").text
    assert "1 left here: it goes back to function mailer, which the window did not name" in told
    assert mixed.services.invocations.taken == []
