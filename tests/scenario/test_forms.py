"""What was filled into a form is not lost to a refusal that other answers would mend: of every form."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.domain.incident.reason import IN_OWN_WORDS, OTHER, READY_REASON, REASON
from bot.domain.lifecycle.acts.continue_redrive import CONTINUE
from bot.domain.lifecycle.acts.mitigate import MITIGATE
from bot.domain.lifecycle.acts.redrive import REDRIVE, TRY
from bot.domain.lifecycle.acts.resolve import RESOLVE
from bot.domain.lifecycle.acts.snooze import SNOOZE
from bot.render import action_ids as ids
from local.slack_workspace import Fault, FaultKind
from tests.scenario.harness import Alarm, Harness
from tests.scenario.harness.slack import Modal
from tests.scenario.redriving import REASON as SAID
from tests.scenario.redriving import open_redrive
from tests.scenario.test_access import CHOSEN, SUBMISSIONS
from tests.scenario.test_mitigation import RAISE, choice

DLQ = Alarm("orders-dlq")
WORDS = "the consumer is fixed"
BUTTONS = {
    REDRIVE.id: "Redrive…",
    TRY.id: "Try 1…",
    RESOLVE.id: "Resolve…",
    SNOOZE.id: "Snooze…",
    MITIGATE.id: "Mitigate…",
    CONTINUE.id: "Continue now…",
}
ASK_WHY = sorted(set(BUTTONS) - {SNOOZE.id})


def form(h: Harness, callback: str) -> Modal:
    # More than ten are redriven in two turns, and something waits.
    bodies = [f'{{"order": {n}}}' for n in range(11 if callback == CONTINUE.id else 2)]
    h.dead_letters("orders-dlq", *bodies, retention=timedelta(days=4))
    h.deliver(DLQ.fires(h.clock()))
    h.fast_forward(minutes=2)
    card = h.slack.expect_message("orders-dlq")
    card.button("Acknowledge").click(by="ana")
    h.fast_forward(seconds=10)
    if callback == CONTINUE.id:
        open_redrive(h).submit(by="ana", **SAID)
        h.fast_forward(seconds=20)
    card.button(BUTTONS[callback]).click(by="ana")
    return h.slack.modal("ana")


def held(window: Modal) -> dict[str, Any]:
    """What each field holds before anybody touches it, by its name."""
    elements = [block["element"] for block in window.view.content["blocks"] if block["type"] == "input"]
    return {
        each["action_id"]: each.get("initial_option", {}).get("value")
        or each.get("initial_value")
        or each.get("initial_date_time")
        for each in elements
    }


def test_the_forms_tried_here_are_all_there_are() -> None:
    assert set(BUTTONS) == {CHOSEN.get(act.id, (act.id, ""))[0] for act in SUBMISSIONS}


@pytest.mark.parametrize("callback", ASK_WHY)
def test_other_without_words_is_an_error_in_the_form_and_the_form_stays(h: Harness, callback: str) -> None:
    window = form(h, callback)
    answers = choice(window, RAISE) if callback == MITIGATE.id else {}
    outcome = window.submit(by="ana", **answers | {READY_REASON: OTHER, REASON: "  "})
    assert outcome.errors == {REASON: IN_OWN_WORDS}
    assert h.slack.modal("ana").view.id == window.view.id
    assert h.slack.modal("ana").can_be_submitted


def test_the_same_form_with_words_is_taken(h: Harness) -> None:
    window = form(h, REDRIVE.id)
    window.submit(by="ana", **{READY_REASON: OTHER})
    assert window.submit(by="ana", **{READY_REASON: OTHER, REASON: WORDS}).ok
    h.fast_forward(minutes=1)
    h.slack.expect_message("orders-dlq").expect_reply(f"({WORDS})")


def test_a_time_that_is_too_late_is_said_above_the_form_with_that_time(h: Harness) -> None:
    window = form(h, SNOOZE.id)
    late = int(datetime.timestamp(h.clock() + timedelta(days=30)))
    window.submit(by="ana", **{ids.UNTIL: late})
    again = h.slack.modal("ana")
    assert "⚠️ Not snoozed: the first loss is in" in again.text
    assert held(again) == {ids.UNTIL: late}
    assert again.submit(by="ana", **{ids.UNTIL: int(datetime.timestamp(h.clock() + timedelta(hours=1)))}).ok
    assert h.incident().snoozed_until


def test_a_resolution_that_lacks_a_reason_asks_for_it_in_the_form(h: Harness) -> None:
    window = form(h, RESOLVE.id)
    h.deliver(DLQ.recovers(h.clock()))
    h.slack.expect_message("orders-dlq").button("Resolve…").click(by="ana")
    window = h.slack.modal("ana")
    window.submit(by="ana")
    again = h.slack.modal("ana")
    assert "⚠️ Not resolved: 2 messages are still in orders-dlq" in again.text
    again.submit(by="ana", **{READY_REASON: OTHER, REASON: WORDS})
    assert not h.incident().live


def test_what_is_offered_no_longer_is_chosen_anew_and_the_reason_is_kept(h: Harness) -> None:
    window = form(h, MITIGATE.id)
    answers = choice(window, RAISE)
    h.sqs.queue("orders-dlq").retention = timedelta(days=7)
    window.submit(by="ana", **answers | {REASON: WORDS})
    again = h.slack.modal("ana")
    assert "⚠️ This has changed since" in again.text
    assert "7 d → *14 d*" in again.text
    assert held(again)[REASON] == WORDS
    again.submit(by="ana", **choice(again, RAISE))
    assert h.sqs.queue("orders-dlq").retention == timedelta(days=14)


@pytest.mark.parametrize("error", ["not_found", "invalid_arguments", "hash_conflict", "no_permission"])
def test_a_refusal_of_a_form_that_cannot_be_shown_again_is_heard_of_all_the_same(
    h: Harness, error: str
) -> None:
    window = form(h, SNOOZE.id)
    h.slack.fail(Fault(kind=FaultKind.ERROR, method="views.update", error=error, times=None))
    window.submit(by="ana", **{ids.UNTIL: int(datetime.timestamp(h.clock() + timedelta(days=30)))})
    (said,) = h.slack.told("ana")
    assert "Not snoozed: the first loss is in" in said
