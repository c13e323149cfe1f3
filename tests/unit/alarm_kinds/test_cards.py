"""What the card of each kind says before anything was looked at, and once there was nothing to look at."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.alarm_kinds import KINDS, kind_named, kind_of
from bot.domain.alarm.alarm import AlarmTransition
from bot.domain.alarm.alarm_kind import Action, AlarmKind
from bot.domain.evidence.evidence import Evidence
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.intake import RoutedDelivery, quiet_incident, take_in
from bot.domain.policy.policy import Bounds, Route
from bot.domain.urgency.decision import decide
from bot.render.card.incident_card import incident_card
from bot.render.modals import runbook_modal
from bot.render.plain_text import plain, plain_lines
from bot.render.runbooks.shelf import Shelf
from bot.render.view import Button, CardView
from bot.slack.markup.block_kit import card_message, modal_view
from tests.unit.alarm_kinds.alarms import from_topic
from tests.unit.alarm_kinds.alarms import plain as alarm
from tests.unit.alarm_kinds.samples import ROOT, each_kind, transition_of

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
ROUTE = Route("everything", "C0INCIDENT", impact="customers get no receipt")
NAMES = tuple(kind.name for kind in KINDS)


def incident_of(transition: AlarmTransition) -> Incident:
    """Just opened, and looked at by nothing."""
    kind, resource = kind_of(transition)
    told = RoutedDelivery(transition, kind.name, ROUTE)
    change = take_in(quiet_incident(resource, kind.name, ROUTE.name), [told], NAMES, NOW).change
    assert change is not None
    return change.incident


def looked_at(incident: Incident) -> Incident:
    """After evidence was gathered by a kind that has no probes."""
    return replace(incident, evidence=Evidence(taken_at=NOW), evidence_wanted=None)


def card(incident: Incident) -> CardView:
    return incident_card(
        incident, None, ROUTE, kind_named(incident.kind), decide(incident, ROUTE, NOW), NOW, bounds=Bounds()
    )


SAID = [
    ("dead_letters", "orders-dlq: dead letters", "Deadline not known yet: gathering evidence"),
    ("lost_events", "orders-worker: lost events", "Already lost: what failed could not be kept"),
    (
        "async_events_dropped",
        "orders-worker: dropped events",
        "Perhaps already lost: a dropped event is kept",
    ),
    ("rule_failures", "shop/order-placed: undelivered events", "Perhaps already lost: an event is kept only"),
    ("topic_failures", "order-updates: undelivered messages", "Perhaps already lost: a message is kept only"),
    (
        "iterator_age",
        "orders-stream-worker: records behind",
        "Deadline unknown, so treat it as near: records",
    ),
    ("async_event_age", "orders-worker: events waiting", "Deadline unknown, so treat it as near: an event"),
    ("queue_backlog", "orders: messages waiting", "Deadline unknown, so treat it as near: a message is"),
    (
        "function_throttles",
        "orders-worker: throttled invocations",
        "No deadline of its own: synchronous callers",
    ),
    ("throughput_exceeded", "orders: refused requests", "No deadline of its own: a refused write is lost"),
    ("function_errors", "orders-worker: failed invocations", "No deadline of its own: events, messages and"),
    (
        "function_concurrency",
        "orders-worker: concurrent executions",
        "No deadline of its own: nothing is lost",
    ),
    (
        "account_concurrency",
        "lambda-concurrency: concurrent executions of all functions",
        "No deadline of its own: at the limit every function",
    ),
    (
        "failed_invocations",
        "orders-worker: 1 dropped event",
        "Perhaps already lost: Lambda dropped the event",
    ),
    ("logged_errors", "orders-worker: 2 logged errors", "No deadline of its own: a log shows what failed"),
    (
        "unsuccessful_executions",
        "fulfilment: 1 unsuccessful execution",
        "Can be redriven for 14 days: until then",
    ),
    ("composite", "checkout-broken", "No deadline of its own: it only combines other alarms"),
    ("generic", "checkout-latency", "No deadline known: Lastcall has no loss clock for this kind of alarm"),
]


@pytest.mark.parametrize(("name", "headline", "decision"), SAID, ids=[row[0] for row in SAID])
def test_a_new_card_says_what_is_wrong_and_what_is_at_stake(name: str, headline: str, decision: str) -> None:
    view = card(incident_of(transition_of(kind_named(name))))
    assert plain(view.headline) == f"🔴 {headline} · customers get no receipt"
    assert plain(view.decision).startswith(decision)


@pytest.mark.parametrize(("name", "headline", "decision"), [row for row in SAID if row[0] != "dead_letters"])
def test_a_kind_without_probes_says_the_same_once_there_was_nothing_to_look_at(
    name: str, headline: str, decision: str
) -> None:
    view = card(looked_at(incident_of(transition_of(kind_named(name)))))
    assert plain(view.headline) == f"🔴 {headline} · customers get no receipt"
    assert plain(view.decision).startswith(decision)


REASONS = (
    *(" was ", "1 of 2 in ALARM: orders-worker-errors", "Threshold Crossed"),
    *("KeyError 'fullname'", "RetriesExhausted: KeyError", "order-A-1017 failed: TaskFailed"),
)


@each_kind
def test_the_alarms_own_reason_stays_on_the_card_of_a_kind_without_probes(kind: AlarmKind) -> None:
    incident = incident_of(transition_of(kind))
    shown = looked_at(incident) if not kind.probes else incident
    said = plain_lines(card(shown).why)
    assert any(each in said for each in REASONS)


@each_kind
def test_a_card_offers_the_runbook_and_no_button_that_does_not_work_yet(kind: AlarmKind) -> None:
    controls = card(incident_of(transition_of(kind))).controls
    labels = [control.label for control in controls if isinstance(control, Button)]
    assert labels == ["Acknowledge", "Inspect" if Action.INSPECT in kind.actions else "Runbook"]


@each_kind
def test_what_is_at_stake_is_short_enough_for_a_phone(kind: AlarmKind) -> None:
    bold, rest = kind.stakes or ("", "")
    assert len(f"{bold}: {rest}") <= 140


def test_a_composite_says_which_of_its_children_fire() -> None:
    why = plain_lines(card(incident_of(transition_of(kind_named("composite")))).why)
    assert why == "1 of 2 in ALARM: orders-worker-errors"


def test_an_alarm_of_no_known_kind_on_a_known_resource_is_called_by_both_names() -> None:
    slow = alarm(
        ("AWS/Lambda", "Duration", {"FunctionName": "orders-worker"}), AlarmName="orders-worker-slow"
    )
    assert plain(card(incident_of(slow)).headline).startswith("🔴 orders-worker: orders-worker-slow")


def test_a_notice_is_called_by_its_title() -> None:
    assert plain(card(incident_of(from_topic({"AlarmName": "plain"}))).headline).startswith("🔴 plain ·")


@each_kind
def test_the_card_and_the_runbook_of_a_kind_can_be_shown(kind: AlarmKind) -> None:
    incident = incident_of(transition_of(kind))
    shown = Shelf(ROOT / "runbooks")(incident, ROUTE, NOW)
    assert not shown.broken
    # The thread quotes it alone, without the command below it.
    assert shown.first_step[-1:] in {".", "?"}
    assert "None" not in f"{shown.parts}"
    assert card_message(card(incident))["attachments"]
    assert modal_view(runbook_modal(incident, shown.title, shown.parts, shown.url))["blocks"]


@pytest.mark.parametrize(
    ("namespace", "metric", "dimensions", "said", "unsaid"),
    [
        pytest.param(
            *("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", {"StreamName": "orders"}),
            *("describe-stream-summary", "list-event-source-mappings --region eu-west-1 --function-name"),
            id="a stream's age",
        ),
        pytest.param(
            *("AWS/SNS", "NumberOfNotificationsFailedToRedriveToDlq", {"TopicName": "t"}),
            *("list-subscriptions-by-topic", "get-function"),
            id="a topic's loss",
        ),
        pytest.param(
            *("AWS/Events", "InvocationsFailedToBeSentToDlq", {"RuleName": "r"}),
            *("list-targets-by-rule", "get-function"),
            id="a rule's loss",
        ),
        pytest.param(
            *("AWS/DynamoDB", "WriteThrottleEvents", {"TableName": "orders"}),
            *("describe-table", "shard"),
            id="a table's refusals",
        ),
    ],
)
def test_a_runbook_speaks_of_the_resource_at_hand(
    namespace: str, metric: str, dimensions: dict[str, str], said: str, unsaid: str
) -> None:
    incident = incident_of(alarm((namespace, metric, dimensions)))
    shown = Shelf(ROOT / "runbooks")(incident, ROUTE, NOW)
    assert said in f"{shown.parts}"
    assert unsaid not in f"{shown.parts}"
    assert not shown.broken


def test_the_runbook_of_a_composite_names_its_children_and_what_each_said() -> None:
    parts = Shelf(ROOT / "runbooks")(incident_of(transition_of(kind_named("composite"))), ROUTE, NOW).parts
    assert "orders-worker-errors: ALARM when it fired" in f"{parts}"
    assert "payments-worker-errors: not told when it fired" in f"{parts}"


def test_the_runbook_of_a_rule_has_its_command_ready_to_run() -> None:
    parts = Shelf(ROOT / "runbooks")(
        incident_of(transition_of(kind_named("rule_failures"))), ROUTE, NOW
    ).parts
    assert "--event-bus-name 'shop' --rule 'order-placed'" in f"{parts}"
