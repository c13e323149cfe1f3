"""What rules, topics and functions hand over, by their configuration and the taker's.

Facts: EventBridge API reference (ListTargetsByRule), SNS API reference (ListSubscriptionsByTopic,
GetSubscriptionAttributes), Lambda API reference (GetFunctionEventInvokeConfig, DeadLetterConfig).
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import islice

from botocore.exceptions import ClientError

from bot.aws.errors import Client, asking, gone
from bot.aws.handovers.roles import role_of
from bot.aws.handovers.takers import Takers
from bot.aws.refusals import refused_as_missing
from bot.aws.session import LOOK, Clients
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.permissions.handover import Handover, Role, Taker
from bot.domain.resource.arn import bus_and_rule, read_arn
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.parsing.untrusted import get, parsed

# A look must end in seconds: only the first targets are read.
MOST = 5
_EVENTS, _SNS, _LAMBDA = "events.amazonaws.com", "sns.amazonaws.com", "lambda.amazonaws.com"
_FIFO = ".fifo"


class AwsHandovers:
    """Implements ports.Handovers."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def of(self, source: Resource, *, failures: bool = False) -> tuple[Handover, ...] | Missing:
        ask = _KINDS.get(source.kind)
        if ask is None:
            return ()
        return refused_as_missing(lambda: tuple(ask(_Asked(self._clients, source, failures=failures))))


class _Asked:
    def __init__(self, clients: Clients, source: Resource, *, failures: bool) -> None:
        self._clients = clients
        self.source = source
        self.failures = failures
        self._takers = Takers(clients)

    def client(self, service: str) -> Client:
        return self._clients.for_place(self.source.account, self.source.region).client(service, LOOK)

    def taker(self, arn: str) -> Taker | None:
        return self._takers.of(arn)

    def role(self, arn: str) -> Role:
        return Role(arn, refused_as_missing(lambda: role_of(self.client("iam"), arn)))


def _of_rule(asked: _Asked) -> Iterator[Handover]:
    bus, name = bus_and_rule(asked.source.name)
    on_bus = {"EventBusName": bus} if bus and bus != "default" else {}
    rule = asked.source.arn
    with asking("events:ListTargetsByRule", rule):
        targets = asked.client("events").list_targets_by_rule(Rule=name, **on_bus)["Targets"]
    for each in targets[:MOST]:
        if asked.failures:
            if (taker := asked.taker(str(get(each, "DeadLetterConfig", "Arn") or ""))) is not None:
                yield Handover(rule, _EVENTS, taker, fifo=False)
        elif (taker := asked.taker(each["Arn"])) is not None:
            role = asked.role(each["RoleArn"]) if each.get("RoleArn") else None
            group = bool(get(each, "SqsParameters", "MessageGroupId"))
            yield Handover(rule, _EVENTS, taker, role, group=group)


def _of_topic(asked: _Asked) -> Iterator[Handover]:
    topic, sns = asked.source.arn, asked.client("sns")
    with asking("sns:ListSubscriptionsByTopic", topic):
        listed = sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
    # A subscription not yet confirmed has a word instead of an ARN.
    confirmed = (each for each in listed if read_arn(str(each["SubscriptionArn"])))
    of_queues = (each for each in confirmed if each["Protocol"] in {"sqs", "lambda"})
    for each in islice(of_queues, MOST):
        arn, fifo = str(each["Endpoint"]), True
        if asked.failures:
            arn, fifo = _kept_in(sns, each["SubscriptionArn"]), topic.endswith(_FIFO)
        if (taker := asked.taker(arn)) is not None:
            yield Handover(topic, _SNS, taker, fifo=fifo, subscription=each["SubscriptionArn"])


def _kept_in(sns: Client, subscription: str) -> str:
    with asking("sns:GetSubscriptionAttributes", subscription):
        told = sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    return str(get(parsed(told.get("RedrivePolicy", "")), "deadLetterTargetArn") or "")


def _of_function(asked: _Asked) -> Iterator[Handover]:
    """Its destinations, and its dead-letter queue: both are written to."""
    if not asked.failures:
        return
    name, client = asked.source.arn, asked.client("lambda")
    with asking("lambda:GetFunctionConfiguration", name):
        told = client.get_function_configuration(FunctionName=name)
    ways = [*_destinations(client, name), str(get(told, "DeadLetterConfig", "TargetArn") or "")]
    for arn in dict.fromkeys(filter(None, ways)):
        if (taker := asked.taker(arn)) is not None:
            yield Handover(name, _LAMBDA, taker, asked.role(told["Role"]), fifo=False)


def _destinations(client: Client, name: str) -> list[str]:
    with asking("lambda:GetFunctionEventInvokeConfig", name):
        try:
            told = client.get_function_event_invoke_config(FunctionName=name)
        except ClientError as error:
            if gone(error):
                return []
            raise
    ways = (get(told, "DestinationConfig", way, "Destination") for way in ("OnFailure", "OnSuccess"))
    return [str(each) for each in ways if each]


_KINDS: Mapping[str, Callable[[_Asked], Iterator[Handover]]] = {
    ResourceKind.RULE: _of_rule,
    ResourceKind.TOPIC: _of_topic,
    ResourceKind.FUNCTION: _of_function,
}
