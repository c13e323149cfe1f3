"""A typical incident, to look at cards and runbooks without any."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.alarm.alarm import AlarmState
from bot.domain.alarm.alarm_kind import KindName
from bot.domain.evidence.consumer import ConsumerHealth, Deployment, EventSource, FunctionFacts
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Evidence, Failing
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.incident.episode import Episode, EscalationPosition
from bot.domain.incident.incident import AlarmEntry, Incident
from bot.domain.policy.policy import Escalation, Hours, Route, Step, Target, TargetKind
from bot.domain.resource.grouping import Resource, group_key, incident_id
from bot.domain.resource.resource_kind import ResourceKind

SAMPLE_NOW = datetime(2025, 11, 21, 3, 2, tzinfo=UTC)
_OPENED = SAMPLE_NOW - timedelta(minutes=4)
_QUEUE = Resource(ResourceKind.QUEUE, "orders-dlq", "123456789012", "eu-west-1")
_ALARM, _ALARMS = "orders-dlq-not-empty", "arn:aws:cloudwatch:eu-west-1:123456789012:alarm"
_SOURCE = "arn:aws:sqs:eu-west-1:123456789012:orders"
_STREAM = "arn:aws:kinesis:eu-west-1:123456789012:stream/clicks"
_MAPPING = "fdb4b20d-87fb-423b-85de-6da9b9d87708"
_CONSUMER = "arn:aws:lambda:eu-west-1:123456789012:function:orders-worker"

SAMPLE_ROUTE = Route(
    name="orders",
    channel="C0ORDERS",
    owner="U0OWNER",
    impact="customers get no receipt",
    environment="prod",
    hours=Hours("Europe/Berlin", (0, 1, 2, 3, 4), 9 * 60, 17 * 60),
    escalation=Escalation(
        steps=(
            Step(timedelta(0), (Target(TargetKind.OWNER),)),
            Step(timedelta(minutes=15), (Target(TargetKind.ONCALL, "orders"), Target(TargetKind.CHANNEL))),
        )
    ),
)


def sample_evidence() -> Evidence:
    """37 dead letters of a consumer that still fails."""
    return Evidence(
        taken_at=SAMPLE_NOW,
        depth=Depth(37),
        history=(0, 0, 0, 1, 4, 4, None, 11, 19, 26, 37),
        sources=(_SOURCE,),
        retention=timedelta(days=4),
        loss=LossClock(None, SAMPLE_NOW + timedelta(days=2, hours=4), "from the oldest message sampled"),
        shapes=(
            ErrorShape("KeyError 'fullname'", 31),
            ErrorShape("timeout after 3 s", 5),
            ErrorShape("ValueError", 1),
        ),
        failing=Failing(45, timedelta(minutes=15), SAMPLE_NOW - timedelta(seconds=20)),
        deployment=Deployment(_CONSUMER, SAMPLE_NOW - timedelta(days=3), "41", "40", "ana"),
        sampled=10,
        sample_number=1,
    )


def sample_incident(kind: str = KindName.DEAD_LETTERS) -> Incident:
    """Open since four minutes, first step taken, its evidence there; of another kind, about what that is."""
    dead_letters = _of_dead_letters()
    if kind == dead_letters.kind:
        return dead_letters
    about, name = _ABOUT.get(kind, (ResourceKind.FUNCTION, "orders-worker"))
    resource = Resource(about, name, _QUEUE.account, _QUEUE.region)
    group, title = group_key(resource), f"{name.replace('/', '-')}-{kind.replace('_', '-')}"
    alarm = AlarmEntry(title, f"{_ALARMS}:{title}", AlarmState.ALARM, _OPENED, AlarmState.ALARM, _OPENED)
    return replace(
        dead_letters,
        group=group,
        id=incident_id(group),
        resource=resource,
        kind=kind,
        description="",
        alarms={title: alarm},
        title=title,
        reason="Threshold Crossed: 1 datapoint was greater than the threshold.",
        evidence=_of_consumer(resource),
    )


# What an alarm of each kind is about, where it is no function.
_ABOUT: Mapping[str, tuple[str, str]] = {
    KindName.ACCOUNT_CONCURRENCY: (ResourceKind.ACCOUNT_POOL, "lambda-concurrency"),
    KindName.COMPOSITE: (ResourceKind.ALARM, "checkout-is-down"),
    KindName.GENERIC: (ResourceKind.ALARM, "checkout-is-slow"),
    KindName.QUEUE_BACKLOG: (ResourceKind.QUEUE, "orders"),
    KindName.RULE_FAILURES: (ResourceKind.RULE, "default/order-created"),
    KindName.THROUGHPUT_EXCEEDED: (ResourceKind.STREAM, "clicks"),
    KindName.TOPIC_FAILURES: (ResourceKind.TOPIC, "order-created"),
    KindName.UNSUCCESSFUL_EXECUTIONS: (ResourceKind.STATE_MACHINE, "fulfilment"),
}


def _of_consumer(resource: Resource) -> Evidence | None:
    """Who consumes, and what; None for what nobody does."""
    if resource.kind not in {ResourceKind.FUNCTION, ResourceKind.QUEUE, ResourceKind.STREAM}:
        return None
    source = _SOURCE if resource.kind == ResourceKind.QUEUE else _STREAM
    facts = FunctionFacts(_CONSUMER, timedelta(seconds=30), 512, reserved=5)
    mapping = EventSource(_MAPPING, source, _CONSUMER, "Enabled")
    health = ConsumerHealth(facts, timedelta(minutes=15))
    return Evidence(taken_at=SAMPLE_NOW, consumers=(health,), mappings=(mapping,))


def _of_dead_letters() -> Incident:
    group = group_key(_QUEUE)
    alarm = AlarmEntry(_ALARM, f"{_ALARMS}:{_ALARM}", AlarmState.ALARM, _OPENED, AlarmState.ALARM, _OPENED)
    return Incident(
        group=group,
        id=incident_id(group),
        resource=_QUEUE,
        kind=KindName.DEAD_LETTERS,
        route=SAMPLE_ROUTE.name,
        description="Orders that could not be processed. runbook: https://wiki.example.com/orders",
        version=3,
        card_version=3,
        thread=1,
        alarms={"orders-dlq-not-empty": alarm},
        title="orders-dlq-not-empty",
        reason="Threshold Crossed: 1 datapoint [37.0] was greater than the threshold (0.0).",
        episode=Episode(
            number=1,
            opened_at=_OPENED,
            fire_count=4,
            last_fired_at=SAMPLE_NOW - timedelta(minutes=1),
            escalation=EscalationPosition(_OPENED, steps=1, last_at=_OPENED),
        ),
        evidence=sample_evidence(),
    )
