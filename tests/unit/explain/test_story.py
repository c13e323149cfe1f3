"""What `lastcall why` prints: by which way each was told, what came of it, what holds the next call back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.notifications import Notification, NotificationState
from bot.domain.incident.timeline import Event, TimelineEntry
from bot.domain.lifecycle.card.projection import Card
from bot.domain.policy.by import By
from bot.domain.policy.policy import Target
from bot.explain.story import story
from tests.amended import amended
from tests.unit.domain.incidents import ANA, MINUTE, NOW, OPEN, RECOVERING, ROUTE, TOPIC, kept
from tests.unit.domain.people import acknowledge, snooze

CARD = Card(group=OPEN.group, thread=OPEN.thread, channel="C1", ts="1.1", shown=99, cursor=0)
OWNER, PAGER = Target("owner"), Target("topic", TOPIC)


def told(
    incident: Incident, *entries: TimelineEntry, card: Card = CARD, after: timedelta = MINUTE
) -> list[str]:
    return list(story(incident, entries, card, NOW + after))


def called(state: NotificationState, target: Target = OWNER, why: str = "", version: int = 7) -> Incident:
    call = Notification(target, state, 0, NOW, why, told_in=version, person=Target("user", "U1"), name="ana")
    return amended(OPEN, escalation=EscalationPosition(NOW, 1, 0, NOW, (call,)))


@pytest.mark.parametrize(
    ("state", "why", "said"),
    [
        (NotificationState.DELIVERED, "", "delivered"),
        (NotificationState.UNPROVEN, "dnd.info", "delivered; not known whether it is noticed: dnd.info"),
        (NotificationState.REFUSED, "ana is deactivated", "refused: ana is deactivated"),
        (NotificationState.OWED, "", "not delivered yet, and counts as not reached"),
    ],
)
def test_what_became_of_each_call_is_told_with_its_reason(
    state: NotificationState, why: str, said: str
) -> None:
    (line,) = told(called(state, why=why))[1:]
    assert line == f"call 1, due 2026-03-02 03:00:00 UTC: ana (the owner) [U1]: {said}"


def test_a_call_counts_as_not_reached_only_after_its_minute() -> None:
    (line,) = told(called(NotificationState.OWED), after=timedelta(seconds=59))[1:]
    assert line.endswith("not delivered yet")


def test_a_call_that_stands_in_the_thread_is_delivered_whatever_was_written_last() -> None:
    (line,) = told(called(NotificationState.OWED), card=replace(CARD, cursor=7))[1:]
    assert line.endswith(": delivered")


def test_who_was_called_by_which_rule_is_told_with_what_was_said() -> None:
    entry = TimelineEntry(
        at=NOW,
        event=Event.ESCALATED,
        what="not reached: ben is in Do Not Disturb",
        why="step 2 of 3 of route orders",
        mentions=(Target("user", "U1"), Target("channel")),
        topics=(TOPIC,),
    )
    by = TimelineEntry(at=NOW, event=Event.NOT_PAGED, what="Page to pager failed", by=By("U1", "ana"))
    first, second = told(OPEN, entry, by)[1:3]
    assert first == (
        f"2026-03-02 03:00:00 UTC  escalated: called user U1, the channel; told {TOPIC}; "
        "not reached: ben is in Do Not Disturb; step 2 of 3 of route orders"
    )
    assert second.endswith("not paged: by ana; Page to pager failed")


@pytest.mark.parametrize(
    ("incident", "held"),
    [
        (kept(acknowledge(OPEN, ANA, NOW)), "ana has had it since 2026-03-02 03:00:00 UTC"),
        (kept(snooze(OPEN, ANA, NOW + 60 * MINUTE, NOW, ROUTE)), "snoozed until 2026-03-02 04:00:00 UTC"),
        (RECOVERING, "it is recovering"),
    ],
)
def test_what_holds_the_next_call_back_is_told(incident: Incident, held: str) -> None:
    assert told(incident)[-1] == f"held back: {held}"


@pytest.mark.parametrize(
    ("card", "said"),
    [
        (CARD, "its card is in C1"),
        (replace(CARD, trouble="C0 cannot be used: is_archived"), "in C1, C0 cannot be used: is_archived"),
        (Card(group=OPEN.group, trouble="token_revoked"), "Slack does not show it: token_revoked"),
        (Card(group=OPEN.group), "Slack does not show it: no answer so far"),
    ],
)
def test_where_its_card_stands_is_told_or_why_nowhere(card: Card, said: str) -> None:
    assert told(OPEN, card=card)[0].endswith(said)


def test_nothing_that_is_told_is_a_secret_or_obeyed_by_a_terminal() -> None:
    entry = TimelineEntry(at=NOW, event=Event.FIRED, what="\x1b[2Jpassword=hunter2hunter2\nheld back: no")
    lines = told(OPEN, entry)
    assert "hunter2hunter2" not in "".join(lines)
    assert all(line.isprintable() for line in lines)
