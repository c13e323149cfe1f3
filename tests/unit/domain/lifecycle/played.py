"""Each timer from falling due to being done: an incident, the time, and what is read then."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Healthy, Unhealthy
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import CARD_CHECK
from bot.domain.incident.episode import EscalationPosition, Resolution
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import RETENTION_SECONDS, MitigationKind, MitigationRecord
from bot.domain.incident.notifications import Notification, NotificationState
from bot.domain.lifecycle.card.delivery import Shown
from bot.domain.lifecycle.next_due import (
    COUNT_AGAIN,
    EVIDENCE_AGAIN,
    LOOK_AGAIN,
    LOOK_SOON,
    Timer,
)
from bot.domain.lifecycle.recovery import resolved
from bot.domain.lifecycle.timer_action import Readings
from bot.domain.policy.policy import Target
from tests.amended import amended
from tests.unit.domain.incidents import ANA, HOUR, MINUTE, NOW, OPEN, QUEUE, ROUTE, TOPIC, kept
from tests.unit.domain.people import acknowledge, snooze

LOOKED = amended(
    replace(OPEN, evidence=Evidence(taken_at=NOW, depth=Depth(4)), evidence_wanted=None),
    card_check_at=None,
    card_owed=None,
    last_joined_at=NOW - LOOK_AGAIN,
    escalation=EscalationPosition(NOW, 1, 0, NOW),
    notified_count=4,
)
HELD = amended(kept(acknowledge(LOOKED, ANA, NOW)), card_check_at=None, card_owed=None)


class Played(NamedTuple):
    """An incident of which this timer falls due, when it does, and what is read then."""

    incident: Incident
    due_at: datetime
    readings: Readings = Readings()


def counted(depth: int) -> Incident:
    return replace(LOOKED, evidence=Evidence(taken_at=NOW, depth=Depth(depth)))


def owing_a_page() -> Incident:
    delivered = Notification(Target("oncall", "orders"), NotificationState.DELIVERED, 0, NOW)
    owed = Notification(Target("topic", TOPIC), NotificationState.OWED, 0, NOW, next_at=NOW + MINUTE)
    return amended(LOOKED, escalation=EscalationPosition(NOW, 1, 0, NOW, (delivered, owed)))


def changed_in_aws() -> Incident:
    days = ({RETENTION_SECONDS: "345600"}, {RETENTION_SECONDS: "1209600"})
    raised = MitigationRecord(
        "c1", MitigationKind.RAISE_QUEUE_RETENTION, QUEUE.arn, QUEUE.name, *days, "", ANA, NOW, "time", "c1",
        NOW, look_at=NOW + MINUTE,
    )  # fmt: skip
    return replace(LOOKED, mitigations=(raised,))


def losing() -> Incident:
    clock = LossClock(None, NOW + 7 * HOUR, "sampled")
    return replace(LOOKED, evidence=Evidence(taken_at=NOW, loss=clock))


PLAYED: Mapping[Timer, Played] = {
    Timer.CARD_CHECK: Played(
        replace(LOOKED, card_check_at=NOW + CARD_CHECK), NOW + CARD_CHECK, Readings(shown=Shown())
    ),
    Timer.MITIGATION_CHECK: Played(
        changed_in_aws(), NOW + MINUTE, Readings(settings={QUEUE.arn: Missing("denied")})
    ),
    Timer.GROWTH: Played(counted(40), NOW),
    Timer.SNOOZE: Played(kept(snooze(LOOKED, ANA, NOW + HOUR, NOW, ROUTE)), NOW + HOUR),
    Timer.RESOLUTION_CHECK: Played(
        resolved(LOOKED, Resolution(NOW, "by hand", ANA)), NOW + MINUTE, Readings(Healthy("empty"))
    ),
    Timer.HEALTH_CHECK: Played(amended(LOOKED, recovering_since=NOW), NOW, Readings(Healthy("empty"))),
    Timer.RECOUNT: Played(HELD, NOW + COUNT_AGAIN, Readings(Unhealthy("4 stand in it", 4))),
    Timer.STILL_ON_IT: Played(HELD, NOW + ROUTE.escalation.ask_after),
    Timer.ESCALATION: Played(LOOKED, NOW + 15 * MINUTE),
    Timer.PAGE: Played(owing_a_page(), NOW + MINUTE),
    Timer.EVIDENCE_RETRY: Played(replace(LOOKED, evidence_wanted=NOW), NOW + EVIDENCE_AGAIN),
    Timer.EVIDENCE_REFRESH: Played(amended(LOOKED, last_joined_at=NOW), NOW + LOOK_SOON),
    Timer.CLOCK_WARNING: Played(losing(), NOW + HOUR),
}
