"""The thread: who is called, with everything they need, and never for what they did themselves."""

from dataclasses import replace
from typing import Any

import pytest

from bot.alarm_kinds import kind_named
from bot.domain.incident.incident import Incident
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.policy.policy import Target
from bot.domain.urgency.decision import decide
from bot.render.card.thread_reply import bare_reply, thread_reply
from bot.render.view import Button, ReplyView, Who
from bot.slack.markup.block_kit import reply_message
from tests.unit.render import incidents, troubles
from tests.unit.render.incidents import ANA, NOW, ROUTE
from tests.unit.render.views import message_faults


def _reply(entry: TimelineEntry, incident: Incident = incidents.open_incident, step: str = "") -> ReplyView:
    kind = kind_named(incident.kind)
    reply = thread_reply(entry, incident, ROUTE, kind, decide(incident, ROUTE, NOW), step)
    assert reply is not None
    assert message_faults(reply_message(reply)) == []
    return reply


def _entry(event: Event, what: str = "", **more: Any) -> TimelineEntry:
    return TimelineEntry(at=NOW, event=event, what=what, thread=True, **more)


CALL = _entry(
    Event.ESCALATED,
    "not reached: ben is in Do Not Disturb",
    why="step 1 of 2 of route orders",
    mentions=(Target("user", "U0OWNER"), Target("group", "S0ORDERS"), Target("channel")),
)


def test_only_a_call_of_the_channel_is_sent_to_the_channel_too() -> None:
    assert _reply(CALL).broadcast
    assert not _reply(replace(CALL, mentions=CALL.mentions[:2])).broadcast
    assert not _reply(
        _entry(Event.CONFIRMATION_ASKED, "Still on it?", mentions=(Target("user", "U0OWNER"),))
    ).broadcast


def _labels(reply: ReplyView) -> list[str]:
    return [control.label for control in reply.controls if isinstance(control, Button)]


def test_a_call_alone_carries_who_what_impact_deadline_and_verdict_mentions_first() -> None:
    text = reply_message(_reply(CALL, step="Press Inspect"))["text"]
    assert text.startswith("<@U0OWNER> <!subteam^S0ORDERS> <!channel> *orders-dlq: 37 dead letters*")
    for part in (
        "customers get no receipt",
        "*Can wait until",
        "KeyError 'fullname'",
        "2 d 4 h left",
        "*First step*: Press Inspect",
    ):
        assert part in text
    assert "not reached: ben is in Do Not Disturb; step 1 of 2 of route orders" in text


def test_which_rule_called_is_small_print() -> None:
    blocks = reply_message(_reply(replace(CALL, what="")))["blocks"]
    assert [block["type"] for block in blocks] == ["section", "context", "actions"]
    assert blocks[1]["elements"][0]["text"] == "Escalation step 1 of 2 of route orders"


def test_what_has_no_deadline_has_no_time_left() -> None:
    assert " left" not in _reply(CALL, incidents.blind).fallback


def test_a_call_holds_one_button() -> None:
    assert _labels(_reply(CALL)) == ["Acknowledge"]


def test_a_bare_reply_says_the_same_calls_nobody_and_holds_nothing_to_press() -> None:
    reply = _reply(CALL)
    bare = bare_reply(reply)
    assert bare.fallback == reply.fallback
    assert "<@" not in str(reply_message(bare))
    assert bare.controls == ()


def test_a_call_about_what_somebody_has_on_holds_no_button() -> None:
    assert _reply(CALL, incidents.acknowledged).controls == ()


def test_plain_text_of_a_reply_mentions_nobody() -> None:
    fallback = _reply(CALL).fallback
    assert fallback.startswith(
        "orders-dlq: 37 dead letters · customers get no receipt\nCan wait until 2025-11-21"
    )
    assert "U0OWNER" not in fallback


def test_a_step_that_only_tells_a_topic_says_so() -> None:
    entry = _entry(Event.ESCALATED, topics=("arn:aws:sns:eu-west-1:123456789012:night-sms",))
    assert "paged night-sms" in _reply(entry).fallback


def test_a_step_that_reaches_nobody_says_so() -> None:
    assert "no one could be mentioned" in _reply(_entry(Event.REMINDED)).fallback


@pytest.mark.parametrize(
    "entry",
    [
        _entry(Event.ACKNOWLEDGED, "Acknowledged by ana", by=ANA),
        _entry(Event.RELEASED, "Released by ana", by=ANA),
        _entry(Event.SNOOZED, "Snoozed by ana", by=ANA, until=NOW),
        _entry(Event.RESOLVED, "Resolved by ana", by=ANA, why="done"),
        _entry(Event.REDRIVE_STARTED, "ana redrives 37", by=ANA),
    ],
)
def test_nobody_is_mentioned_for_what_they_did_themselves(entry: TimelineEntry) -> None:
    reply = _reply(entry)
    assert not any(isinstance(span, Who) for line in reply.lines for span in line)
    assert "ana" in reply.fallback


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (_entry(Event.RESOLVED, "Resolved: empty", why="proven"), "Resolved: empty"),
        (
            _entry(Event.REDRIVE_ENDED, "12 of 12 moved back to orders", why="done"),
            "12 of 12 moved back to orders",
        ),
        (_entry(Event.RESOLVED, "Resolved by ana", by=ANA, why="not needed"), "Resolved by ana (not needed)"),
    ],
)
def test_a_persons_reason_is_told_and_a_machines_state_is_not(entry: TimelineEntry, told: str) -> None:
    assert _reply(entry).fallback == told


def test_a_snooze_says_until_when_in_the_readers_own_zone() -> None:
    text = reply_message(_reply(_entry(Event.SNOOZED, "Snoozed by ana", until=NOW)))["text"]
    assert text.startswith("Snoozed by ana until <!date^1763694120^")


def test_the_question_mentions_who_is_asked_and_can_be_answered_with_one_press() -> None:
    entry = _entry(
        Event.CONFIRMATION_ASKED,
        "Still on it?",
        why="acknowledged and not fixed",
        mentions=(Target("user", ANA.user),),
    )
    reply = _reply(entry, incidents.asked)
    assert reply_message(reply)["text"].startswith("<@U0ANA> Still on it?")
    assert _labels(reply) == ["Still on it", "Release"]


def test_a_question_that_was_answered_holds_no_button() -> None:
    assert _reply(_entry(Event.CONFIRMATION_ASKED, "Still on it?"), incidents.acknowledged).controls == ()


def test_what_is_not_for_the_thread_makes_no_reply() -> None:
    entry = replace(_entry(Event.FIRED, "orders-dlq-not-empty fired"), thread=False)
    incident = incidents.open_incident
    decision = decide(incident, ROUTE, NOW)
    assert thread_reply(entry, incident, ROUTE, kind_named(incident.kind), decision) is None


def test_a_new_verdict_is_told_with_the_next_step_and_in_short() -> None:
    entry = _entry(Event.EVIDENCE, "Now: worker is catching up (1 h behind)", why="Wait")
    assert _reply(entry).fallback == "Now: worker is catching up (1 h behind). Next: Wait"
    assert len(_reply(_entry(Event.EVIDENCE, "x" * 2_000, why="y" * 2_000)).fallback) < 820


def test_a_call_tells_the_verdict() -> None:
    text = _reply(CALL, troubles.close_look).fallback
    assert "orders-worker has been failing since it was last changed: version 42 by ben" in text
    assert "Next: Roll back to version 41" in text
