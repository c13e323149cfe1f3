"""What a newer release wrote, or is damaged: whoever asks is told, nothing is overwritten, nothing loops."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from bot.aws.items import SCHEMA
from tests.scenario.harness import Alarm, Harness
from tests.scenario.redriving import REASON, open_redrive

Spoilt = dict[str, Any]
Act = Callable[[Harness, str], object]

NEWER: Spoilt = {"schema": {"N": str(SCHEMA + 1)}}
DAMAGED: Spoilt = {"document": {"S": "{"}}
SAID = {
    "newer": "a newer release of Lastcall wrote this incident",
    "damaged": "is damaged and cannot be read",
}
ITEMS = pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        pytest.param(NEWER, SAID["newer"], id="newer"),
        pytest.param(DAMAGED, SAID["damaged"], id="damaged"),
    ],
)


@pytest.fixture
def fired(h: Harness) -> Harness:
    """Two incidents, looked at and told; somebody holds the first."""
    h.dead_letters("orders-dlq", '{"order": 1}', '{"order": 2}')
    h.dead_letters("emails-dlq", '{"to": "somebody"}')
    h.deliver(Alarm("orders-dlq").fires(h.clock()), Alarm("emails-dlq").fires(h.clock()))
    h.fast_forward(minutes=2)
    return h


def dead_letters_of_ours(h: Harness) -> dict[str, int]:
    queues = ("AlarmQueue", "CommandQueue", "JobQueue", "CardQueue")
    counted = {name: len(h.sqs.queue(f"{name}DeadLetters").messages) for name in queues}
    return {name: count for name, count in counted.items() if count}


def shown_to(h: Harness, person: str) -> str:
    stack = h.slack.workspace.views.stack_of("U0ANA00001")
    return " ".join([*h.slack.told(person), *([h.slack.modal(person).text] if stack else [])])


def presses(label: str) -> Act:
    return lambda h, _: h.slack.expect_message("orders-dlq").button(label).click(by="ana")


def types(verb: str) -> Act:
    return lambda h, incident: h.slack.command("ana", f"/lastcall {verb} {incident}")


@ITEMS
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(presses("Acknowledge"), id="a press"),
        pytest.param(presses("Inspect"), id="a press that opens a window"),
        pytest.param(types("ack"), id="ack"),
        pytest.param(types("inspect"), id="inspect"),
        pytest.param(types("redrive"), id="redrive"),
        pytest.param(types("mitigate"), id="mitigate"),
    ],
)
def test_whoever_acts_on_an_incident_that_cannot_be_read_is_told_so(
    fired: Harness, spoilt: Spoilt, said: str, act: Act
) -> None:
    incident = fired.incident().id
    (stands,) = fired.table.spoil("INCIDENT", spoilt)
    act(fired, incident)
    told = shown_to(fired, "ana")
    assert "Nothing was done now" in told
    assert said in told
    fired.fast_forward(minutes=2)
    assert fired.queues.failures == []
    assert stands in list(fired.table.items())


@ITEMS
def test_a_submission_about_an_incident_that_cannot_be_read_ends_in_its_window(
    fired: Harness, spoilt: Spoilt, said: str
) -> None:
    window = open_redrive(fired)
    (stands,) = fired.table.spoil("INCIDENT", spoilt)
    window.submit(by="ana", **REASON)
    assert said in fired.slack.modal("ana").text
    fired.fast_forward(minutes=2)
    assert fired.queues.failures == []
    assert stands in list(fired.table.items())
    assert len(fired.sqs.queue("orders-dlq").messages) == 2


@ITEMS
def test_a_name_that_may_be_that_of_one_that_cannot_be_read_says_which_was_not_read(
    fired: Harness, spoilt: Spoilt, said: str
) -> None:
    assert said
    incident = fired.incident().id
    fired.table.spoil("INCIDENT", spoilt)
    fired.slack.command("ana", "/lastcall ack orders")
    assert f"These could not be read: {incident}" in fired.slack.told("ana")[-1]


@ITEMS
def test_a_list_has_the_others_and_names_the_one_that_cannot_be_read(
    fired: Harness, spoilt: Spoilt, said: str
) -> None:
    incident = fired.incident().id
    (stands,) = fired.table.spoil("INCIDENT", spoilt)
    fired.slack.command("ana", "/lastcall list")
    told = fired.slack.told("ana")[-1]
    assert "emails-dlq" in told
    assert "orders-dlq" not in told
    assert f"`{incident}` cannot be read: " in told
    assert ("newer release" in told) == ("newer" in said)
    assert stands in list(fired.table.items())


@ITEMS
def test_what_is_due_of_an_incident_that_cannot_be_read_waits_and_holds_up_no_other(
    fired: Harness, spoilt: Spoilt, said: str
) -> None:
    """The others are called for as ever, and nothing of it piles up in an hour."""
    assert said
    (stands,) = fired.table.spoil("INCIDENT", spoilt)
    group = stands["pk"]["S"].removeprefix("GROUP#")
    fired.sqs.queue("JobQueue").send(json.dumps({"evidence": {"group": group}}))
    fired.fast_forward(hours=1)
    assert fired.queues.failures == []
    assert stands in list(fired.table.items())
    fired.slack.expect_message("emails-dlq").expect_reply("Escalation step")


@ITEMS
def test_an_incident_whose_card_cannot_be_read_is_called_for_and_its_page_says_so(
    fired: Harness, spoilt: Spoilt, said: str
) -> None:
    incident = fired.incident()
    (stands,) = fired.table.spoil("CARD", spoilt)
    fired.fast_forward(minutes=40)
    why = "a newer release of Lastcall wrote its card" if "newer" in said else "its card's item is damaged"
    (page,) = [page for page in fired.services.pages if incident.id in page.text]
    assert why in page.text
    owed = fired.incident().card_owed
    assert owed is not None, "the alarm on what is not shown rings"
    assert fired.clock() - owed.since > timedelta(minutes=30)
    assert fired.queues.failures == []
    assert stands in list(fired.table.items())


@ITEMS
@pytest.mark.parametrize("item", ["INCIDENT", "CARD"])
def test_a_change_of_what_cannot_be_read_holds_up_no_change_behind_it(
    fired: Harness, spoilt: Spoilt, said: str, item: str
) -> None:
    assert said
    fired.functions.pause("on_change")
    (stands,) = fired.table.spoil(item, spoilt)
    fired.queues.changed(stands["pk"]["S"], "INCIDENT")
    fired.slack.expect_message("emails-dlq").button("Acknowledge").press(by="ana")
    fired.functions.resume("on_change")
    fired.fast_forward(seconds=10)
    fired.slack.expect_message("emails-dlq").expect_update("Acknowledged by")
    assert fired.queues.failures == []
    assert fired.sqs.queue("OnChangeDeadLetters").messages == []


@ITEMS
def test_a_redrive_that_cannot_be_read_leaves_its_incident_a_card_that_says_so(
    fired: Harness, spoilt: Spoilt, said: str
) -> None:
    fired.functions.pause("on_job")
    open_redrive(fired).submit(by="ana", **REASON)
    (stands,) = fired.table.spoil("JOB#", spoilt)
    fired.functions.resume("on_job")
    fired.queues.changed(stands["pk"]["S"], stands["sk"]["S"])
    fired.fast_forward(minutes=10)
    why = "a newer release of Lastcall wrote it" if "newer" in said else "its item is damaged"
    fired.slack.expect_message("orders-dlq").expect_update(f"Could not read the redrive: {why}")
    assert fired.queues.failures == []
    assert stands in list(fired.table.items())
    assert len(fired.sqs.queue("orders-dlq").messages) == 2


@ITEMS
def test_entries_that_cannot_be_read_are_told_as_such_once_and_the_thread_goes_on(
    fired: Harness, spoilt: Spoilt, said: str
) -> None:
    fired.functions.pause("on_change")
    card = fired.slack.expect_message("orders-dlq")
    card.button("Acknowledge").click(by="ana")
    fired.table.spoil("TIMELINE#", spoilt)
    fired.slack.command("ben", f"/lastcall ack {fired.incident().id}")
    fired.functions.resume("on_change")
    fired.fast_forward(minutes=2)
    told = [reply.text for reply in card.replies if "Part of this story cannot be shown" in reply.text]
    assert len(told) == 1
    assert ("a newer release" in told[0]) == ("newer" in said)
    card.expect_update("Acknowledged by")
    assert fired.queues.failures == []


def test_a_message_that_a_release_before_the_new_key_sent_is_still_read(fired: Harness) -> None:
    fired.sqs.queue("CommandQueue").send('{"attend": {"group": "111122223333/eu-west-1/queue/orders-dlq"}}')
    fired.fast_forward(minutes=1)
    assert dead_letters_of_ours(fired) == {}


def test_one_message_of_a_batch_that_cannot_be_read_fails_alone(fired: Harness) -> None:
    fired.functions.pause("on_command")
    queue = fired.sqs.queue("CommandQueue")
    for junk in ("{", "[]", "7", '{"due": {}}', '{"slack": {"body": 1}}', '{"due": {"group": 7}}'):
        queue.send(junk)
    fired.slack.expect_message("orders-dlq").button("Acknowledge").press(by="ana")
    fired.functions.resume("on_command")
    fired.fast_forward(minutes=40)
    fired.slack.expect_message("orders-dlq").expect_update("Acknowledged by")
    assert dead_letters_of_ours(fired) == {"CommandQueue": 6}
    fired.forgive_failures()
