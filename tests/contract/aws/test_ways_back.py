"""ports.WaysBack on AWS: each message goes to its one place, as it had been, and to nobody else."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import pytest
from botocore import xform_name

import bot.aws.ways_back
from bot.aws.dead_letter_queues import SqsDeadLetterQueues
from bot.aws.session import LOOK, SEND_ONCE, Clients
from bot.aws.ways_back import AwsWaysBack
from bot.domain.dead_letters.dead_letter import MessageAttribute, ReceivedMessage
from bot.domain.dead_letters.way_back import LambdaAsync, RuleTarget, ScheduleTarget, Subscription, Way
from bot.domain.errors import Transient
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION, no_sleep

ACCOUNT = "123456789012"


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


MAILER, ORDERS = arn("lambda", "function:mailer"), arn("sqs", "orders")
SUBSCRIPTION, RULE = arn("sns", "news:0b1c"), arn("events", "rule/shop/to-mailer")
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793"
EVENT = '{"detail-type": "Sold", "source": "shop", "detail": {"price":  1.50, "to": "Ünal"}}'
ENVELOPE = json.dumps(
    {
        "Type": "Notification",
        "MessageId": "1",
        "TopicArn": arn("sns", "news"),
        "Message": "hello",
        "SigningCertURL": "https://sns.example/cert",
        "UnsubscribeURL": f"https://sns.example/?SubscriptionArn={SUBSCRIPTION}",
    }
)
# What nobody may ask for on any way: others would see the event again.
SEEN_BY_OTHERS = {"Publish", "PublishBatch", "PutEvents", "PutRecord", "PutRecords", "StartExecution"}


def going(way: Way, body: str = "{}", number: int = 1, **attributes: str) -> Going:
    told = {name: MessageAttribute("String", value) for name, value in attributes.items()}
    return Going(ReceivedMessage(f"m-{number}", "r", body, {"AWSTraceHeader": TRACE}, told), way)


class Invoked(NamedTuple):
    function: str
    how: str
    payload: str
    trace: str


class World:
    """A queue that takes what it is sent, functions that take what they are asked, and all that was asked."""

    def __init__(self, aws: Clients) -> None:
        self.aws = aws
        self.asked: list[str] = []
        self.invoked: list[Invoked] = []
        self.sqs = aws.client("sqs", LOOK)
        self.url = self.sqs.create_queue(QueueName="orders")["QueueUrl"]
        self.lambda_ = aws.client("lambda", SEND_ONCE)
        self.ways = AwsWaysBack(aws, SqsDeadLetterQueues(aws, no_sleep))
        for client in (self.sqs, aws.client("sqs", SEND_ONCE), self.lambda_):
            client.meta.events.register("before-call", self._note)
        self.lambda_.meta.events.register_last("before-call.lambda.Invoke", self._invoke)

    def _note(self, model: Any, **_: Any) -> None:
        self.asked.append(model.name)

    def _invoke(self, params: dict[str, Any], **_: Any) -> tuple[SimpleNamespace, dict[str, Any]]:
        headers, function = params["headers"], params["url_path"].split("/")[3]
        self.invoked.append(
            Invoked(
                function.replace("%3A", ":"),
                headers["X-Amz-Invocation-Type"],
                params["body"].decode(),
                headers.get("X-Amzn-Trace-Id", ""),
            )
        )
        return SimpleNamespace(status_code=202), {"StatusCode": 202}

    def send(self, *messages: Going) -> Sent:
        return self.ways.send(messages)

    def stands(self) -> list[tuple[str, dict[str, Any]]]:
        found = self.sqs.receive_message(
            QueueUrl=self.url, MaxNumberOfMessages=10, MessageAttributeNames=["All"]
        )
        return [(each["Body"], each.get("MessageAttributes", {})) for each in found.get("Messages", [])]

    def subscribed(self, protocol: str, endpoint: str, **more: str) -> None:
        attributes = {"Protocol": protocol, "Endpoint": endpoint, **more}
        Faults(self.aws.client("sns", LOOK)).answer("GetSubscriptionAttributes", {"Attributes": attributes})

    def rule_has(self, *targets: dict[str, Any]) -> None:
        named = [{"Id": str(n), **each} for n, each in enumerate(targets)]
        Faults(self.aws.client("events", LOOK)).answer("ListTargetsByRule", {"Targets": named})


@pytest.fixture
def world(aws: Clients) -> Iterator[World]:
    made = World(aws)
    yield made
    assert not SEEN_BY_OTHERS & set(made.asked)


def accepted(*ids: str) -> Sent:
    return Sent(frozenset(ids or ("m-1",)), {})


def test_an_event_goes_back_as_it_was_with_the_trace_of_its_letter(world: World) -> None:
    event = '{"price":  1.50, "to": "Ünal"}'
    assert world.send(going(LambdaAsync(MAILER, event))) == accepted()
    assert world.invoked == [Invoked(MAILER, "Event", event, TRACE)]


def test_a_subscribed_function_gets_the_event_that_sns_makes_of_the_envelope(world: World) -> None:
    world.subscribed("lambda", MAILER)
    way = Subscription(arn("sns", "news"), SUBSCRIPTION, ENVELOPE)
    assert world.send(going(way, ENVELOPE)) == accepted()
    ((function, how, payload, _),) = world.invoked
    (record,) = json.loads(payload)["Records"]
    assert (function, how, record["EventSource"], record["EventSubscriptionArn"]) == (
        MAILER,
        "Event",
        "aws:sns",
        SUBSCRIPTION,
    )
    told = record["Sns"]
    assert (told["Message"], told["Subject"], told["MessageAttributes"]) == ("hello", None, {})
    assert told["SigningCertUrl"] == "https://sns.example/cert"
    assert "UnsubscribeURL" not in told


def test_a_subscribed_queue_gets_the_envelope_as_it_is(world: World) -> None:
    world.subscribed("sqs", ORDERS, RawMessageDelivery="false")
    sent = world.send(going(Subscription(arn("sns", "news"), SUBSCRIPTION, ENVELOPE), ENVELOPE))
    assert sent.accepted == {"m-1"}
    assert world.stands() == [(ENVELOPE, {})]


@pytest.mark.parametrize(
    ("protocol", "endpoint", "more", "why"),
    [
        ("https", "https://shop.example", {}, "only by hand: no call delivers to one subscriber by https"),
        ("email", "ada@example.com", {}, "only by hand: no call delivers to one subscriber by email"),
        ("sqs", ORDERS, {"RawMessageDelivery": "true"}, "its subscription delivers raw messages now"),
    ],
)
def test_a_subscriber_that_cannot_be_reached_alone_gets_nothing(
    world: World, protocol: str, endpoint: str, more: dict[str, str], why: str
) -> None:
    world.subscribed(protocol, endpoint, **more)
    sent = world.send(going(Subscription(arn("sns", "news"), SUBSCRIPTION, ENVELOPE), ENVELOPE))
    assert sent.refused["m-1"].startswith(why)
    assert world.invoked == []
    assert world.stands() == []


@pytest.mark.parametrize(
    ("target", "payload"),
    [
        pytest.param({}, EVENT, id="the event"),
        pytest.param({"InputPath": "$"}, EVENT, id="all of it"),
        pytest.param({"InputPath": "$.detail"}, '{"price":  1.50, "to": "Ünal"}', id="a part"),
        pytest.param({"InputPath": "$.detail.price"}, "1.50", id="a part of a part"),
        pytest.param({"Input": '{"do": "it"}'}, '{"do": "it"}', id="a text of its own"),
    ],
)
def test_a_target_gets_what_its_rule_makes_of_the_event(
    world: World, target: dict[str, str], payload: str
) -> None:
    world.rule_has({"Arn": MAILER, **target}, {"Arn": ORDERS})
    assert world.send(going(RuleTarget(MAILER, RULE, EVENT), EVENT)) == accepted()
    assert [(each.function, each.how, each.payload) for each in world.invoked] == [(MAILER, "Event", payload)]


def test_an_input_that_was_made_already_is_not_made_again(world: World) -> None:
    world.rule_has({"Arn": MAILER, "InputPath": "$.detail"})
    made = '{"price": 1.50}'
    assert world.send(going(RuleTarget(MAILER, RULE, made, is_event=False), made)) == accepted()
    assert [each.payload for each in world.invoked] == [made]


def test_a_queue_as_a_target_gets_nothing_of_what_eventbridge_wrote_beside_the_event(world: World) -> None:
    world.rule_has({"Arn": ORDERS})
    way = RuleTarget(ORDERS, RULE, EVENT)
    sent = world.send(going(way, EVENT, RULE_ARN=RULE, ERROR_CODE="NO_PERMISSIONS"))
    assert sent.accepted == {"m-1"}
    assert world.stands() == [(EVENT, {})]


TRANSFORMER = {"InputTemplate": '"<to> bought"', "InputPathsMap": {"to": "$.detail.to"}}


@pytest.mark.parametrize(
    ("targets", "why"),
    [
        (
            [{"Arn": MAILER, "InputTransformer": TRANSFORMER}],
            "only by hand: its rule makes the input",
        ),
        ([{"Arn": MAILER, "InputPath": "$.detail.list[0]"}], "only by hand: its rule takes $.detail.list[0]"),
        ([{"Arn": MAILER, "InputPath": "$.detail.name"}], "its event has no $.detail.name"),
        ([{"Arn": ORDERS}], "its rule has no such targets now"),
        ([{"Arn": MAILER}, {"Arn": MAILER, "Input": "1"}], "its rule has 2 such targets now"),
    ],
)
def test_an_event_stays_where_nobody_knows_what_its_target_would_get(
    world: World, targets: list[dict[str, Any]], why: str
) -> None:
    world.rule_has(*targets)
    assert world.send(going(RuleTarget(MAILER, RULE, EVENT), EVENT)).refused["m-1"].startswith(why)
    assert world.invoked == []


def test_a_schedules_function_gets_the_input_and_nothing_beside_it(world: World) -> None:
    way = ScheduleTarget(ORDERS, arn("scheduler", "schedule/nightly/tidy"), '{"tidy": "all"}')
    assert world.send(going(way, '{"tidy": "all"}', SCHEDULE_ARN="s")).accepted == {"m-1"}
    assert world.stands() == [('{"tidy": "all"}', {})]
    assert world.send(going(way._replace(target=MAILER))) == accepted()
    assert [each.payload for each in world.invoked] == ['{"tidy": "all"}']


# What Lambda answers


def letters(count: int) -> list[Going]:
    return [going(LambdaAsync(MAILER, "{}"), number=n) for n in range(1, count + 1)]


def test_nothing_goes_behind_a_throttle(aws: Clients, world: World) -> None:
    lambda_ = Faults(aws.client("lambda", SEND_ONCE))
    lambda_.answer("Invoke", {"StatusCode": 202}, status=202)
    lambda_.refuse("Invoke", "TooManyRequestsException", status=429)
    sent = world.send(*letters(3))
    assert sent.accepted == {"m-1"}
    assert sent.later.keys() == {"m-2", "m-3"}
    assert world.invoked == []


def test_where_nothing_at_all_could_go_the_caller_comes_back(aws: Clients, world: World) -> None:
    Faults(aws.client("lambda", SEND_ONCE)).refuse("Invoke", "TooManyRequestsException", status=429)
    with pytest.raises(Transient, match="throttles lambda:InvokeFunction"):
        world.send(*letters(2))


def test_a_denial_is_asked_for_once(aws: Clients, world: World) -> None:
    lambda_ = Faults(aws.client("lambda", SEND_ONCE))
    lambda_.refuse("Invoke", "AccessDeniedException", status=403)
    sent = world.send(*letters(3))
    assert sent.refused.keys() == {"m-1", "m-2", "m-3"}
    assert "allow lambda:InvokeFunction" in sent.refused["m-3"]
    assert world.invoked == []


@pytest.mark.parametrize(
    ("code", "status"), [("RequestTooLargeException", 413), ("InvalidRequestContentException", 400)]
)
def test_one_that_lambda_does_not_take_keeps_no_other_back(
    aws: Clients, world: World, code: str, status: int
) -> None:
    Faults(aws.client("lambda", SEND_ONCE)).refuse("Invoke", code, status=status)
    sent = world.send(*letters(2))
    assert sent.refused.keys() == {"m-1"}
    assert sent.accepted == {"m-2"}


def test_an_answer_of_the_service_s_own_failing_may_hide_that_it_was_taken(
    aws: Clients, world: World
) -> None:
    Faults(aws.client("lambda", SEND_ONCE)).refuse("Invoke", "ServiceException", status=500)
    assert world.send(*letters(2)) == Sent(frozenset({"m-2"}), {}, frozenset({"m-1"}))


def test_another_status_than_202_proves_nothing(aws: Clients, world: World) -> None:
    Faults(aws.client("lambda", SEND_ONCE)).answer("Invoke", {"StatusCode": 200})
    assert world.send(*letters(1)).unanswered == {"m-1"}


def test_no_way_has_a_word_for_telling_others() -> None:
    """By the code of every way: what it could ask of a service at all."""
    trees = (ast.parse(path.read_text()) for path in Path(bot.aws.ways_back.__file__).parent.glob("*.py"))
    words = {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert "invoke" in words
    assert not words & {xform_name(each) for each in SEEN_BY_OTHERS}
