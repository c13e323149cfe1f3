"""ports.Feeders, on the fake and on the services whose configuration names a dead-letter queue."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from bot.aws.errors import Client
from bot.aws.feeders import AwsFeeders
from bot.aws.session import LOOK, Clients
from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.evidence.missing import Missing
from bot.ports.feeders import Feeders, Writers
from tests.contract.aws.faults import Faults
from tests.contract.aws.stack import REGION
from tests.fakes import FakeFeeders

ACCOUNT = "123456789012"


def arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


DLQ, OTHER = arn("sqs", "orders-dlq"), arn("sqs", "other-dlq")
FUNCTION = arn("lambda", "function:ship")
TOPIC = arn("sns", "orders")
RULE, TARGET = arn("events", "rule/shop/to-ship"), FUNCTION
SCHEDULE = arn("scheduler", "schedule/nightly/tidy")
STREAM = arn("kinesis", "stream/orders")
PIPE = arn("pipes", "pipe/enrich")

NAMED = {
    "a destination": Origin("function", f"{FUNCTION}:$LATEST"),
    "a function's queue": Origin("function", FUNCTION),
    "a mapping": Origin("stream", STREAM, FUNCTION),
    "a pipe": Origin("pipe", PIPE, STREAM),
    "a rule's target": Origin("target", TARGET, RULE),
    "a schedule": Origin("schedule", SCHEDULE, FUNCTION),
}


class Account(NamedTuple):
    """What is looked through, and a way to let one kind of writer name a queue."""

    port: Feeders
    name: Callable[[str, str], None]


def _fake() -> Account:
    fake = FakeFeeders()

    def name(kind: str, queue: str) -> None:
        fake.writers[queue] = (NAMED[kind],)

    return Account(fake, name)


class Configured:
    """Each kind of writer as its service would answer; what the emulator can hold, it holds."""

    def __init__(self, aws: Clients) -> None:
        self._aws = aws

    def name(self, kind: str, queue: str) -> None:
        {
            "a destination": self._destination,
            "a function's queue": self._function,
            "a mapping": self._mapping,
            "a pipe": self._pipe,
            "a rule's target": self._rule,
            "a schedule": self._schedule,
        }[kind](queue)

    def _answer(self, service: str, operation: str, answer: dict[str, Any]) -> None:
        Faults(self._aws.client(service, LOOK)).answer(operation, answer, times=3)

    def _destination(self, queue: str) -> None:
        config = {"DestinationConfig": {"OnSuccess": {}, "OnFailure": {"Destination": queue}}}
        self._answer("lambda", "GetFunctionEventInvokeConfig", config)

    def _function(self, queue: str) -> None:
        functions = [
            {"FunctionArn": FUNCTION, "DeadLetterConfig": {"TargetArn": queue}},
            {"FunctionArn": f"{FUNCTION}-2"},
        ]
        self._answer("lambda", "ListFunctions", {"Functions": functions})

    def _mapping(self, queue: str) -> None:
        mapping = {
            "EventSourceArn": f"{STREAM}/consumer/ship:1",
            "FunctionArn": FUNCTION,
            "DestinationConfig": {"OnFailure": {"Destination": queue}},
        }
        self._answer("lambda", "ListEventSourceMappings", {"EventSourceMappings": [mapping]})

    def _pipe(self, queue: str) -> None:
        source = {"KinesisStreamParameters": {"DeadLetterConfig": {"Arn": queue}}}
        self._answer("pipes", "DescribePipe", {"Source": STREAM, "SourceParameters": source})

    def _rule(self, queue: str) -> None:
        events = self._aws.client("events", LOOK)
        events.create_event_bus(Name="shop")
        events.put_rule(Name="to-ship", EventBusName="shop", EventPattern='{"source": ["shop"]}')
        target = {"Id": "ship", "Arn": TARGET, "DeadLetterConfig": {"Arn": queue}}
        events.put_targets(Rule="to-ship", EventBusName="shop", Targets=[target])

    def _schedule(self, queue: str) -> None:
        scheduler = self._aws.client("scheduler", LOOK)
        scheduler.create_schedule_group(Name="nightly")
        scheduler.create_schedule(
            Name="tidy",
            GroupName="nightly",
            ScheduleExpression="rate(1 day)",
            FlexibleTimeWindow={"Mode": "OFF"},
            Target={"Arn": FUNCTION, "RoleArn": "arn:aws:iam::1:role/r", "DeadLetterConfig": {"Arn": queue}},
        )


@pytest.fixture(params=["fake", "aws"])
def account(request: pytest.FixtureRequest) -> Account:
    if request.param == "fake":
        return _fake()
    aws: Clients = request.getfixturevalue("aws")
    return Account(AwsFeeders(aws), Configured(aws).name)


# A function's own queue gets messages that name no function: see below.
each_kind = pytest.mark.parametrize("kind", [each for each in NAMED if each != "a function's queue"])


@each_kind
def test_a_writer_whose_configuration_names_the_queue_is_confirmed(account: Account, kind: str) -> None:
    account.name(kind, DLQ)
    assert account.port.confirm(DLQ, NAMED[kind]) == Writers((NAMED[kind]._replace(claimed=False),))


@each_kind
def test_a_writer_whose_configuration_names_another_queue_is_not(account: Account, kind: str) -> None:
    account.name(kind, OTHER)
    assert account.port.confirm(DLQ, NAMED[kind]) == Writers(())


def test_a_function_that_the_message_does_not_name_is_found_by_its_queue(account: Account) -> None:
    account.name("a function's queue", DLQ)
    found = account.port.confirm(DLQ, Origin("function"))
    assert found == Writers((Origin("function", FUNCTION, claimed=False),))
    assert account.port.confirm(OTHER, Origin("function")) == Writers(())


# Only AWS


@pytest.fixture
def feeders(aws: Clients) -> AwsFeeders:
    return AwsFeeders(aws, sleep=lambda _: None)


def faults(aws: Clients, service: str) -> Faults:
    return Faults(aws.client(service, LOOK))


def test_several_functions_with_one_queue_are_all_told(aws: Clients, feeders: AwsFeeders) -> None:
    def listed(name: str, **more: str) -> dict[str, Any]:
        return {
            "Functions": [{"FunctionArn": f"{FUNCTION}-{name}", "DeadLetterConfig": {"TargetArn": DLQ}}],
            **more,
        }

    faults(aws, "lambda").answer("ListFunctions", listed("1", NextMarker="more"), listed("2"))
    found = feeders.confirm(DLQ, Origin("function"))
    assert isinstance(found, Writers)
    assert [each.arn for each in found.named] == [f"{FUNCTION}-1", f"{FUNCTION}-2"]


def test_more_functions_than_can_be_listed_are_not_called_none(aws: Clients, feeders: AwsFeeders) -> None:
    faults(aws, "lambda").answer("ListFunctions", {"Functions": [], "NextMarker": "more"}, times=100)
    found = feeders.confirm(DLQ, Origin("function"))
    assert isinstance(found, Missing)
    assert "more than 20 pages" in found.reason


def test_of_more_functions_than_can_be_listed_those_found_speak(aws: Clients, feeders: AwsFeeders) -> None:
    page = {
        "Functions": [{"FunctionArn": FUNCTION, "DeadLetterConfig": {"TargetArn": DLQ}}],
        "NextMarker": "more",
    }
    empty = {"Functions": [], "NextMarker": "more"}
    faults(aws, "lambda").answer("ListFunctions", page, *([empty] * 100))
    assert feeders.confirm(DLQ, Origin("function")) == Writers((Origin("function", FUNCTION, claimed=False),))


def test_a_destination_is_asked_of_the_version_that_was_invoked(aws: Clients, feeders: AwsFeeders) -> None:
    seen: list[dict[str, Any]] = []

    def see(params: dict[str, Any], **_: Any) -> None:
        seen.append(dict(params))

    client: Client = aws.client("lambda", LOOK)
    client.meta.events.register_first("provide-client-params.lambda.GetFunctionEventInvokeConfig", see)
    faults(aws, "lambda").answer("GetFunctionEventInvokeConfig", {})
    feeders.confirm(DLQ, Origin("function", f"{FUNCTION}:live"))
    assert seen == [{"FunctionName": FUNCTION, "Qualifier": "live"}]


def test_a_function_without_any_destination_is_not_confirmed(aws: Clients, feeders: AwsFeeders) -> None:
    faults(aws, "lambda").refuse("GetFunctionEventInvokeConfig", "ResourceNotFoundException", status=404)
    found = feeders.confirm(DLQ, Origin("function", FUNCTION))
    assert found == Writers((), "there is no destination of that function any more")


# By way of a topic or a bus


def topic_with(aws: Clients, endpoint: str) -> str:
    sns = aws.client("sns", LOOK)
    topic: str = sns.create_topic(Name="failures")["TopicArn"]
    aws.client("sqs", LOOK).create_queue(QueueName=endpoint.rpartition(":")[2])
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint)
    return topic


@pytest.mark.parametrize(("endpoint", "confirmed"), [(DLQ, True), (OTHER, False)])
def test_a_destination_that_is_a_topic_counts_where_the_topic_delivers_here(
    aws: Clients, feeders: AwsFeeders, endpoint: str, *, confirmed: bool
) -> None:
    topic = topic_with(aws, endpoint)
    config = {"DestinationConfig": {"OnFailure": {"Destination": topic}}}
    faults(aws, "lambda").answer("GetFunctionEventInvokeConfig", config)
    found = feeders.confirm(DLQ, Origin("function", FUNCTION, topic))
    assert isinstance(found, Writers)
    assert bool(found.named) is confirmed


def test_a_destination_that_is_a_bus_counts_where_a_rule_of_it_delivers_here(
    aws: Clients, feeders: AwsFeeders
) -> None:
    bus = arn("events", "event-bus/shop")
    faults(aws, "lambda").answer(
        "GetFunctionEventInvokeConfig", {"DestinationConfig": {"OnFailure": {"Destination": bus}}}, times=2
    )
    faults(aws, "events").answer("ListRuleNamesByTarget", {"RuleNames": ["failures"]}, {"RuleNames": []})
    claim = Origin("function", FUNCTION, bus)
    assert feeders.confirm(DLQ, claim) == Writers((claim._replace(claimed=False),))
    assert feeders.confirm(DLQ, claim) == Writers(())


def test_a_functions_dead_letter_topic_counts_where_it_delivers_here(
    aws: Clients, feeders: AwsFeeders
) -> None:
    topic = topic_with(aws, DLQ)
    functions = [{"FunctionArn": FUNCTION, "DeadLetterConfig": {"TargetArn": topic}}]
    faults(aws, "lambda").answer("ListFunctions", {"Functions": functions})
    assert feeders.confirm(DLQ, Origin("function", through=topic)) == Writers(
        (Origin("function", FUNCTION, topic, claimed=False),)
    )
    assert feeders.confirm(OTHER, Origin("function", through=topic)) == Writers(
        (), "that topic does not deliver to this queue"
    )


# Subscriptions


@pytest.fixture
def subscription(aws: Clients) -> str:
    """Of a topic that may send to the queue, with a redrive policy that names it."""
    sns, sqs = aws.client("sns", LOOK), aws.client("sqs", LOOK)
    topic = sns.create_topic(Name="orders")["TopicArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "sns.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": DLQ,
        "Condition": {"ArnEquals": {"aws:SourceArn": topic}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.create_queue(QueueName="orders-dlq", Attributes={"Policy": policy})
    sqs.create_queue(QueueName="orders")
    sns.subscribe(TopicArn=topic, Protocol="lambda", Endpoint=FUNCTION)
    return str(
        sns.subscribe(
            TopicArn=topic,
            Protocol="sqs",
            Endpoint=arn("sqs", "orders"),
            Attributes={"RedrivePolicy": json.dumps({"deadLetterTargetArn": DLQ})},
        )["SubscriptionArn"]
    )


@pytest.mark.parametrize("told", ["by its own name", "by its topic", "by nothing, as raw messages are"])
def test_a_subscription_is_found(feeders: AwsFeeders, subscription: str, told: str) -> None:
    claims = {
        "by its own name": Origin("subscription", subscription, TOPIC),
        "by its topic": Origin("subscription", "", TOPIC),
        "by nothing, as raw messages are": Origin(),
    }
    confirmed = Origin("subscription", subscription, TOPIC, claimed=False)
    assert feeders.confirm(DLQ, claims[told]) == Writers((confirmed,))


def test_a_subscription_without_such_a_redrive_policy_is_not_confirmed(
    feeders: AwsFeeders, subscription: str
) -> None:
    assert feeders.confirm(OTHER, Origin("subscription", subscription, TOPIC)) == Writers(())


def test_a_subscription_that_is_gone_is_not_confirmed(aws: Clients, feeders: AwsFeeders) -> None:
    claim = Origin("subscription", f"{TOPIC}:8a1b2c3d-0000-4000-8000-000000000001", TOPIC)
    faults(aws, "sns").refuse("GetSubscriptionAttributes", "NotFound", status=404)
    assert feeders.confirm(DLQ, claim) == Writers((), "there is no such subscription any more")


def test_a_message_of_nobody_in_a_queue_of_no_topic_is_of_nobody(aws: Clients, feeders: AwsFeeders) -> None:
    aws.client("sqs", LOOK).create_queue(QueueName="orders-dlq")
    assert feeders.confirm(DLQ, Origin()) == Writers((), "nothing in the message says who wrote it")


# What cannot be asked

DENIED = [
    ("function", "lambda", "GetFunctionEventInvokeConfig", NAMED["a destination"], FUNCTION),
    ("functions", "lambda", "ListFunctions", Origin("function"), "*"),
    ("stream", "lambda", "ListEventSourceMappings", NAMED["a mapping"], "*"),
    ("pipe", "pipes", "DescribePipe", NAMED["a pipe"], PIPE),
    ("target", "events", "ListTargetsByRule", NAMED["a rule's target"], RULE),
    ("schedule", "scheduler", "GetSchedule", NAMED["a schedule"], SCHEDULE),
    ("topic", "sns", "ListSubscriptionsByTopic", Origin("subscription", "", TOPIC), TOPIC),
    (
        "subscription",
        "sns",
        "GetSubscriptionAttributes",
        Origin("subscription", f"{TOPIC}:1", TOPIC),
        f"{TOPIC}:1",
    ),
]


@pytest.mark.parametrize(
    ("service", "operation", "claim", "resource"),
    [each[1:] for each in DENIED],
    ids=[each[0] for each in DENIED],
)
def test_what_may_not_be_asked_names_the_permission(
    aws: Clients, feeders: AwsFeeders, service: str, operation: str, claim: Origin, resource: str
) -> None:
    code = "AuthorizationError" if service == "sns" else "AccessDeniedException"
    faults(aws, service).refuse(operation, code, status=403)
    assert feeders.confirm(DLQ, claim) == Missing(f"denied: allow {service}:{operation} on {resource}")


@pytest.mark.parametrize("kind", ["function", "target", "schedule", "stream", "pipe", "subscription"])
def test_a_claim_that_is_no_arn_leads_nowhere(feeders: AwsFeeders, kind: str) -> None:
    claim = Origin(kind, "anything", "whatever")
    assert isinstance(feeders.confirm(DLQ, claim), Missing)


def test_a_claim_of_another_region_is_not_asked_about(feeders: AwsFeeders) -> None:
    elsewhere = FUNCTION.replace(REGION, "eu-north-1")
    found = feeders.confirm(DLQ, Origin("function", elsewhere))
    assert isinstance(found, Missing)
    assert "eu-north-1" in found.reason


def test_what_a_consumers_own_code_wrote_no_configuration_can_confirm(feeders: AwsFeeders) -> None:
    found = feeders.confirm(DLQ, Origin("stream", STREAM))
    assert isinstance(found, Writers)
    assert not found.named
    assert "own code" in found.why


def test_what_a_newer_release_knew_to_give_up_is_not_confirmed(feeders: AwsFeeders) -> None:
    found = feeders.confirm(DLQ, Origin("of_next_year", FUNCTION))
    assert found == Writers((), "Lastcall does not read what configuration says of a of_next_year")


def test_what_sqs_itself_says_needs_no_asking(feeders: AwsFeeders) -> None:
    claim = Origin("queue", arn("sqs", "orders"), claimed=False)
    assert feeders.confirm(DLQ, claim) == Writers((claim,))


def test_the_functions_of_an_account_are_listed_once_for_all_that_is_asked_of_them(aws: Clients) -> None:
    """With two thousand functions a listing is forty requests, of which Lambda allows fifteen a second."""
    listed = {"FunctionArn": FUNCTION, "DeadLetterConfig": {"TargetArn": DLQ}}
    faults(aws, "lambda").answer("ListFunctions", {"Functions": [listed]})
    feeders = AwsFeeders(aws)
    # Another listing would be moto's, which knows no function.
    told = [feeders.confirm(DLQ, Origin("function")) for _ in range(3)]
    assert told == [Writers((Origin("function", FUNCTION, claimed=False),))] * 3
