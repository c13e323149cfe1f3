"""An incident at each turn of its life, made the way it really comes to be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Path
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import Change
from bot.domain.incident.incident import Incident
from bot.domain.incident.refused import Refused
from bot.domain.lifecycle.intake import Intake, RoutedDelivery, quiet_incident, take_in
from bot.domain.policy.by import By
from bot.domain.policy.policy import Escalation, Policy, Route, Step, Target
from bot.domain.policy.rotation import Rotation
from bot.domain.resource.grouping import Resource

NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
QUEUE = Resource("queue", "orders-dlq", "111122223333", "eu-west-1")
ANA, BEN = By("U0ANA00001", "ana"), By("U0BEN00001", "ben")
TOPIC = "arn:aws:sns:eu-west-1:111122223333:page"

# Most serious first.
KINDS = ("lost_events", "dead_letters", "function_errors", "generic")
ROUTE = Route(
    "orders",
    "C0ORDERS01",
    owner=ANA.user,
    escalation=Escalation(
        steps=(
            Step(timedelta(0), (Target("oncall", "orders"),)),
            Step(15 * MINUTE, (Target("owner"), Target("group", "S0ORDERS01"))),
            Step(30 * MINUTE, (Target("channel"), Target("topic", TOPIC))),
        ),
        remind_every=30 * MINUTE,
        reminders=2,
    ),
)
POLICY = Policy((ROUTE,), rotations=(Rotation("orders", (BEN.user, ANA.user), NOW, timedelta(days=7)),))


def heard(
    state: AlarmState = AlarmState.ALARM,
    minute: int = 0,
    *,
    alarm: str = "orders-dlq-depth",
    suppressed_by: str = "",
    path: Path = Path.TOPIC,
) -> AlarmTransition:
    return AlarmTransition(
        arn=f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{alarm}",
        name=alarm,
        account=QUEUE.account,
        region=QUEUE.region,
        state=state,
        at=NOW + minute * MINUTE,
        path=path,
        reason="Threshold Crossed",
        description="Orders that could not be processed.",
        suppressed_by=suppressed_by,
    )


QUIET = quiet_incident(QUEUE, "dead_letters", ROUTE.name)


def taking(
    incident: Incident, *transitions: AlarmTransition, now: datetime = NOW, kind: str = "dead_letters"
) -> Intake:
    """What taking transitions in leads to, all of them of one kind."""
    return take_in(incident, [RoutedDelivery(each, kind, ROUTE) for each in transitions], KINDS, now)


def after(
    incident: Incident, *transitions: AlarmTransition, now: datetime = NOW, kind: str = "dead_letters"
) -> Incident:
    """The incident after taking transitions in."""
    change = taking(incident, *transitions, now=now, kind=kind).change
    return change.incident if change else incident


def kept(change: Change | Refused | None) -> Incident:
    """The incident a change leads to."""
    assert isinstance(change, Change), change
    return change.incident


OPEN = after(QUIET, heard())
RECOVERING = after(OPEN, heard(AlarmState.OK, 1), now=NOW + MINUTE)


def with_evidence(
    incident: Incident,
    *,
    first_loss: datetime | None = None,
    taken_at: datetime = NOW,
    hidden_until: datetime | None = None,
) -> Incident:

    loss = LossClock(None, first_loss, "from the oldest message sampled") if first_loss else Missing("denied")
    evidence = Evidence(taken_at=taken_at, loss=loss, hidden_until=hidden_until)
    return replace(incident, evidence=evidence, evidence_wanted=None)
