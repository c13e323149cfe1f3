"""Incidents in their typical states, and their cards drawn small enough to be reviewed."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.alarm_kinds import kind_named
from bot.domain.alarm.alarm import AlarmState
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Failing
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import Acknowledgement, Recovery, Resolution
from bot.domain.incident.incident import Incident
from bot.domain.policy.by import By
from bot.domain.policy.policy import Bounds
from bot.domain.redrive.job import Job, JobState
from bot.domain.urgency.decision import decide
from bot.render.card.incident_card import incident_card
from bot.render.runbooks.sample_incident import SAMPLE_NOW, SAMPLE_ROUTE, sample_evidence, sample_incident
from bot.render.view import CardView
from bot.slack.markup.block_kit import card_message
from tests.amended import amended, redrive_job

NOW = SAMPLE_NOW
ROUTE = SAMPLE_ROUTE
ANA = By("U0ANA", "ana")

open_incident = sample_incident()
gathering = amended(open_incident, evidence=None, evidence_wanted=NOW, fire_count=1)
acknowledged = amended(
    open_incident,
    acknowledgement=Acknowledgement(ANA, NOW, NOW),
    evidence=replace(
        sample_evidence(), failing=Failing(12, timedelta(minutes=15), NOW - timedelta(minutes=9))
    ),
)
asked = amended(acknowledged, acknowledgement=Acknowledgement(ANA, NOW, NOW, NOW + timedelta(hours=2)))
snoozed = replace(acknowledged, snoozed_until=NOW + timedelta(hours=5))
urgent = replace(
    open_incident,
    evidence=replace(
        sample_evidence(),
        loss=LossClock(NOW + timedelta(hours=1), NOW + timedelta(hours=3), "from the oldest message sampled"),
    ),
)
losing = replace(
    open_incident,
    evidence=replace(
        sample_evidence(), loss=LossClock(None, NOW - timedelta(minutes=5), "from the oldest message sampled")
    ),
)
_DENIED = Missing("sqs:ReceiveMessage is denied: add the queue to QueueArns")
blind = replace(
    open_incident,
    evidence=replace(
        sample_evidence(),
        depth=_DENIED,
        history=Missing("CloudWatch did not answer within 8 s"),
        loss=_DENIED,
        shapes=Missing("logs:FilterLogEvents is denied for orders-worker"),
        failing=Missing("logs:FilterLogEvents is denied for orders-worker"),
        sampled=0,
    ),
)
emptied = replace(
    acknowledged,
    evidence=replace(sample_evidence(), depth=Depth(0), loss=LossClock(None, None, "the queue is empty")),
)
redriving = replace(acknowledged, live_job="01J")
_OK = {
    name: alarm._replace(state=AlarmState.OK, verdict=AlarmState.OK)
    for name, alarm in open_incident.alarms.items()
}
muted = {name: alarm._replace(suppressed=True) for name, alarm in open_incident.alarms.items()}
recovering = amended(
    acknowledged,
    alarms=_OK,
    recovering_since=NOW + timedelta(minutes=20),
    recovery=Recovery(NOW + timedelta(minutes=20), NOW + timedelta(minutes=25), "the queue is empty"),
)
not_healthy = amended(
    recovering, recovery=Recovery(None, NOW + timedelta(minutes=21), "12 messages are still in orders-dlq")
)
resolved = amended(
    recovering,
    recovering_since=None,
    recovery=None,
    evidence=replace(sample_evidence(), depth=Depth(0)),
    resolution=Resolution(NOW + timedelta(minutes=25), "proven", note="the queue has been empty for 5 min"),
)
_BY_HAND = Resolution(NOW, "by hand", ANA, "The messages are not needed")
resolved_by_hand = amended(resolved, resolution=_BY_HAND)
reopened = amended(open_incident, number=2, fire_count=1, acknowledgement=None)
generic = replace(
    gathering,
    kind="generic",
    resource=gathering.resource._replace(
        kind="alarm", name="arn:aws:cloudwatch:eu-west-1:123456789012:alarm:api/5xx"
    ),
    title="api/5xx",
    evidence_wanted=None,
)


def job(**changes: Any) -> Job:
    running = redrive_job(
        id="01J",
        group=open_incident.group,
        queue=open_incident.resource.arn,
        by=ANA,
        reason="The consumer is fixed and deployed",
        state=JobState.RUNNING,
        planned=37,
        started_at=NOW + timedelta(minutes=10),
        sent_before=NOW,
        due_at=None,
        moved=12,
        kept=dict.fromkeys(("m-1", "m-2"), "nothing in the message says who put it here"),
    )
    return amended(running, **changes)


ended_job = job(state=JobState.DONE, moved=35, verdict="35 moved, 2 left where they are")


def card(incident: Incident, job: Job | None = None, now: datetime = NOW) -> CardView:
    """The card as it is shown at `now`."""
    decision = decide(incident, ROUTE, now)
    return incident_card(incident, job, ROUTE, kind_named(incident.kind), decision, now, bounds=Bounds())


def card_read(incident: Incident, now: datetime = NOW) -> CardView:
    """The card of an incident whose evidence was gathered, whichever probes its kind has."""
    kind = kind_named(incident.kind)
    if incident.evidence:
        kind = kind._replace(probes=kind.probes or ("lag",))
    return incident_card(incident, None, ROUTE, kind, decide(incident, ROUTE, now), now, bounds=Bounds())


def drawn(view: CardView) -> str:
    """A card as text, times in braces: colour, lines, buttons (`!` primary, `?` asks first), state."""
    attachment = card_message(view)["attachments"][0]
    rows = [f"| {attachment['color']}"]
    for block in attachment["blocks"]:
        if block["type"] == "section":
            rows.extend(f"| {line}" for line in block["text"]["text"].splitlines())
        elif block["type"] == "context":
            rows.append(f"| ({block['elements'][0]['text']})")
        else:
            rows.append("| " + " ".join(_control(element) for element in block["elements"]))
    return _URL.sub(r"<\1>", _TIME.sub(r"{\1}", "\n".join(rows)))


_URL = re.compile(r"<https?://[^|>]*\|([^>]*)>")
_TIME = re.compile(r"<!date\^[^|>]*\|(?:2025-11-)?([^>]*?)(?: UTC)?>")


def _control(element: dict[str, Any]) -> str:
    if element["type"] == "button":
        marks = {"primary": "!", "danger": "?", None: ""}[element.get("style")]
        return f"[{element['text']['text']}{marks} -> {element['action_id']}]"
    choices = ", ".join(f"{each['text']['text']} -> {each['value']}" for each in element["options"])
    return f"[{element.get('placeholder', {'text': '⋯'})['text']} ▾: {choices}]"
