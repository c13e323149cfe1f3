"""A queue with dead letters, as the probes see it."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bot.domain.dead_letters.dead_letter import MessageAttribute, ReceivedMessage
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.evidence.consumer import Deployment, FunctionFacts
from bot.domain.evidence.evidence import Evidence
from bot.domain.policy.policy import Redaction, Route
from bot.domain.resource.grouping import Resource
from bot.ports.dead_letter_queues import DeadLetterQueues
from bot.ports.telemetry import LoggedError
from bot.probes import dead_letter_queue
from bot.probes.run.found import sampled
from bot.probes.run.or_missing import or_missing
from bot.probes.run.probe import Finding, ProbeContext
from tests.fakes import (
    FakeBuckets,
    FakeDeadLetterQueues,
    FakeFeeders,
    FakeFunctions,
    FakeHandovers,
    FakeStreams,
    FakeTelemetry,
    HandClock,
)
from tests.fakes.clock import NOON
from tests.unit.probes.looks import put_into, to_the_end

DLQ = "arn:aws:sqs:eu-west-1:111122223333:orders-dlq"
ORDERS = "arn:aws:sqs:eu-west-1:111122223333:orders"
CONSUMER = "arn:aws:lambda:eu-west-1:111122223333:function:orders-consumer"
RESOURCE = Resource("queue", "orders-dlq", "111122223333", "eu-west-1")
DAYS_14 = timedelta(days=14)
DAYS_4 = timedelta(days=4)


class World:
    """An `orders` queue with its dead-letter queue and consumer, and the context to look at them."""

    def __init__(self) -> None:
        self.clock = HandClock()
        self.queues = FakeDeadLetterQueues(self.clock)
        self.telemetry = FakeTelemetry()
        self.functions = FakeFunctions()
        self.streams = FakeStreams()
        self.feeders = FakeFeeders()
        self.buckets = FakeBuckets()
        self.handovers = FakeHandovers()
        self.dlq = self.queues.add(DLQ, sources=(ORDERS,), retention=DAYS_14)
        self.orders = self.queues.add(ORDERS, retention=DAYS_4, redrives_to=DLQ)
        self.functions.consume(ORDERS, CONSUMER)
        self.functions.facts_of[CONSUMER] = FunctionFacts(CONSUMER, timedelta(seconds=30), 256)
        self.functions.deployments[CONSUMER] = Deployment(CONSUMER, NOON - timedelta(days=30), "7", "6")

    def fill(self, count: int, first_sent: datetime = NOON - timedelta(hours=1)) -> None:
        for n in range(count):
            self.queues.put(DLQ, letter(f"m-{n}", first_sent + timedelta(minutes=n)))

    def logs(self, *lines: tuple[timedelta, str]) -> None:
        self.telemetry.logged[CONSUMER] = tuple(LoggedError(self.clock() - ago, text) for ago, text in lines)

    def empty_at(self, at: datetime) -> None:
        self.telemetry.depth("orders-dlq", {at: 0})

    def context(self, route: Route | None = None, **fields: Any) -> ProbeContext:
        queues: DeadLetterQueues = fields.pop("queues", self.queues)
        return ProbeContext(
            resource=RESOURCE,
            route=route or Route("default", "C1"),
            redaction=fields.pop("redaction", Redaction()),
            queues=or_missing(queues),
            telemetry=or_missing(fields.pop("telemetry", self.telemetry)),
            functions=or_missing(fields.pop("functions", self.functions)),
            streams=or_missing(fields.pop("streams", self.streams)),
            feeders=or_missing(fields.pop("feeders", self.feeders)),
            buckets=or_missing(fields.pop("buckets", self.buckets)),
            handovers=or_missing(fields.pop("handovers", self.handovers)),
            now=self.clock(),
            **fields,
        )


def letter(
    message_id: str = "m-1",
    sent_at: datetime = NOON - timedelta(hours=1),
    body: str = '{"name": "Ana"}',
    **fields: Any,
) -> ReceivedMessage:
    system = {
        "SentTimestamp": str(int(sent_at.timestamp() * 1000)),
        "ApproximateReceiveCount": "3",
        "DeadLetterQueueSourceArn": ORDERS,
    }
    attributes: dict[str, MessageAttribute] = fields.pop("attributes", {})
    return ReceivedMessage(message_id, "", body, system | fields, attributes)


def evidence(finding: Finding) -> Evidence:
    return put_into(None, [finding])


class Seen(NamedTuple):
    """What a look and all that followed from it found together."""

    evidence: Evidence
    sample: tuple[SampledMessage, ...]


def looked(world: World, **context: Any) -> Seen:
    """A dead-letter queue looked at to the end, one look after the other."""
    asked = world.context(**context)
    findings = to_the_end(dead_letter_queue.PROBE.bind(asked))
    return Seen(put_into(asked.before, findings), tuple(sampled(findings) or ()))
