"""Buying time by changing a setting: what is offered, done, proven, undone and refused."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.domain.incident.mitigation_record import Grant, MitigationState
from bot.domain.incident.timeline import Event
from bot.domain.policy.policy import Bounds
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.alarms import Told
from tests.scenario.harness.places import POLICY, SETTINGS
from tests.scenario.harness.settings import REFUSED
from tests.scenario.harness.slack import Modal

DLQ = Alarm("orders-dlq")
FOUR_DAYS, FOURTEEN_DAYS = timedelta(days=4), timedelta(days=14)
RAISE = "Raise the retention: orders-dlq → 14 d"
REASON = "Buys time until the fix is deployed"


@pytest.fixture
def standing(h: Harness) -> Harness:
    """A dead letter in a queue that keeps it for four days only."""
    h.dead_letters("orders-dlq", '{"order": 1}', retention=FOUR_DAYS)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    return h


def open_modal(h: Harness, by: str = "ana") -> Modal:
    h.slack.expect_message("orders-dlq").button("Mitigate…").click(by=by)
    return h.slack.modal(by)


def choice(modal: Modal, label: str) -> dict[str, str]:
    """What the form holds once an option was picked and a reason given."""
    options = next(
        block["element"]["options"]
        for block in modal.view.content["blocks"]
        if block.get("block_id") == "mitigation"
    )
    (value,) = (each["value"] for each in options if each["text"]["text"].startswith(label))
    return {"mitigation": value, "ready_reason": REASON}


def do(h: Harness, label: str = RAISE, by: str = "ana") -> Modal:
    modal = open_modal(h, by)
    modal.submit(by=by, **choice(modal, label))
    h.fast_forward(seconds=10)
    return h.slack.modal(by)


def retention(h: Harness) -> timedelta:
    return h.sqs.queue("orders-dlq").retention


def events(h: Harness) -> list[Event]:
    return [each.event for each in h.story() if each.event.startswith("mitigat")]


def test_the_modal_says_what_would_change_what_it_costs_and_how_to_keep_it(standing: Harness) -> None:
    text = open_modal(standing).text
    assert "queue orders-dlq: 4 d → *14 d*" in text
    assert "Nothing is skipped or lost. SQS takes up to 15 minutes to apply it." in text
    assert "`MessageRetentionPeriod: 1209600` of the AWS::SQS::Queue" in text


def test_a_retention_is_raised_and_the_thread_says_by_whom_why_and_until_when(standing: Harness) -> None:
    assert "read back" in do(standing).text
    assert retention(standing) == FOURTEEN_DAYS
    reply = standing.slack.expect_message("orders-dlq").expect_reply("ana set queue orders-dlq: 4 d → 14 d")
    assert "read back. It stays until someone undoes it" in reply.text
    assert f"({REASON})" in reply.text
    assert events(standing) == [Event.MITIGATION_ASKED, Event.MITIGATED]


def test_the_intent_is_written_down_before_anything_is_changed(standing: Harness) -> None:
    modal = open_modal(standing)
    calls = standing.calls_of(lambda: modal.submit(by="ana", **choice(modal, RAISE)))["on_command"]
    changed = calls.index("sqs.SetQueueAttributes orders-dlq")
    assert any(call.startswith("dynamodb.TransactWriteItems") for call in calls[:changed])


def test_undo_sets_back_exactly_what_stood_there(standing: Harness) -> None:
    do(standing)
    standing.empty()
    assert "Undo deletes what is older than 4 d." in open_modal(standing).text
    do(standing, "Undo")
    assert retention(standing) == FOUR_DAYS
    standing.slack.expect_message("orders-dlq").expect_reply(
        "ana undid it, read back: queue orders-dlq is 4 d again"
    )
    (taken,) = standing.incident().mitigations
    assert (taken.state, taken.undo_by.name) == (MitigationState.UNDONE, "ana")


def test_undo_is_refused_while_it_would_delete_what_still_stands_there(standing: Harness) -> None:
    do(standing)
    refused = do(standing, "Undo").text
    assert "1 message is in queue orders-dlq, and a shorter retention deletes the older ones" in refused
    assert "aws sqs set-queue-attributes" in refused
    assert retention(standing) == FOURTEEN_DAYS


def test_undo_is_refused_when_somebody_has_set_another_value_since(standing: Harness) -> None:
    do(standing)
    standing.empty()
    modal = open_modal(standing)
    standing.sqs.queue("orders-dlq").retention = timedelta(days=7)
    modal.submit(by="ana", **choice(modal, "Undo"))
    assert "queue orders-dlq is 7 d now, not 14 d as set here" in standing.slack.modal("ana").text
    assert retention(standing) == timedelta(days=7)


def test_a_deployment_that_undoes_it_is_told_in_the_thread(standing: Harness) -> None:
    do(standing)
    standing.sqs.queue("orders-dlq").retention = FOUR_DAYS
    standing.fast_forward(minutes=17)
    standing.slack.expect_message("orders-dlq").expect_reply(
        "Undone by a deployment or someone else: queue orders-dlq is 4 d again"
    )
    standing.fast_forward(hours=2)
    assert events(standing).count(Event.MITIGATION_UNDONE) == 1


def test_it_is_watched_on_after_the_incident_was_resolved(standing: Harness) -> None:
    do(standing)
    standing.empty()
    standing.deliver(DLQ.recovers(standing.clock()))
    standing.fast_forward(minutes=10)
    assert not standing.incident().live
    standing.sqs.queue("orders-dlq").retention = FOUR_DAYS
    standing.fast_forward(minutes=17)
    standing.slack.expect_message("orders-dlq").expect_reply("Undone by a deployment or someone else")


def test_what_stands_as_it_was_set_is_not_spoken_of_again(standing: Harness) -> None:
    do(standing)
    standing.fast_forward(hours=2)
    assert events(standing) == [Event.MITIGATION_ASKED, Event.MITIGATED]


def test_what_changed_between_the_offer_and_the_press_is_not_done(standing: Harness) -> None:
    modal = open_modal(standing)
    standing.sqs.queue("orders-dlq").retention = timedelta(days=7)
    modal.submit(by="ana", **choice(modal, RAISE))
    assert "has changed since it was offered, so nothing was done" in standing.slack.modal("ana").text
    assert retention(standing) == timedelta(days=7)


def test_a_replayed_press_changes_nothing_twice(standing: Harness) -> None:
    do(standing)
    standing.sqs.queue("orders-dlq").retention = timedelta(days=7)
    standing.slack.replay()
    assert retention(standing) == timedelta(days=7)
    assert events(standing) == [Event.MITIGATION_ASKED, Event.MITIGATED]


def test_a_guest_is_refused_and_nothing_is_offered(standing: Harness) -> None:
    card = standing.slack.expect_message("orders-dlq")
    channel = standing.slack.workspace.channels[card.channel]
    everybody = replace(channel, members=frozenset(standing.slack.workspace.users))
    standing.slack.workspace.change_channel(everybody)
    assert "Guests may not act on incidents." in open_modal(standing, by="dora").text
    assert not standing.slack.modal("dora").can_be_submitted


def test_a_reason_is_asked_for(standing: Harness) -> None:
    modal = open_modal(standing)
    values = choice(modal, RAISE) | {"ready_reason": "other"}
    assert modal.submit(by="ana", **values).errors
    assert retention(standing) == FOUR_DAYS


def test_what_is_not_granted_is_given_as_a_command_with_the_parameter_that_grants_it() -> None:
    settings = SETTINGS._replace(**{Grant.RAISE_QUEUE_RETENTION.value: "false"})
    with Harness(settings=settings) as h:
        h.dead_letters("orders-dlq", "{}", retention=FOUR_DAYS)
        h.deliver(DLQ.fires(h.clock()))
        h.fast_forward(minutes=2)
        modal = open_modal(h)
        assert not modal.can_be_submitted
        assert "AllowRaiseQueueRetention is off" in modal.text
        assert "aws sqs set-queue-attributes --region eu-west-1" in modal.text
        assert "MessageRetentionPeriod=1209600" in modal.text


def test_nothing_is_to_be_mitigated_where_the_queue_keeps_all_it_can(h: Harness) -> None:
    h.dead_letters("orders-dlq", "{}", retention=FOURTEEN_DAYS)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    assert not h.slack.expect_message("orders-dlq").offers("Mitigate…")


def test_a_typed_command_leads_to_the_same_modal(standing: Harness) -> None:
    standing.slack.command("ana", "/lastcall mitigate orders-dlq")
    standing.slack.whispered("ana").button("Mitigate…").click(by="ana")
    assert "Raise the retention" in standing.slack.modal("ana").text


def test_a_change_that_aws_denies_is_not_done_and_says_which_permission_is_missing(standing: Harness) -> None:
    modal = open_modal(standing)
    standing.aws.refused.add("sqs.SetQueueAttributes")
    modal.submit(by="ana", **choice(modal, RAISE))
    assert "denied: allow sqs:SetQueueAttributes on" in standing.slack.modal("ana").text
    assert events(standing) == [Event.MITIGATION_ASKED, Event.MITIGATION_FAILED]
    (taken,) = standing.incident().mitigations
    assert taken.state is MitigationState.FAILED


def test_a_process_that_dies_before_the_change_leaves_it_undone_and_a_minute_later_it_is_said_so() -> None:
    with Harness(strict=False) as h:
        h.dead_letters("orders-dlq", "{}", retention=FOUR_DAYS)
        h.deliver(DLQ.fires(h.clock()))
        h.fast_forward(minutes=2)
        modal = open_modal(h)
        dies_at(h, "sqs.SetQueueAttributes orders-dlq")
        modal.submit(by="ana", **choice(modal, RAISE))
        assert retention(h) == FOUR_DAYS
        assert [each.state for each in h.incident().mitigations] == [MitigationState.ASKED]
        h.wire.unharmed()
        assert "Requested, not confirmed by AWS yet" in open_modal(h).text
        do(h)
        assert retention(h) == FOURTEEN_DAYS
        assert [each.state for each in h.incident().mitigations] == [MitigationState.SET]


def dies_at(h: Harness, call: str) -> None:
    h.wire.meet(lambda made: Fate.DIES_BEFORE if str(made) == call else None)


# A stream's consumer


WORKER = "arn:aws:lambda:eu-west-1:111122223333:function:orders-worker"
STREAM = "arn:aws:kinesis:eu-west-1:111122223333:stream/orders"
UUID = "11111111-2222-4333-8444-555555555555"
SKIPPED = "arn:aws:sqs:eu-west-1:111122223333:skipped"
SKIP = "Skip what keeps failing"


def lagging(destination: str) -> Harness:
    h = Harness(POLICY._replace(bounds=Bounds(failure_destination=destination)), strict=False)
    h.sqs.create(destination)
    h.services.settings.roles[WORKER] = "arn:aws:iam::111122223333:role/orders-worker"
    h.services.settings.hours[STREAM] = 24
    h.services.settings.mappings[UUID] = {
        "UUID": UUID,
        "EventSourceArn": STREAM,
        "FunctionArn": WORKER,
        "State": "Enabled",
        "BatchSize": 100,
        "MaximumRetryAttempts": -1,
        "BisectBatchOnFunctionError": False,
        "DestinationConfig": {},
    }
    return h


def behind(h: Harness) -> None:
    """The consumer's age alarm fires, and what there is to know of it is read."""
    h.deliver(about_its_age(Alarm("", "orders-worker-lag").fires(h.clock())))
    h.fast_forward(minutes=2)


@pytest.mark.parametrize(("days", "allowed", "offered"), [(1, 1, False), (7, 14, True)])
def test_what_a_card_and_a_word_offer_is_what_lastcall_toml_allows(
    days: int, allowed: int, *, offered: bool
) -> None:
    """Neither more nor less than the modal, whose offers are held to the same bounds."""
    bounds = Bounds(stream_retention=timedelta(days=allowed))
    with Harness(POLICY._replace(bounds=bounds), strict=False) as h:
        h.services.settings.hours[STREAM] = days * 24
        h.services.settings.mappings[UUID] = {
            "UUID": UUID, "EventSourceArn": STREAM, "FunctionArn": WORKER, "State": "Updating",
        }  # fmt: skip
        behind(h)
        assert h.slack.expect_message("orders-worker").offers("Mitigate…") is offered
        h.slack.command("ana", "/lastcall mitigate")
        nothing = "No open incident has a setting to change." in h.slack.whispered("ana").text
        assert nothing is not offered


def about_its_age(told: Told) -> dict[str, Any]:
    trigger = {
        "MetricName": "IteratorAge",
        "Namespace": "AWS/Lambda",
        "StatisticType": "Statistic",
        "Statistic": "MAXIMUM",
        "Dimensions": [{"name": "FunctionName", "value": "orders-worker"}],
        "Period": 60,
        "EvaluationPeriods": 1,
        "ComparisonOperator": "GreaterThanThreshold",
        "Threshold": 60000.0,
    }
    message = json.loads(told.by_topic["Message"]) | {"Trigger": trigger}
    return told.by_topic | {"Message": json.dumps(message)}


def pressed(h: Harness, label: str) -> str:
    """Nobody presses twice in the same second, and AWS would not have it."""
    h.fast_forward(seconds=5)
    h.slack.expect_message("orders-worker").button("Mitigate…").click(by="ana")
    modal = h.slack.modal("ana")
    modal.submit(by="ana", **choice(modal, label))
    return h.slack.modal("ana").text


def test_a_consumer_skips_what_keeps_failing_once_its_destination_is_proven_and_no_more_after_undo() -> None:
    with lagging(SKIPPED) as h:
        behind(h)
        assert "read back" in pressed(h, SKIP)
        mapping = h.services.settings.mappings[UUID]
        assert (mapping["BisectBatchOnFunctionError"], mapping["MaximumRetryAttempts"]) == (True, 3)
        assert mapping["DestinationConfig"] == {"OnFailure": {"Destination": SKIPPED}}
        pressed(h, "Undo")
        assert (mapping["BisectBatchOnFunctionError"], mapping["MaximumRetryAttempts"]) == (False, -1)
        assert mapping["DestinationConfig"] == {"OnFailure": {"Destination": ""}}


def test_an_incident_that_ended_by_skipping_says_where_and_which_incident_that_became() -> None:
    with lagging(SKIPPED) as h:
        behind(h)
        pressed(h, SKIP)
        h.sqs.queue("skipped").send('{"order": 1}')
        h.deliver(Alarm("skipped").fires(h.clock()))
        h.services.latest = {"IteratorAge": 1_000.0, "NumberOfMessagesSent": 3.0}
        h.deliver(about_its_age(Alarm("", "orders-worker-lag").recovers(h.clock())))
        h.fast_forward(minutes=15)
        caused = h.incident("skipped")
        card = h.slack.expect_message("orders-worker")
        said = f"cannot tell how many: 3 messages arrived in skipped (incident {caused.id})"
        assert said in card.text
        card.expect_reply(said)


def test_a_destination_that_the_consumer_cannot_reach_is_named_with_the_missing_permission() -> None:
    with lagging(REFUSED) as h:
        behind(h)
        h.slack.expect_message("orders-worker").button("Mitigate…").click(by="ana")
        modal = h.slack.modal("ana")
        assert f"allow sqs:SendMessage on {REFUSED}" in modal.text
        assert SKIP not in modal.text


def test_a_mapping_is_stopped_and_started_again() -> None:
    with lagging(SKIPPED) as h:
        behind(h)
        pressed(h, "Stop consuming")
        assert h.services.settings.mappings[UUID]["State"] == "Disabled"
        pressed(h, "Undo")
        assert h.services.settings.mappings[UUID]["State"] == "Enabled"
