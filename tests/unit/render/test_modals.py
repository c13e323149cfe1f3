"""Modals: what each asks for and says; every one is taken by Slack."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.alarm_kinds import kind_named
from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.dead_letters.sample import SampledMessage
from bot.domain.dead_letters.stream_pointer import StreamPointer
from bot.domain.evidence.consumer import Deployment
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import ErrorShape, Failing
from bot.domain.evidence.health import Unhealthy
from bot.domain.evidence.live_number import LiveNumber, LiveNumbers
from bot.domain.evidence.missing import Missing
from bot.domain.incident.command import Agreed, Done
from bot.domain.incident.follow_up import FollowUp
from bot.domain.incident.incident import Incident, Owed
from bot.domain.incident.reason import READY_REASON, REASON, reason_of
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.acts.acknowledge import ACKNOWLEDGE
from bot.domain.lifecycle.acts.inspect import SHOW_NEXT, SHOW_PREVIOUS
from bot.domain.lifecycle.acts.redrive import SHOW_REDRIVE
from bot.domain.policy.by import By
from bot.domain.redrive.plan import RedrivePlan
from bot.render import action_ids as ids
from bot.render.modals import (
    error_modal,
    help_reply,
    inspect_modal,
    list_reply,
    loading_modal,
    outcome_modal,
    redrive_modal,
    resolve_modal,
    runbook_modal,
    snooze_modal,
)
from bot.render.modals.found import found_reply
from bot.render.modals.list_incidents import IncidentRow
from bot.render.runbooks.sample_incident import sample_evidence
from bot.render.view import Button, Controls, Lines, Link, ModalView
from bot.slack.handlers.typed import HELP
from bot.slack.markup.block_kit import modal_view, reply_message
from tests.amended import amended
from tests.unit.render import incidents, troubles
from tests.unit.render.incidents import NOW, ROUTE
from tests.unit.render.views import message_faults, text_of, view_faults

KIND = kind_named("dead_letters")
ORDERS = "arn:aws:sqs:eu-west-1:123456789012:orders"
SAMPLES = tuple(
    SampledMessage(f"message-{number}", NOW - timedelta(minutes=number), 4, ORDERS, f'{{"order": {number}}}')
    for number in range(10)
)
PLACE = "arn:aws:lambda:eu-west-1:111122223333"
PLAN = RedrivePlan(incidents.open_incident.resource.arn, (ORDERS,), 37, NOW, ("It must be idempotent.",))


def _text(modal: ModalView) -> str:
    assert view_faults(modal_view(modal, "click")) == []
    return text_of(modal)


def _presses(modal: ModalView) -> dict[str, ids.Press | None]:
    buttons = [each for part in modal.parts if isinstance(part, Controls) for each in part.controls]
    return {
        each.action: ids.read_press(each.action, each.value) for each in buttons if isinstance(each, Button)
    }


def test_inspect_says_how_old_and_how_complete_the_sample_is() -> None:
    modal = inspect_modal(incidents.open_incident, KIND, SAMPLES)
    assert _text(modal).startswith("10 of 37, sampled 2025-11-21 03:02 UTC")
    assert modal.title == "Inspect, page 1 of 4"


def test_a_sample_of_before_is_no_part_of_what_was_counted_since() -> None:
    evidence = replace(sample_evidence(), depth=Depth(0), sampled_at=NOW - timedelta(minutes=16))
    text = _text(inspect_modal(replace(incidents.open_incident, evidence=evidence), KIND, SAMPLES))
    assert text.startswith("10 sampled 2025-11-21 02:46 UTC. 0 were there 2025-11-21 03:02 UTC")
    assert "10 of 0" not in text


def test_inspect_shows_each_message_with_age_count_source_and_body() -> None:
    text = _text(inspect_modal(incidents.open_incident, KIND, SAMPLES, page=2))
    assert "Message 4 · sent 2025-11-21 02:59 UTC · received 4× · from orders" in text  # noqa: RUF001 - times
    assert "message-3" in text
    assert '{"order": 5}' in text
    assert "message-6" not in text


STANDING = LiveNumbers(
    (LiveNumber("orders-dlq", Depth(3)), LiveNumber("orders", Depth(70, in_flight=2), feeds=True))
)


@pytest.mark.parametrize(
    ("page", "turns"),
    [
        (1, {SHOW_NEXT.id: "2"}),
        (2, {SHOW_PREVIOUS.id: "1", SHOW_NEXT.id: "3"}),
        (99, {SHOW_PREVIOUS.id: "3"}),
    ],
)
def test_inspect_pages_and_leads_on_to_redrive(page: int, turns: dict[str, str]) -> None:
    presses = _presses(inspect_modal(incidents.open_incident, KIND, SAMPLES, page))
    assert SHOW_REDRIVE.id in presses
    assert {act: press.detail for act, press in presses.items() if press and press.detail} == turns


def test_inspect_does_not_lead_to_a_second_redrive() -> None:
    assert SHOW_REDRIVE.id not in _presses(inspect_modal(incidents.redriving, KIND, SAMPLES))


def test_inspect_names_the_way_back_where_no_redrive_goes_it() -> None:
    given_up = SAMPLES[0]._replace(
        way_back="invoke the function asynchronously with the original event: mailer",
        origin=Origin("function", f"{PLACE}:function:mailer:$LATEST", claimed=False),
    )
    alone = replace(incidents.open_incident, evidence=replace(sample_evidence(), sources=()))
    modal = inspect_modal(alone, KIND, (given_up,))
    assert SHOW_REDRIVE.id not in _presses(modal)
    assert "Way back: invoke the function asynchronously with the original event: mailer" in _text(modal)
    assert "put here by function mailer" in _text(modal)


def test_of_a_pointer_its_place_is_shown_and_not_its_envelope() -> None:
    place = StreamPointer(f"{PLACE}:stream/clicks".replace("lambda", "kinesis"), "shardId-0", "495", "497", 3)
    pointing = SAMPLES[0]._replace(pointer=place, body='{"requestContext": {}}\n' * 25)
    text = _text(inspect_modal(incidents.open_incident, KIND, (pointing,)))
    assert "points to clicks, shardId-0, 495 to 497" in text
    assert "requestContext" not in text


def test_inspect_says_why_nothing_was_sampled() -> None:
    evidence = replace(sample_evidence(), sampled=0, sample_note="a FIFO queue is sampled only when asked")
    modal = inspect_modal(replace(incidents.open_incident, evidence=evidence), KIND, ())
    assert "None of 37 sampled: a FIFO queue is sampled only when asked" in _text(modal)


def test_inspect_says_what_could_not_be_read() -> None:
    evidence = replace(sample_evidence(), depth=Missing("sqs:GetQueueAttributes is denied"))
    text = _text(inspect_modal(replace(incidents.open_incident, evidence=evidence), KIND, SAMPLES))
    assert text.startswith("10 of an unknown number")
    assert "Could not read: sqs:GetQueueAttributes is denied" in text


def test_inspect_says_how_much_of_a_body_is_not_shown() -> None:
    cut = SAMPLES[0]._replace(cut=1_234_567)
    assert "1,234,567 more characters are not shown" in _text(
        inspect_modal(incidents.open_incident, KIND, (cut,))
    )


def test_inspect_tells_a_body_that_is_not_shown_from_an_empty_one() -> None:
    hidden = SAMPLES[0]._replace(body="", cut=17)
    assert "(bodies are not shown on this route)" in _text(
        inspect_modal(incidents.open_incident, KIND, (hidden,))
    )
    assert "(empty body)" in _text(inspect_modal(incidents.open_incident, KIND, (hidden._replace(cut=0),)))


def test_inspect_gives_the_age_of_the_sample_and_not_of_the_evidence() -> None:
    evidence = replace(sample_evidence(), sampled_at=NOW - timedelta(hours=1))
    modal = inspect_modal(replace(incidents.open_incident, evidence=evidence), KIND, SAMPLES)
    assert _text(modal).startswith("10 sampled 2025-11-21 02:02 UTC. 37 were there 2025-11-21 03:02 UTC")


def test_the_largest_sample_still_fits_into_a_modal() -> None:
    huge = tuple(
        sample._replace(body="<&\u00e4\U0001f525" * 10_000, attributes={"a" * 256: "b" * 9_000})
        for sample in SAMPLES
    )
    assert view_faults(modal_view(inspect_modal(incidents.open_incident, KIND, huge))) == []


def test_redrive_says_how_many_go_where_and_what_to_know_first() -> None:
    modal = redrive_modal(incidents.open_incident, PLAN, NOW, STANDING)
    text = _text(modal)
    assert text.startswith(
        "37 messages go back from orders-dlq to orders\n"
        "Now: orders, which feeds it, holds 72 messages, 2 in flight\n"
        "First loss if nothing is done: 2025-11-23"
    )
    assert "⚠️ It must be idempotent." in text
    assert modal.submit == "Redrive 37"
    press = ids.read_press(modal.callback, modal.metadata)
    assert press is not None
    assert press[:3] == ("redrive", incidents.open_incident.id, 1)
    assert ids.agreed(press.detail, NOW) == Agreed(PLAN.planned, PLAN.sent_before)


def test_redrive_asks_for_a_reason_and_resolve_only_where_something_stands() -> None:
    assert _needs_a_reason(redrive_modal(incidents.open_incident, PLAN, NOW, STANDING))
    assert _needs_a_reason(resolve_modal(incidents.open_incident, STANDING))
    assert not _needs_a_reason(resolve_modal(incidents.recovering, STANDING))


def _needs_a_reason(modal: ModalView) -> bool:
    return any(
        block["block_id"] == READY_REASON and not block["optional"]
        for block in modal_view(modal)["blocks"]
        if "element" in block
    )


def test_many_destinations_are_counted() -> None:
    plan = PLAN._replace(destinations=tuple(f"{ORDERS}-{number}" for number in range(12)))
    assert "→ and 7 more" in _text(redrive_modal(incidents.open_incident, plan, NOW, STANDING))


@pytest.mark.parametrize(
    ("answers", "reason"),
    [
        ({READY_REASON: "Fixed"}, "Fixed"),
        ({READY_REASON: "Fixed", REASON: " in v43 "}, "Fixed: in v43"),
        ({READY_REASON: "other", REASON: "just a try"}, "just a try"),
        ({READY_REASON: "other"}, ""),
        ({}, ""),
    ],
)
def test_the_reason_is_the_ready_one_ones_own_or_both(answers: dict[str, str], reason: str) -> None:
    assert reason_of(answers) == reason


def test_resolve_says_that_the_alarm_still_stands() -> None:
    assert "Its alarm has been in ALARM since" in _text(resolve_modal(incidents.open_incident, STANDING))


def test_resolve_and_snooze_show_the_numbers_they_confirm() -> None:
    numbers = (
        "Now: orders-dlq holds 3 messages\nNow: orders, which feeds it, holds 72 messages, 2 in flight\n"
    )
    assert _text(resolve_modal(incidents.open_incident, STANDING)).startswith(numbers)
    assert _text(snooze_modal(incidents.open_incident, ROUTE, KIND, NOW, STANDING)).startswith(numbers)


def test_a_number_that_cannot_be_read_is_said() -> None:
    unread = LiveNumbers((LiveNumber("orders-dlq", Missing("denied")),))
    assert "orders-dlq could not be read now: denied" in _text(resolve_modal(incidents.open_incident, unread))
    behind = LiveNumbers(health=Unhealthy("clicks is 22 min behind"))
    assert "Now: clicks is 22 min behind" in _text(resolve_modal(incidents.open_incident, behind))


def test_snooze_begins_with_the_longest_safe_time_and_names_the_first_loss() -> None:
    modal = snooze_modal(incidents.open_incident, ROUTE, KIND, NOW, STANDING)
    field = modal_view(modal)["blocks"][1]["element"]
    assert field["initial_date_time"] == int((NOW + timedelta(hours=4, minutes=58)).timestamp())
    assert "first message is lost 2025-11-23 07:02 UTC" in _text(modal)


def test_snooze_begins_short_where_the_first_loss_is_not_known() -> None:
    field = modal_view(snooze_modal(incidents.blind, ROUTE, KIND, NOW, STANDING))["blocks"][1]["element"]
    assert field["initial_date_time"] == int((NOW + timedelta(minutes=30)).timestamp())


def test_a_runbook_page_is_a_link_button_only_for_http() -> None:
    parts = (Lines(()),)
    shown = modal_view(runbook_modal(incidents.open_incident, "Orders", parts, "https://wiki.example.com/x"))
    assert shown["blocks"][1]["elements"][0]["url"] == "https://wiki.example.com/x"
    assert (
        "javascript"
        not in f"{modal_view(runbook_modal(incidents.open_incident, 'x', parts, 'javascript:1'))}"
    )


def test_loading_outcome_and_error_say_one_thing_each() -> None:
    assert _text(loading_modal()) == "Looking…"
    assert _text(outcome_modal("Redrive", Done("The redrive has started."))) == "The redrive has started."
    assert _text(outcome_modal("Redrive", Done("No.", refused=True))) == "⚠️ No."
    assert _text(error_modal("")) == "⚠️ Something failed. Close this and press again."


def listed_as(incident: Incident, link: str = "") -> IncidentRow:
    return IncidentRow(incident, KIND, ROUTE, link)


def test_the_list_says_what_is_late_and_leads_to_its_card() -> None:
    stuck, kind = troubles.stuck, kind_named(troubles.stuck.kind)
    assert stuck.evidence is not None
    address = "https://acme.slack.com/archives/C0ORDERS01/p1700000000000000"
    found = IncidentRow(stuck, kind, ROUTE, address)
    now = stuck.evidence.taken_at + timedelta(hours=3)
    reply = list_reply([found], now)
    assert "late since" in reply.fallback
    assert Link(address, stuck.resource.name, bold=True) in reply.lines[1]


def test_the_list_says_of_which_time_its_numbers_are() -> None:
    def line(minutes: float) -> str:
        now = NOW + timedelta(minutes=minutes)
        return list_reply([listed_as(incidents.open_incident)], now).fallback.splitlines()[1]

    assert "37 dead letters ·" in line(1)
    assert "37 dead letters as of 03:02 UTC ·" in line(3)
    assert "37 dead letters as of 2025-11-21 03:02 UTC ·" in line(24 * 60)


def test_the_list_says_since_when_and_until_when_it_is_quiet() -> None:
    snoozed = replace(incidents.acknowledged, snoozed_until=NOW + timedelta(hours=2))
    line = list_reply([listed_as(snoozed)], NOW).fallback.splitlines()[1]
    assert line.startswith("💤 N4KG-G2P6")
    assert "since 2025-11-21 02:58 UTC" in line
    assert "snoozed until 2025-11-21 05:02 UTC" in line
    over = list_reply([listed_as(snoozed)], NOW + timedelta(hours=3)).fallback.splitlines()[1]
    assert over.startswith("🟠")
    assert "snoozed" not in over


def test_what_is_no_command_is_said_to_be_none() -> None:
    said = help_reply("/lastcall", "/lastcall", HELP, "resovle x", "resolve x").fallback.splitlines()[0]
    assert said == "Unknown command resovle x; did you mean /lastcall resolve x? Available:"
    said = help_reply("/lastcall", "/lastcall", HELP, "xyzzy").fallback.splitlines()[0]
    assert said == "Unknown command xyzzy. Available:"
    assert "I do not know" not in help_reply("/lastcall", "/lastcall", HELP).fallback


def test_the_list_names_every_incident_and_who_is_on_it() -> None:
    listed = [listed_as(incidents.open_incident), listed_as(incidents.acknowledged)]
    text = list_reply(listed, NOW).fallback
    assert text.startswith(
        "2 open, most urgent first\n"
        "🔴 N4KG-G2P6 orders-dlq · 37 dead letters · 2 d 4 h until the first loss · since"
    )
    assert text.splitlines()[2].startswith("🟠 N4KG-G2P6")
    assert text.endswith("· ana is on it")
    assert message_faults(reply_message(list_reply(listed * 30, NOW))) == []
    assert "… and 40 more" in list_reply(listed * 30, NOW).fallback


def test_the_list_names_what_cannot_be_read_beside_what_can() -> None:
    listed, unread = [listed_as(incidents.open_incident)], [("K7Q2-M9TD", True), ("K7Q2-M9TE", False)]
    *_, newer, damaged = list_reply(listed, NOW, unreadable=unread).fallback.splitlines()
    assert newer == (
        "⚠️ K7Q2-M9TD cannot be read: a newer release of Lastcall wrote it. Deploy that release again."
    )
    assert damaged.startswith("⚠️ K7Q2-M9TE cannot be read: its item in the table is damaged.")
    alone = list_reply([], NOW, unreadable=unread)
    assert alone.fallback.startswith("No incident that can be read is open.\n⚠️ K7Q2-M9TD")
    assert message_faults(reply_message(list_reply(listed, NOW, unreadable=unread * 30))) == []


def test_the_list_says_whose_card_is_behind_once_it_was_looked_for_in_vain() -> None:
    owed = Owed(NOW - timedelta(minutes=7), 3, 3)

    def listed(owed: Owed) -> str:
        return list_reply([listed_as(replace(incidents.open_incident, card_owed=owed))], NOW).fallback

    assert "its card is behind" not in listed(owed)
    assert "its card has been behind since" in listed(owed._replace(checks=1))
    assert listed(owed._replace(checks=1, refused="token_revoked")).endswith(": token_revoked")


def test_an_empty_list_says_so() -> None:
    assert list_reply([], NOW).fallback == "No incident is open."


def test_what_was_found_says_who_is_on_it_before_it_is_pressed() -> None:
    reply = found_reply(listed_as(incidents.acknowledged), ACKNOWLEDGE, NOW)
    assert "ana is on it" in reply.fallback
    assert message_faults(reply_message(reply)) == []


def test_help_shows_what_can_be_typed() -> None:
    reply = help_reply("/lastcall", "/lastcall", HELP)
    assert "/lastcall redrive [ID]" in reply.fallback
    assert "SlashCommand" not in reply.fallback
    assert message_faults(reply_message(reply)) == []


def test_help_names_the_command_as_it_was_typed_and_what_to_set_where_that_differs() -> None:
    reply = help_reply("/oncall", "/lastcall", HELP)
    assert "/oncall redrive [ID]" in reply.fallback
    assert "set the stack's parameter SlashCommand to /oncall" in reply.fallback
    assert message_faults(reply_message(reply)) == []


def _deep(page: int = 1, **changes: Any) -> str:
    evidence = replace(troubles.CLOSE_LOOK, **changes)
    return _text(
        inspect_modal(replace(incidents.open_incident, evidence=evidence), KIND, troubles.SAMPLES, page)
    )


def test_inspect_tells_the_whole_proof_and_how_the_clock_is_known() -> None:
    text = _deep(consumers=troubles.STUCK_EVIDENCE.consumers)
    assert "First loss: at the latest 2025-11-23 07:02 UTC (from the oldest message sampled)" in text
    assert "• version 42 by ben at 02:05, first failure at 02:07" in text
    assert "Next: Roll back to version 41, or fix it first" in text
    assert "What these messages failed with\n31× KeyError 'fullname' · log lines" in text  # noqa: RUF001 - times


def test_inspect_tells_of_each_message_what_it_is_and_why_it_is_there() -> None:
    text = _deep()
    assert "moved here from orders · received too often after 3 attempts · JSON\n" in text
    assert "\nKeyError: 'fullname'" in text


def test_inspect_tells_a_claim_from_a_fact() -> None:
    assert (
        "claims to come from stream clicks through clicks-worker (unconfirmed),"
        " the configuration of clicks-worker names another destination"
    ) in _deep()


def test_inspect_shows_the_records_that_a_message_points_to() -> None:
    text = _deep()
    assert "100 records · 2 of 100 records are shown" in text
    assert "record 4957 · key user-1 · arrived 2025-11-20 05:02 UTC" in text
    assert '{"price": "abc"}' in text


def test_inspect_never_calls_a_success_a_failure() -> None:
    success = troubles.SAMPLES[0]._replace(succeeded=True, request_id="r-1")
    text = _text(inspect_modal(troubles.close_look, KIND, (success,)))
    assert "written by queue orders · a success record, not a failure" in text
    assert "log lines" not in text


def test_inspect_lists_everything_that_could_not_be_read() -> None:
    text = _text(inspect_modal(troubles.denied, KIND, ()))
    assert "⚠️ Could not read:\n• denied: allow sqs:GetQueueAttributes on orders-dlq\n" in text
    assert "• could not read: KeyError (see the log of on_job)" in text


def test_redrive_says_what_was_deployed_since_the_first_failure() -> None:
    failing = Failing(4, timedelta(minutes=15), NOW - timedelta(minutes=9), NOW - timedelta(minutes=30))
    known = replace(
        sample_evidence(),
        failing=failing,
        consumers=(),
        arrivals=None,
        deployment=Deployment(f"{PLACE}:function:orders-worker", NOW - timedelta(minutes=8), "42", by="ben"),
    )
    text = _text(redrive_modal(replace(incidents.open_incident, evidence=known), PLAN, NOW, STANDING))
    assert "Deployed since the first failure: orders-worker 42 by ben, 02:54 UTC" in text
    assert "first known failure 02:32 UTC" in text
    old = replace(known, deployment=Deployment("worker", NOW - timedelta(hours=9)))
    text = _text(redrive_modal(replace(incidents.open_incident, evidence=old), PLAN, NOW, STANDING))
    assert "No deployment of worker since the first known failure, 02:32 UTC" in text


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (
            FollowUp(Event.REDRIVE_ENDED, NOW, By("U1", "ana"), moved=12),
            ": 12, none is known to have come back",
        ),
        (FollowUp(Event.REDRIVE_ENDED, NOW, moved=1, passed_at=NOW), ": 1, it did not come back"),
    ],
)
def test_redrive_says_what_became_of_the_last_one(last: FollowUp, said: str) -> None:
    known = amended(incidents.open_incident, follow_ups=(last,))
    text = _text(redrive_modal(known, PLAN, NOW, STANDING))
    assert "Redriven before" in text
    assert said in text


@pytest.mark.parametrize(
    ("told_from", "said"),
    [("messages", "Failed with: "), ("requests", "Failed with: "), ("logs", "Failures logged: ")],
)
def test_a_redrive_says_of_errors_what_the_card_says(told_from: str, said: str) -> None:
    evidence = replace(sample_evidence(), shapes=(ErrorShape("KeyError", 3),), shapes_from=told_from)
    incident = replace(incidents.open_incident, evidence=evidence)
    assert said in _text(redrive_modal(incident, PLAN, NOW, STANDING))
