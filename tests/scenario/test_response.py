"""What people do about an incident, and what the others see of it."""

from datetime import timedelta

import pytest

from bot.domain.incident.incident import Status
from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.slack import Shown

DLQ = Alarm("orders-dlq")


@pytest.fixture
def card(h: Harness) -> Shown:
    """Of an incident with two dead letters, told to its owner."""
    h.dead_letters("orders-dlq", '{"order": 1, "password": "hunter2"}', '{"order": 2}')
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    return h.slack.expect_message("orders-dlq")


def test_acknowledge_shows_who_has_it_and_takes_the_button_off_the_mention(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    card.expect_update("Acknowledged by ana")
    card.expect_reply("Acknowledged by ana")
    assert "Redrive…" in card.controls
    assert card.expect_call("ana").controls == []


def test_the_button_of_the_mention_acknowledges_too(h: Harness, card: Shown) -> None:
    card.expect_call("ana").button("Acknowledge").click(by="ana")
    card.expect_update("Acknowledged by ana")


def test_whoever_acknowledges_second_is_told_who_was_first(h: Harness, card: Shown) -> None:
    button = card.button("Acknowledge")
    button.press(by="ana")
    button.click(by="ben")
    card.expect_update("Acknowledged by ana")
    named = f"orders-dlq ({h.incident().id})"
    assert h.slack.told("ben")[0].startswith(f"ana acknowledged {named} just now and has it.")


def test_whoever_was_second_takes_it_over_in_one_press_and_the_first_is_told(h: Harness, card: Shown) -> None:
    button = card.button("Acknowledge")
    button.press(by="ana")
    button.click(by="ben")
    h.slack.whispered("ben").button("Take over").click(by="ben")
    card.expect_update("Acknowledged by ben")
    h.fast_forward(seconds=5)
    assert card.expect_reply("ben took this over from ana").notified == ["ana"]
    held = h.incident().acknowledgement
    assert held is not None
    assert held.by.name == "ben"


def test_what_somebody_has_is_taken_over_from_its_card(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    card.button("Take over").click(by="ben")
    card.expect_update("Acknowledged by ben")
    assert h.slack.told("ben") == []


def test_a_refusal_of_a_press_in_the_thread_stands_in_the_thread(h: Harness, card: Shown) -> None:
    mention = card.expect_call("ana")
    button = mention.button("Acknowledge")
    card.button("Acknowledge").press(by="ana")
    button.click(by="ben")
    refusal = h.slack.workspace.messages.ephemerals_of("U0BEN00001")[-1]
    assert refusal.thread_ts == card.message.ts
    assert refusal.is_reply


def test_a_double_click_acknowledges_once_and_says_so(h: Harness, card: Shown) -> None:
    button = card.button("Acknowledge")
    button.press(by="ana")
    button.click(by="ana")
    assert len([entry for entry in h.story() if entry.event == "acknowledged"]) == 1
    assert "already acknowledged" in h.slack.told("ana")[0]


def test_release_opens_it_again_and_calls_the_first_step_again(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(minutes=5)
    card.button("Release").click(by="ana")
    h.fast_forward(minutes=1)
    assert h.incident().status is Status.OPEN
    assert card.called == [["ana"], ["ana"]]


def test_a_snooze_is_quiet_until_it_ends_and_then_says_that_nothing_is_fixed(h: Harness, card: Shown) -> None:
    card.button("Snooze for 30 min").click(by="ana")
    h.fast_forward(minutes=29)
    card.expect_reply("Snoozed by ana")
    assert card.text.startswith("\n💤")
    before = len(card.story)
    h.fast_forward(minutes=2)
    assert len(card.story) == before + 1
    card.expect_reply("The snooze ended and it is not fixed")
    assert not card.text.startswith("\n💤")


def test_a_snooze_until_a_time_of_ones_own_is_picked_in_a_modal(h: Harness, card: Shown) -> None:
    card.button("Pick a time…").click(by="ana")
    until = h.clock() + timedelta(hours=3)
    h.slack.modal("ana").submit(by="ana", until=int(until.timestamp()))
    assert h.incident().snoozed_until == until


def test_a_snooze_does_not_keep_an_incident_from_resolving(h: Harness, card: Shown) -> None:
    card.button("Snooze for 4 h").click(by="ana")
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    assert h.incident().status is Status.RESOLVED


def test_resolving_while_the_alarm_fires_cannot_be_submitted_without_a_reason(
    h: Harness, card: Shown
) -> None:
    card.button("Resolve…").click(by="ana")
    assert h.slack.modal("ana").submit(by="ana").errors != {}


def test_resolving_while_messages_stand_takes_a_reason(h: Harness, card: Shown) -> None:
    h.deliver(DLQ.recovers(h.clock()))
    card.button("Resolve…").click(by="ana")
    h.slack.modal("ana").submit(by="ana")
    assert "Not resolved: 2 messages are still in orders-dlq" in h.slack.modal("ana").text
    assert h.incident().status is Status.OPEN


def test_resolving_with_a_reason_ends_it_and_keeps_the_reason(h: Harness, card: Shown) -> None:
    card.button("Resolve…").click(by="ana")
    h.slack.modal("ana").submit(by="ana", ready_reason="other", reason="a drill")
    card.expect_update("Resolved by hand")
    card.expect_reply("although 2 messages are still in orders-dlq (a drill)")
    assert card.controls == []
    calls = len(h.services.pages) + len(card.story)
    h.fast_forward(hours=3)
    assert len(h.services.pages) + len(card.story) == calls


def test_inspect_shows_the_messages_without_their_secrets_and_with_the_age_of_the_look(
    h: Harness, card: Shown
) -> None:
    card.button("Inspect").click(by="ben")
    modal = h.slack.modal("ben")
    assert '"order": 1' in modal.text
    assert "hunter2" not in modal.text
    assert "2 of 2" in modal.text
    assert h.slack.told("ana") == []


def test_inspect_leads_on_to_redrive_in_the_same_modal(h: Harness, card: Shown) -> None:
    card.button("Inspect").click(by="ana")
    h.slack.modal("ana").button("Redrive…").click(by="ana")
    assert "2 messages go back" in h.slack.modal("ana").text


def test_inspect_pages_through_a_long_sample(h: Harness) -> None:
    h.dead_letters("orders-dlq", *(f'{{"order": {n}}}' for n in range(5)))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=1)
    h.slack.expect_message("orders-dlq").button("Inspect").click(by="ana")
    assert "1 of 2" in h.slack.modal("ana").text
    h.slack.modal("ana").button("Next").click(by="ana")
    assert "2 of 2" in h.slack.modal("ana").text


def test_the_runbook_opens_rendered(h: Harness, card: Shown) -> None:
    card.button("Runbook").click(by="ana")
    assert "Dead letters" in h.slack.modal("ana").text


def test_the_commands_do_what_the_buttons_do(h: Harness, card: Shown) -> None:
    h.slack.command("ana", "/lastcall")
    h.slack.command("ana", f"/lastcall ack {h.incident().id}")
    listed, acknowledged = h.slack.told("ana")
    assert "orders-dlq" in listed
    assert acknowledged.splitlines()[0] == f"Done: ack orders-dlq ({h.incident().id}). Its card says so."
    card.expect_update("Acknowledged by ana")


def test_an_acknowledge_that_names_nothing_offers_the_most_urgent_one(h: Harness, card: Shown) -> None:
    h.slack.command("ana", "/lastcall ack")
    offered = h.slack.told("ana")[-1]
    assert "orders-dlq" in offered
    assert h.incident().status is Status.OPEN


def test_without_a_name_a_verb_is_for_the_most_urgent_that_it_is_for(h: Harness, card: Shown) -> None:
    card.button("Acknowledge").click(by="ana")
    h.slack.command("ben", "/lastcall ack")
    assert h.slack.told("ben")[-1].startswith("Someone is on every open incident.")
    h.slack.command("ben", "/lastcall take")
    h.slack.whispered("ben").button("Take over").click(by="ben")
    card.expect_update("Acknowledged by ben")


def test_the_list_leads_to_the_card_and_asks_slack_once_where_cards_are(h: Harness, card: Shown) -> None:
    for _ in range(2):
        h.slack.command("ana", "/lastcall")
        shown = f"archives/{card.message.channel}/p{card.message.ts.replace('.', '')}|*orders-dlq*>"
        assert shown.replace("*", "") in h.slack.told("ana")[-1].replace("*", "")
    assert len(h.calls("slack.chat.getPermalink")) == 1


def test_a_list_without_links_is_a_list_all_the_same(h: Harness, card: Shown) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="chat.getPermalink", error="channel_not_found"))
    h.slack.command("ana", "/lastcall")
    assert "orders-dlq" in h.slack.told("ana")[-1]
    assert "archives" not in h.slack.told("ana")[-1]


def test_what_is_no_verb_is_said_with_what_was_probably_meant(h: Harness, card: Shown) -> None:
    for typed, told in (
        ("resovle orders-dlq", "; did you mean `/lastcall resolve orders-dlq`?"),
        ("orders-dlq", "; did you mean `/lastcall inspect orders-dlq`?"),
        ("xyzzy", ". Available:"),
    ):
        h.slack.command("ana", f"/lastcall {typed}")
        assert f"Unknown command `{typed}`{told}" in h.slack.told("ana")[-1]


def test_the_windows_of_the_card_can_be_typed(h: Harness, card: Shown) -> None:
    for typed, button in (("resolve", "Resolve…"), ("snooze orders", "Snooze…"), ("runbook", "Runbook")):
        h.slack.command("ana", f"/lastcall {typed}")
        h.slack.whispered("ana").button(button).click(by="ana")
        assert "Looking…" not in h.slack.modal("ana").text


def test_a_typed_inspect_offers_the_button_that_opens_it(h: Harness, card: Shown) -> None:
    h.slack.command("ana", "/lastcall inspect orders")
    h.slack.whispered("ana").button("Inspect").click(by="ana")
    assert '"order": 1' in h.slack.modal("ana").text


def test_a_typed_redrive_offers_one_first_as_the_card_does(h: Harness, card: Shown) -> None:
    h.slack.command("ana", "/lastcall redrive orders")
    offered = h.slack.whispered("ana")
    assert offered.controls == ["Try 1…", "Redrive…"]
    offered.button("Try 1…").click(by="ana")
    assert "1 of 2 messages goes back" in h.slack.modal("ana").text


def test_a_typed_redrive_of_what_cannot_be_redriven_offers_no_button(h: Harness, card: Shown) -> None:
    h.empty()
    h.fast_forward(minutes=5)
    h.slack.command("ana", "/lastcall redrive orders-dlq")
    assert "Nothing in orders-dlq" in h.slack.told("ana")[-1]
    assert "can be redriven" in h.slack.told("ana")[-1]


def test_a_button_of_an_earlier_episode_is_refused_and_says_why(h: Harness, card: Shown) -> None:
    stale = card.button("Acknowledge")
    request = h.slack.request_of(stale, by="ben")
    h.empty()
    h.deliver(DLQ.recovers(h.clock()))
    h.fast_forward(minutes=10)
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    h.slack.send(request)
    assert h.incident().status is Status.OPEN
    assert "an earlier episode" in h.slack.told("ben")[-1]


def test_a_click_on_a_resolved_incident_is_refused_and_says_why(h: Harness, card: Shown) -> None:
    request = h.slack.request_of(card.button("Acknowledge"), by="ben")
    card.button("Resolve…").click(by="ana")
    h.slack.modal("ana").submit(by="ana", ready_reason="other", reason="a drill")
    h.slack.send(request)
    assert h.incident().status is Status.RESOLVED
    assert "resolved" in h.slack.told("ben")[-1]


def test_a_press_that_arrives_again_fills_its_window_again_and_says_nothing(h: Harness, card: Shown) -> None:
    # A trigger is good for one opening.
    h.slack.allowed_refusals.add("exchanged_trigger_id")
    card.button("Inspect").click(by="ana")
    inspected = h.slack.modal("ana").text
    h.slack.replay()
    assert h.slack.modal("ana").text == inspected
    assert h.slack.told("ana") == []


def test_a_window_whose_opening_was_not_confirmed_in_time_is_filled_all_the_same(
    h: Harness, card: Shown
) -> None:
    h.slack.fail(Fault(kind=FaultKind.DROP, method="views.open", accepted=True))
    card.button("Inspect").click(by="ana")
    assert "Looking" not in h.slack.modal("ana").text
    assert h.slack.told("ana") == []


def test_whoever_gets_no_window_is_told_to_press_again(h: Harness, card: Shown) -> None:
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="views.open", error="fatal_error"))
    h.slack.allowed_refusals.add("not_found")
    card.button("Inspect").click(by="ana")
    (said,) = h.slack.told("ana")
    assert "Press again" in said
