"""What happens to an incident when it is looked at."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.alarm.alarm import AlarmState
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import NOTHING_TO_READ, Evidence
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import CARD_CHECK, Change
from bot.domain.incident.episode import EscalationPosition, Recovery, Resolution
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.notifications import (
    WITHIN,
    Notification,
    NotificationState,
    Reach,
    confirmed_by_thread,
)
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.card.delivery import Shown
from bot.domain.lifecycle.next_due import (
    EVIDENCE_AGAIN,
    EVIDENCE_RARELY,
    LOOK_AGAIN,
    LOOK_SOON,
    Timer,
    attention_at,
    due_now,
    scheduled,
)
from bot.domain.lifecycle.recovery import READ_AGAIN, resolved
from bot.domain.lifecycle.timer_action import Readings
from bot.domain.lifecycle.timers.card_check import CHECK_IN_LINE
from bot.domain.policy.policy import Escalation, Hours, Step, Target
from bot.domain.urgency.deadlines import LOSING
from bot.domain.urgency.lateness_clock import METRICS_LATE
from tests.amended import amended
from tests.unit.domain.incidents import (
    ANA,
    BEN,
    HOUR,
    MINUTE,
    NOW,
    OPEN,
    POLICY,
    RECOVERING,
    ROUTE,
    TOPIC,
    after,
    heard,
    kept,
    with_evidence,
)
from tests.unit.domain.people import acknowledge, snooze

# Shown, looked at and not young any more: nothing but what the test is about falls due.
LOOKED = amended(with_evidence(OPEN), card_check_at=None, last_joined_at=NOW - LOOK_AGAIN)
SECOND = amended(LOOKED, escalation=EscalationPosition(NOW, 1, 0, NOW))
HEALING = amended(with_evidence(RECOVERING), card_check_at=None, last_joined_at=NOW - LOOK_AGAIN)
HELD = replace(kept(acknowledge(LOOKED, ANA, NOW)), card_check_at=None)
EMPTY, FULL, DENIED = Healthy("the queue is empty"), Unhealthy("3 stand in it", 3), Missing("denied")
ANA_HERSELF = Target("user", ANA.user)
SETTLED = NOW + MINUTE + ROUTE.settle


def look(incident: Incident, seen: Readings = Readings(), at: timedelta = timedelta(0)) -> Change:  # noqa: B008 - an immutable value
    change = advance(incident, seen, ROUTE, POLICY, NOW + at)
    assert change is not None
    return change


def test_when_nothing_is_due_there_is_no_write() -> None:
    assert advance(SECOND, Readings(), ROUTE, POLICY, NOW + MINUTE) is None


def test_the_first_step_calls_whoever_is_on_call() -> None:
    change = look(LOOKED)
    (entry,) = change.entries
    assert (entry.event, entry.mentions, entry.thread) == (Event.ESCALATED, (Target("user", BEN.user),), True)
    assert entry.why == "step 1 of 3 of route orders"
    told = change.incident.version
    owed = Notification(
        Target("oncall", "orders"),
        NotificationState.OWED,
        0,
        NOW,
        told_in=told,
        person=Target("user", BEN.user),
    )
    assert change.incident.escalation == EscalationPosition(NOW, 1, 0, NOW, (owed,))


def test_the_second_step_says_for_how_long_nobody_has_answered() -> None:
    (entry,) = look(SECOND, at=15 * MINUTE).entries
    assert entry.why == "step 2 of 3 of route orders: no one has answered for 15 min"


def called_before(*names: str) -> Incident:
    """The first step reached these, told by name, three minutes after the beginning."""
    calls = tuple(
        Notification(Target("user", f"U{name}"), NotificationState.DELIVERED, 0, NOW, name=name)
        for name in names
    )
    return amended(LOOKED, escalation=EscalationPosition(NOW, 1, 0, NOW + 3 * MINUTE, calls))


def test_the_next_call_names_who_has_not_answered_and_since_they_were_called() -> None:
    (entry,) = look(called_before("ben", "cleo"), at=15 * MINUTE).entries
    assert entry.why == "step 2 of 3 of route orders: no answer from ben and cleo for 12 min"


def test_a_call_to_somebody_whose_name_is_not_known_says_that_nobody_has_answered() -> None:
    (entry,) = look(called_before("ben", ""), at=15 * MINUTE).entries
    assert entry.why == "step 2 of 3 of route orders: no one has answered for 15 min"


def test_the_same_person_once_more_is_told_as_whom() -> None:
    ana = Notification(
        Target("oncall", "nights"), NotificationState.DELIVERED, 0, NOW, person=ANA_HERSELF, name="ana"
    )
    once = amended(LOOKED, escalation=EscalationPosition(NOW, 1, 0, NOW, (ana,)))
    reach = (Reach(Target("owner"), name="ana"),)
    (entry,) = look(once, Readings(reach=reach), at=15 * MINUTE).entries
    assert (
        entry.why
        == "step 2 of 3 of route orders: no answer from ana for 15 min; notifying ana (the owner) again"
    )


def test_whoever_was_not_reached_is_not_said_to_give_no_answer() -> None:
    ben = Notification(
        Target("owner"), NotificationState.REFUSED, 0, NOW, "ben is in Do Not Disturb", name="ben"
    )
    emil = Notification(
        Target("user", "U2"), NotificationState.UNPROVEN, 0, NOW, "emil: dnd.info", name="emil"
    )
    both = amended(LOOKED, escalation=EscalationPosition(NOW, 1, 0, NOW, (ben, emil)))
    (entry,) = look(both, at=15 * MINUTE).entries
    assert entry.why == "step 2 of 3 of route orders: no answer from emil for 15 min"


def test_a_second_sender_finds_the_step_taken() -> None:
    taken = replace(look(LOOKED).incident, card_check_at=None)
    assert advance(taken, Readings(), ROUTE, POLICY, NOW) is None


THIRD = amended(LOOKED, escalation=EscalationPosition(NOW, 2, 0, NOW + 15 * MINUTE))
PAGED = Notification(Target("topic", TOPIC), NotificationState.DELIVERED, 2, NOW + 30 * MINUTE)


def with_pages(incident: Incident, *pages: Notification) -> Incident:
    """The pages of the coming call are out."""
    assert incident.escalation is not None
    return amended(incident, escalation=incident.escalation._replace(notifications=pages))


def test_topics_that_were_told_are_named_beside_the_mentions() -> None:
    (entry,) = look(with_pages(THIRD, PAGED), at=30 * MINUTE).entries
    assert (entry.mentions, entry.topics) == ((Target("channel"),), (TOPIC,))


def test_a_topic_that_refused_its_page_is_said_to_be_not_reached() -> None:
    refused = PAGED._replace(state=NotificationState.REFUSED, why="denied: allow sns:Publish")
    (entry,) = look(with_pages(THIRD, refused), at=30 * MINUTE).entries
    assert (entry.what, entry.topics) == ("not reached: page (denied: allow sns:Publish)", ())


def test_a_page_that_is_not_out_yet_is_not_said_to_be_told() -> None:
    (entry,) = look(with_pages(THIRD, PAGED._replace(state=NotificationState.OWED)), at=30 * MINUTE).entries
    assert (entry.what, entry.topics) == ("not paged yet: page", ())


def test_after_the_last_step_it_reminds() -> None:
    third = amended(LOOKED, escalation=EscalationPosition(NOW, 3, 0, NOW))
    change = look(third, at=30 * MINUTE)
    assert change.entries[0].event is Event.REMINDED
    assert change.incident.escalation is not None
    assert change.incident.escalation[:4] == (NOW, 3, 1, NOW + 30 * MINUTE)


def test_who_was_not_reached_is_named_and_not_called() -> None:
    away = Readings(reach=(Reach(Target("owner"), reached=False, why="ana is in Do Not Disturb"),))
    change = look(SECOND, away, 15 * MINUTE)
    assert change.entries[0].mentions == (Target("group", "S0ORDERS01"),)
    assert change.entries[0].what == "not reached: ana is in Do Not Disturb"
    assert change.incident.escalation is not None
    assert [each.state for each in change.incident.escalation.last] == [
        NotificationState.REFUSED,
        NotificationState.OWED,
    ]


NOBODY = Readings(reach=(Reach(Target("oncall", "orders"), reached=False, why="ben is deactivated"),))


def test_when_nobody_of_a_step_is_reached_the_next_is_due_at_once() -> None:
    moved = look(LOOKED, NOBODY, MINUTE).incident
    assert attention_at(moved, ROUTE) == NOW + MINUTE
    assert look(moved, at=MINUTE).entries[0].why == (
        "step 2 of 3 of route orders, early because the previous step reached no one"
    )


def told(incident: Incident, seen: Readings = Readings()) -> Incident:  # noqa: B008 - an immutable value
    """A call was made, and its mention stands in the thread a minute later."""
    called = look(incident, seen).incident
    shown = Shown(called.card_version, called.thread_version)
    return look(called, Readings(shown=shown), MINUTE).incident


def test_a_mention_that_stands_in_the_thread_is_delivered_and_the_next_step_keeps_its_time() -> None:
    called = told(LOOKED)
    assert called.escalation is not None
    assert [each.state for each in called.escalation.last] == [NotificationState.DELIVERED]
    assert Timer.ESCALATION.at(called, ROUTE) == NOW + 15 * MINUTE


def test_a_mention_that_slack_does_not_take_within_a_minute_counts_as_not_reached() -> None:
    called = look(LOOKED).incident
    assert Timer.ESCALATION.at(called, ROUTE) == NOW + WITHIN
    change = look(called, Readings(shown=Shown()), WITHIN)
    assert change.entries[0].why == (
        "step 2 of 3 of route orders, early because the previous step reached no one: "
        "on call for orders (Slack has not accepted the mention)"
    )


def test_what_nobody_knows_is_called_and_holds_the_next_step_back_for_its_ordinary_time_only() -> None:
    unknown = Reach(Target("oncall", "orders"), None, "ben: conversations.members: missing_scope")
    change = look(LOOKED, Readings(reach=(unknown,)))
    assert change.entries[0].mentions == (Target("user", BEN.user),)
    assert change.entries[0].what == "may not have been reached: ben: conversations.members: missing_scope"
    called = told(LOOKED, Readings(reach=(unknown,)))
    assert called.escalation is not None
    assert [each.state for each in called.escalation.last] == [NotificationState.UNPROVEN]
    assert Timer.ESCALATION.at(called, ROUTE) == NOW + 15 * MINUTE


LAST = (
    Reach(Target("channel"), reached=False, why="everyone in the channel is in Do Not Disturb", rests=True),
)
GONE = Notification(Target("topic", TOPIC), NotificationState.REFUSED, 2, NOW, "gone")


def test_when_nobody_is_left_to_reach_who_rests_is_called_all_the_same() -> None:
    third = with_pages(amended(LOOKED, escalation=EscalationPosition(NOW, 2, 0, NOW)), GONE)
    change = look(third, Readings(reach=LAST), 30 * MINUTE)
    assert change.entries[0].mentions == (Target("channel"),)
    assert change.entries[0].what == (
        "not reached: page (gone); notified anyway: everyone in the channel is in Do Not Disturb"
    )


def test_when_nobody_of_any_step_was_reached_the_first_reminder_calls_everybody_at_once() -> None:
    refused = Notification(Target("topic", TOPIC), NotificationState.REFUSED, 2, NOW, "gone")
    used_up = amended(LOOKED, escalation=EscalationPosition(NOW, 3, 0, NOW, (refused,)))
    assert Timer.ESCALATION.at(used_up, ROUTE) == NOW
    change = look(used_up)
    assert change.entries[0].why == "reminder 1: no one was reached"
    assert change.entries[0].mentions == (
        Target("user", BEN.user), Target("user", ANA.user), Target("group", "S0ORDERS01"), Target("channel"),
    )  # fmt: skip


MORNING = NOW + 5 * HOUR
RESTING = Reach(
    Target("oncall", "orders"), reached=False, why="ben is in Do Not Disturb", rests=True, rests_until=MORNING
)
ALONE = ROUTE._replace(
    escalation=Escalation((Step(timedelta(0), (Target("oncall", "orders"),)),), reminders=0)
)


def test_when_everybody_rested_the_first_who_wakes_is_called_also_after_the_last_reminder() -> None:
    """That the mention stands in the thread by then reached nobody: its phone was silent."""
    called = advance(LOOKED, Readings(reach=(RESTING,)), ALONE, POLICY, NOW)
    assert called is not None
    stands = Shown(called.incident.card_version, called.incident.thread_version)
    rested = advance(called.incident, Readings(shown=stands), ALONE, POLICY, NOW + MINUTE)
    assert rested is not None
    assert Timer.ESCALATION.at(rested.incident, ALONE) == MORNING
    woken = replace(rested.incident, card_check_at=None)
    change = advance(woken, Readings(reach=(Reach(RESTING.target),)), ALONE, POLICY, MORNING)
    assert change is not None
    assert change.entries[0].mentions == (Target("user", BEN.user),)
    assert change.entries[0].why == "reminder 1: no one was reached"
    assert Timer.ESCALATION.at(change.incident, ALONE) != MORNING


def test_the_end_of_a_rest_calls_nobody_where_somebody_else_was_reached() -> None:
    resting = Notification(RESTING.target, NotificationState.REFUSED, 0, NOW, RESTING.why)
    other = Notification(Target("channel"), NotificationState.DELIVERED, 0, NOW)
    position = EscalationPosition(NOW, 1, 0, NOW, (resting, other), wakes=MORNING)
    assert Timer.ESCALATION.at(amended(LOOKED, escalation=position), ALONE) is None
    alone = position._replace(notifications=(other._replace(state=NotificationState.UNPROVEN),))
    assert Timer.ESCALATION.at(amended(LOOKED, escalation=alone), ALONE) == MORNING


def test_when_somebody_was_reached_before_reminders_follow_in_their_time() -> None:
    refused = Notification(Target("topic", TOPIC), NotificationState.REFUSED, 2, NOW, "gone")
    used_up = amended(LOOKED, escalation=EscalationPosition(NOW, 3, 0, NOW, (refused,), reached=True))
    assert Timer.ESCALATION.at(used_up, ROUTE) == NOW + 30 * MINUTE


def test_a_route_without_an_owner_does_not_reach_one() -> None:
    nobodys = ROUTE._replace(owner="")
    change = advance(replace(SECOND), Readings(), nobodys, POLICY, NOW + 15 * MINUTE)
    assert change is not None
    assert change.entries[0].what == "not reached: the route has no owner"


HEALTH = (
    pytest.param(
        EMPTY, Recovery(NOW + MINUTE, SETTLED, "the queue is empty"), id="healthy: read again once settled"
    ),
    pytest.param(
        DENIED,
        Recovery(NOW + MINUTE, SETTLED, "the alarm says OK; unverified: denied", unproven=True),
        id="not to be read: it settles unproven",
    ),
    pytest.param(
        FULL, Recovery(None, NOW + MINUTE + READ_AGAIN, "3 stand in it"), id="not healthy: read again soon"
    ),
)


@pytest.mark.parametrize(("health", "healing"), HEALTH)
def test_ok_is_a_claim_and_the_resource_is_read(
    health: Healthy | Unhealthy | Missing, healing: Recovery
) -> None:
    change = look(HEALING, Readings(health), MINUTE)
    assert change.incident.recovery == healing
    assert change.incident.live


@pytest.mark.parametrize(
    ("health", "how"), [(EMPTY, "proven"), (DENIED, "unproven")], ids=["read", "not to be read"]
)
def test_a_resource_that_stayed_healthy_resolves(health: Healthy | Missing, how: str) -> None:
    row = Recovery(NOW + MINUTE, SETTLED, "x", unproven=isinstance(health, Missing))
    change = look(amended(HEALING, recovery=row), Readings(health), SETTLED - NOW)
    assert change.incident.status is Status.RESOLVED
    assert change.incident.resolution is not None
    assert change.incident.resolution.how == how
    assert change.entries[0].event is Event.RESOLVED


def test_a_queue_that_emptied_by_expiry_ends_with_a_loss() -> None:
    expired = Healthy("orders-dlq is empty", Expired(37, 37, NOW))
    row = Recovery(NOW + MINUTE, SETTLED, "x")
    change = look(amended(HEALING, recovery=row), Readings(expired), SETTLED - NOW)
    assert change.incident.resolution is not None
    assert change.incident.resolution.how == "lost"
    assert change.entries[0].what == "Resolved: orders-dlq is empty; 37 expired and are lost"


MUTED = replace(
    HEALING,
    alarms={
        key: alarm._replace(verdict=AlarmState.ALARM, suppressed=True)
        for key, alarm in HEALING.alarms.items()
    },
)


def test_of_what_is_muted_nothing_but_a_proof_resolves_it() -> None:
    change = look(MUTED, Readings(DENIED), MINUTE)
    assert change.entries[0].what == "Every alarm still firing is muted, but denied"
    waited = look(change.incident, Readings(DENIED), SETTLED - NOW + MINUTE)
    assert waited.incident.live
    proven = amended(MUTED, recovery=Recovery(NOW + MINUTE, SETTLED, "x"))
    assert look(proven, Readings(EMPTY), SETTLED - NOW).incident.status is Status.RESOLVED


def test_one_read_that_fails_in_a_row_of_proofs_only_delays() -> None:
    healing = amended(HEALING, recovery=Recovery(NOW + MINUTE, SETTLED, "the queue is empty"))
    assert look(healing, Readings(DENIED), SETTLED - NOW).incident.live


def test_an_unhealthy_read_begins_the_settling_anew() -> None:
    healing = amended(HEALING, recovery=Recovery(NOW + MINUTE, SETTLED, "x"))
    change = look(healing, Readings(FULL), SETTLED - NOW)
    assert change.incident.recovery is not None
    assert change.incident.recovery.healthy_since is None
    assert change.entries[0].what == "The alarm says OK, but 3 stand in it"


def test_the_same_unhealthy_read_is_told_once() -> None:
    called = amended(HEALING, escalation=SECOND.escalation)
    healing = amended(called, recovery=Recovery(None, NOW + 2 * MINUTE, "3 stand in it"))
    change = look(healing, Readings(FULL), 2 * MINUTE)
    assert change.entries == ()
    assert change.incident.card_version == HEALING.card_version


def test_a_healthy_read_that_says_nothing_new_is_not_shown() -> None:
    healing = amended(HEALING, recovery=Recovery(NOW + MINUTE, NOW + 2 * MINUTE, "the queue is empty"))
    assert look(healing, Readings(EMPTY), 2 * MINUTE).incident.card_version == HEALING.card_version


def test_an_empty_queue_proves_nothing_while_our_own_sampling_hides_messages() -> None:
    hidden_until = NOW + 20 * MINUTE
    hiding = amended(
        with_evidence(RECOVERING, hidden_until=hidden_until),
        recovery=Recovery(NOW + MINUTE, SETTLED, "x"),
        card_check_at=None,
    )
    change = look(hiding, Readings(EMPTY), SETTLED - NOW)
    assert change.incident.recovery == Recovery(None, hidden_until)
    assert change.incident.live


def test_without_having_read_nothing_is_decided() -> None:
    assert advance(HEALING, Readings(), ROUTE, POLICY, NOW + MINUTE) is None


def test_a_running_redrive_keeps_it_from_resolving() -> None:
    held = kept(acknowledge(HEALING, ANA, NOW))
    busy = replace(held, live_job="1", card_check_at=None)
    assert advance(busy, Readings(EMPTY), ROUTE, POLICY, NOW + HOUR) is None


def test_resolving_ends_everything_that_was_pending() -> None:
    ended = resolved(RECOVERING, Resolution(NOW, "proven"))
    pending = (ended.escalation, ended.recovering_since, ended.recovery, ended.evidence_wanted)
    assert pending == (None, None, None, None)


def test_evidence_is_not_wanted_of_what_has_just_been_resolved() -> None:
    due_both = amended(HEALING, recovery=Recovery(NOW, NOW + LOOK_AGAIN, "x"))
    change = look(due_both, Readings(EMPTY), LOOK_AGAIN)
    assert change.incident.status is Status.RESOLVED
    assert change.incident.evidence_wanted is None


def test_still_on_it_is_asked_once() -> None:
    change = look(HELD, at=2 * HOUR)
    (entry,) = change.entries
    assert (entry.event, entry.what, entry.mentions) == (
        Event.CONFIRMATION_ASKED,
        "Still on it?",
        (Target("user", ANA.user),),
    )
    assert (
        advance(replace(change.incident, card_check_at=None), Readings(), ROUTE, POLICY, NOW + 2 * HOUR)
        is None
    )


def test_silence_opens_it_again_at_the_first_step() -> None:
    asked = replace(look(HELD, at=2 * HOUR).incident, card_check_at=None)
    change = look(asked, at=2 * HOUR + ROUTE.escalation.answer_within)
    assert change.entries[0].event is Event.RELEASED
    assert change.incident.status is Status.OPEN
    assert change.incident.escalation == EscalationPosition(NOW + 2 * HOUR + ROUTE.escalation.answer_within)


def test_the_end_of_a_snooze_is_told() -> None:
    snoozed = replace(kept(snooze(LOOKED, ANA, NOW + HOUR, NOW, ROUTE)), card_check_at=None)
    change = look(snoozed, at=HOUR)
    (entry,) = change.entries
    assert (entry.event, entry.mentions) == (Event.SNOOZE_ENDED, (Target("user", ANA.user),))
    assert change.incident.snoozed_until is None
    assert change.incident.acknowledgement is not None
    assert change.incident.acknowledgement.asked_at == NOW + HOUR


def test_the_end_of_a_snooze_of_what_is_resolved_is_not_told() -> None:
    ended = replace(resolved(LOOKED, Resolution(NOW, "proven")), snoozed_until=NOW + HOUR)
    change = look(ended, at=HOUR)
    assert change.entries == ()
    assert change.incident.snoozed_until is None


def test_evidence_that_did_not_come_is_wanted_again() -> None:
    waiting = amended(OPEN, escalation=SECOND.escalation, card_check_at=None)
    change = look(waiting, at=EVIDENCE_AGAIN)
    assert change.incident.evidence_wanted == NOW + EVIDENCE_AGAIN
    assert change.incident.card_version == OPEN.card_version


def test_evidence_that_does_not_come_is_wanted_less_and_less_often_and_never_given_up() -> None:
    waiting, asked = amended(OPEN, escalation=None, card_check_at=None), [NOW]
    for _ in range(50):
        at = attention_at(waiting, ROUTE)
        assert at is not None
        waiting = look(waiting, at=at - NOW).incident
        asked.append(at)
    waits = [later - earlier for earlier, later in pairwise(asked)]
    assert waits[:6] == [n * MINUTE for n in (1, 2, 4, 8, 15, 15)]
    assert set(waits[6:]) == {EVIDENCE_RARELY}


def test_evidence_that_waits_for_its_turn_is_wanted_again_only_after_the_last_turn_that_was_taken() -> None:
    waiting, turn = amended(OPEN, escalation=SECOND.escalation, card_check_at=None), NOW + 20 * MINUTE
    kept_waiting = look(waiting, Readings(last_turn=turn), EVIDENCE_AGAIN).incident
    assert kept_waiting.evidence_wanted == waiting.evidence_wanted
    assert Timer.EVIDENCE_RETRY.at(kept_waiting, ROUTE) == turn + EVIDENCE_AGAIN
    later = Readings(last_turn=turn + HOUR)
    asked_again = look(kept_waiting, later, turn + EVIDENCE_AGAIN - NOW).incident
    assert asked_again.evidence_wanted == turn + EVIDENCE_AGAIN
    assert Timer.EVIDENCE_RETRY.at(asked_again, ROUTE) == turn + 3 * EVIDENCE_AGAIN


def test_evidence_whose_turn_has_passed_is_wanted_again_at_once() -> None:
    waiting = amended(OPEN, escalation=SECOND.escalation, card_check_at=None)
    asked_again = look(waiting, Readings(last_turn=NOW + EVIDENCE_AGAIN), EVIDENCE_AGAIN).incident
    assert asked_again.evidence_wanted == NOW + EVIDENCE_AGAIN


def test_a_live_incident_with_nothing_else_due_is_looked_at_again() -> None:
    spent = looked_at(timedelta(0), joined_at=NOW - 2 * LOOK_AGAIN)
    assert attention_at(spent, ROUTE) == NOW + LOOK_AGAIN
    assert look(spent, at=LOOK_AGAIN).incident.evidence_wanted == NOW + LOOK_AGAIN


def looked_at(after: timedelta, joined_at: datetime | None = NOW) -> Incident:
    """Looked at so long after it opened; nobody is left to be told."""
    return amended(
        LOOKED,
        escalation=EscalationPosition(NOW, 3, 2, NOW),
        evidence=Evidence(taken_at=NOW + after),
        last_joined_at=joined_at,
    )


AGES = (
    pytest.param(timedelta(seconds=5), LOOK_SOON, id="at the alarm's first datapoint: a minute later"),
    pytest.param(10 * MINUTE, 10 * MINUTE, id="when it is twice as old"),
    pytest.param(HOUR, HOUR, id="and so less and less often"),
    pytest.param(24 * HOUR, LOOK_AGAIN, id="but four times a day at least"),
)


@pytest.mark.parametrize(("age", "later"), AGES)
def test_what_goes_on_is_looked_at_again(age: timedelta, later: timedelta) -> None:
    assert attention_at(looked_at(age), ROUTE) == NOW + age + later


def test_an_incident_is_as_young_as_the_alarm_that_joined_it_last() -> None:
    """Looked at once for the alarm and once more when there are numbers."""
    joined = looked_at(HOUR, joined_at=NOW + 2 * HOUR)
    assert attention_at(joined, ROUTE) == NOW + HOUR + LOOK_SOON
    again = looked_at(2 * HOUR + LOOK_SOON / 2, joined_at=NOW + 2 * HOUR)
    assert attention_at(again, ROUTE) == NOW + 2 * HOUR + LOOK_SOON / 2 + LOOK_SOON


def test_an_incident_kept_by_an_older_release_is_as_old_as_its_opening() -> None:
    assert attention_at(looked_at(HOUR, joined_at=None), ROUTE) == NOW + 2 * HOUR


def looks(joins: list[timedelta]) -> Iterator[datetime]:
    """When it is looked at while alarms join it, until four days after it opened."""
    incident, now = looked_at(timedelta(0)), NOW
    yield now
    for join in (*sorted(joins), timedelta(days=4)):
        while (due := max(attention_at(incident, ROUTE) or now, now)) <= NOW + join:
            incident, now = looked_at(due - NOW, incident.last_joined_at), due
            yield now
        incident, now = amended(incident, last_joined_at=NOW + join), NOW + join


@given(st.lists(st.timedeltas(timedelta(0), timedelta(days=3)), max_size=4))
def test_any_alarm_that_joins_is_soon_looked_at_twice_and_nobody_looks_twice_in_a_minute(
    joins: list[timedelta],
) -> None:
    seen = list(looks(joins))
    assert all(later - earlier >= LOOK_SOON for earlier, later in pairwise(seen))
    for joined in (NOW + join for join in joins):
        first, second = [at for at in seen if at >= joined][:2]
        assert first - joined <= LOOK_SOON
        assert second - first <= 2 * LOOK_SOON


def test_a_live_incident_that_was_never_looked_at_is_due_since_it_opened() -> None:
    assert attention_at(replace(OPEN, evidence_wanted=None), ROUTE) == NOW


CLOCK = (
    pytest.param(24 * HOUR, timedelta(0), "First loss in 24 h", id="a day before"),
    pytest.param(6 * HOUR, timedelta(0), "First loss in 6 h", id="six hours before"),
    pytest.param(HOUR, timedelta(0), "First loss in 60 min", id="an hour before"),
    pytest.param(HOUR, HOUR, "The oldest is lost now, and more follow", id="at the loss"),
)


@pytest.mark.parametrize(("left", "late", "said"), CLOCK)
def test_the_time_left_is_told_when_it_becomes_short(left: timedelta, late: timedelta, said: str) -> None:
    at = MINUTE + late
    ticking = with_evidence(HELD, first_loss=NOW + MINUTE + left)
    # She has just said that she is on it: nothing but the clock is due.
    assert ticking.acknowledgement is not None
    ticking = amended(
        ticking,
        clock_notified_at=NOW + at - timedelta(seconds=1),
        acknowledgement=ticking.acknowledgement._replace(confirmed_at=NOW + at),
    )
    change = look(ticking, at=at)
    (entry,) = (entry for entry in change.entries if entry.event is Event.CLOCK)
    assert (entry.what, entry.mentions) == (said, (Target("user", ANA.user),))
    assert change.incident.clock_notified_at == NOW + at


def test_whoever_is_asked_with_the_time_left_is_not_told_it_again() -> None:
    near = amended(with_evidence(HELD, first_loss=NOW + 2 * HOUR), clock_notified_at=NOW)
    told = look(near, at=HOUR).entries
    assert [(entry.event, entry.what) for entry in told] == [
        (Event.CONFIRMATION_ASKED, "First loss in 60 min. Still on it?")
    ]


def test_a_clock_calls_nobody_whose_snooze_is_on_or_who_has_time_until_work_begins() -> None:
    dying = amended(with_evidence(HELD, first_loss=NOW + 24 * HOUR + MINUTE), clock_notified_at=NOW)
    snoozed = replace(dying, snoozed_until=NOW + 9 * HOUR)
    (told,) = look(snoozed, at=MINUTE).entries
    assert told.mentions == ()
    nightly = ROUTE._replace(hours=Hours("UTC", (0, 1, 2, 3, 4), 9 * 60, 17 * 60))
    change = advance(dying, Readings(), nightly, POLICY, NOW + MINUTE)
    assert change is not None
    assert [(entry.what, entry.mentions) for entry in change.entries] == [("First loss in 24 h", ())]


def test_while_a_loss_goes_on_whoever_has_it_is_asked_every_half_hour() -> None:
    losing = amended(with_evidence(HELD, first_loss=NOW - HOUR), clock_notified_at=NOW)
    assert advance(losing, Readings(), ROUTE, POLICY, NOW + LOSING - MINUTE) is None
    (asked,) = look(losing, at=LOSING).entries
    assert asked.what == "The oldest is lost now, and more follow. Still on it?"
    assert asked.mentions == (Target("user", ANA.user),)


def test_a_snooze_breaks_off_where_a_loss_turns_out_to_be_under_way() -> None:
    snoozed = replace(kept(snooze(LOOKED, ANA, NOW + 9 * HOUR, NOW, ROUTE)), card_check_at=None)
    losing = amended(with_evidence(snoozed, first_loss=NOW - HOUR), clock_notified_at=NOW)
    (woken,) = look(losing, at=LOSING).entries
    assert woken.what == "The snooze ended early: a loss is under way. Still on it?"
    assert woken.mentions == (Target("user", ANA.user),)


def test_a_lower_bound_that_passes_says_that_losses_are_possible() -> None:
    bound = LossClock(NOW + MINUTE, None, "from the queue's retention")
    ticking = amended(HELD, evidence=Evidence(taken_at=NOW, loss=bound), clock_notified_at=NOW)
    change = look(ticking, at=MINUTE)
    assert [entry.what for entry in change.entries] == [
        "Losses are possible from now on, going by the retention"
    ]


def test_work_that_becomes_late_is_told_once() -> None:
    lag = Lag("IteratorAge", 5 * MINUTE, NOW, 1.0)
    standing = amended(HELD, evidence=Evidence(taken_at=NOW, lag=lag), clock_notified_at=NOW)
    change = look(standing, at=15 * MINUTE)
    assert [(entry.event, entry.what) for entry in change.entries] == [
        (Event.CLOCK, "Late: waiting for more than 15 min")
    ]
    assert advance(change.incident, Readings(), ROUTE, POLICY, NOW + 16 * MINUTE) is None


def test_the_clock_of_what_has_just_been_resolved_is_not_told() -> None:
    ticking = with_evidence(HEALING, first_loss=SETTLED + HOUR)
    ticking = amended(ticking, recovery=Recovery(NOW + MINUTE, SETTLED, "x"), card_check_at=None)
    change = look(ticking, Readings(EMPTY), SETTLED - NOW)
    assert [entry.event for entry in change.entries] == [Event.RESOLVED]


def test_after_the_loss_the_clock_is_silent() -> None:
    lost = amended(with_evidence(HELD, first_loss=NOW - HOUR), clock_notified_at=NOW)
    assert Timer.CLOCK_WARNING.at(lost, ROUTE) is None


UNSHOWN = replace(SECOND, card_check_at=NOW + CARD_CHECK)


def test_a_card_that_is_shown_is_checked_no_more() -> None:
    change = look(UNSHOWN, Readings(shown=Shown(UNSHOWN.card_version, UNSHOWN.thread_version)), CARD_CHECK)
    assert change.incident.card_check_at is None


def test_a_card_that_is_behind_is_checked_again_and_the_write_wakes_its_projection() -> None:
    change = look(
        UNSHOWN, Readings(shown=Shown(UNSHOWN.card_version - 1, UNSHOWN.thread_version)), CARD_CHECK
    )
    assert change.incident.card_check_at == NOW + 3 * CARD_CHECK
    assert change.incident.version == UNSHOWN.version + 1
    assert change.incident.card_version == UNSHOWN.card_version


def test_a_card_that_stands_in_a_line_is_checked_rarely_and_one_that_is_refused_as_ever() -> None:
    for shown, again in ((Shown(stands=True), CHECK_IN_LINE), (Shown(shut_out="token_revoked"), 2 * MINUTE)):
        checked = look(UNSHOWN, Readings(shown=shown), CARD_CHECK).incident
        assert checked.card_check_at == NOW + CARD_CHECK + again
        assert kept(acknowledge(checked, ANA, NOW + CARD_CHECK)).card_check_at == checked.card_check_at


def test_what_slack_refused_counts_as_refused_until_it_is_shown_whole_and_only_its_pages_as_late() -> None:
    """So that one fault is told of once, also while the thread catches up."""
    behind = Shown(0, 0, shut_out="token_revoked")
    refused = look(UNSHOWN, Readings(shown=behind), CARD_CHECK).incident
    catching_up = look(refused, Readings(shown=Shown()), 4 * CARD_CHECK).incident
    for each in (refused, catching_up):
        assert each.card_owed is not None
        assert (each.card_owed.refused, each.undelivered_since) == ("token_revoked", None)
    page = Notification(Target("topic", TOPIC), NotificationState.OWED, 0, NOW, next_at=NOW)
    paging = amended(catching_up, escalation=EscalationPosition(NOW, 1, 0, NOW, (page,)))
    assert paging.undelivered_since == NOW
    assert kept(acknowledge(paging, ANA, NOW)).undelivered_since is None
    assert UNSHOWN.undelivered_since == NOW


def test_a_card_that_was_not_read_is_left_for_later() -> None:
    assert advance(UNSHOWN, Readings(), ROUTE, POLICY, NOW + CARD_CHECK) is None


def test_the_card_of_a_resolved_incident_is_confirmed_too() -> None:
    ended = resolved(UNSHOWN, Resolution(NOW, "proven"))
    assert attention_at(ended, ROUTE) == NOW + CARD_CHECK
    assert look(ended, Readings(shown=Shown(99, 99)), CARD_CHECK).incident.card_check_at is None


def test_a_resolved_incident_that_is_shown_is_left_in_peace() -> None:
    shown = replace(RECOVERING, card_check_at=None, card_owed=None)
    assert attention_at(resolved(shown, Resolution(NOW, "proven")), ROUTE) is None


@pytest.mark.parametrize(
    "ended",
    [
        pytest.param(resolved(LOOKED, Resolution(NOW, "proven")), id="its alarm never said OK"),
        pytest.param(resolved(RECOVERING, Resolution(NOW, "by hand", ANA)), id="a person ended it"),
    ],
)
def test_a_resolution_that_nothing_else_watches_is_read_three_times(ended: Incident) -> None:
    ended, read = replace(ended, card_check_at=None, card_owed=None), list[timedelta]()
    while (at := attention_at(ended, ROUTE)) is not None:
        read.append(at - NOW)
        change = advance(ended, Readings(health=Healthy("empty", empty=True)), ROUTE, POLICY, at)
        assert change is not None
        ended = change.incident
        assert ended.status is Status.RESOLVED
    assert read == [MINUTE, 5 * MINUTE, HOUR]


@pytest.mark.parametrize(
    ("knew", "reads", "opens"),
    [
        pytest.param({"depth": 0}, Unhealthy("2 stand", 2), True, id="it fills again"),
        pytest.param({"depth": 2, "although": True}, Unhealthy("2 stand", 2), False, id="as many as then"),
        pytest.param({"depth": 2, "although": True}, Unhealthy("3 stand", 3), True, id="more than then"),
        pytest.param({}, Unhealthy("9 min behind"), True, id="behind, and was not known to be"),
        pytest.param({"although": True}, Unhealthy("9 min behind"), False, id="behind, as was known"),
        pytest.param({"depth": 0}, Missing("denied"), False, id="it cannot be read"),
        pytest.param({"depth": 0}, Healthy("empty"), False, id="nothing stands there"),
    ],
)
def test_what_is_worse_than_was_confirmed_opens_it_again(
    knew: dict[str, Any], reads: Health, opens: Any
) -> None:
    ended = resolved(LOOKED, Resolution(NOW, "by hand", ANA, **knew))
    change = advance(ended, Readings(health=reads), ROUTE, POLICY, NOW + MINUTE)
    assert change is not None
    assert change.incident.live is opens
    if opens:
        assert (change.incident.episode.number, change.ended) == (ended.episode.number + 1, ended)
        assert change.incident.evidence_wanted == NOW + MINUTE
        assert [each.event for each in change.entries] == [Event.REOPENED]
        assert change.entries[0].mentions == (Target("user", ANA.user),)


def test_what_is_opened_by_a_reading_while_its_alarm_says_ok_may_prove_to_be_over() -> None:
    ended = resolved(RECOVERING, Resolution(NOW, "by hand", ANA, depth=0))
    change = advance(ended, Readings(health=Unhealthy("1 stands", 1)), ROUTE, POLICY, NOW + MINUTE)
    assert change is not None
    assert change.incident.recovering
    assert not change.incident.left_in_peace


@pytest.mark.parametrize(
    ("reads", "told"),
    [
        (Missing("denied"), ["Could not recheck after resolving: denied"]),
        (NOTHING_TO_READ, []),
        (Healthy("empty"), []),
    ],
)
def test_a_resolution_that_could_not_be_looked_after_says_so_at_last(reads: Health, told: list[str]) -> None:
    ended = resolved(LOOKED, Resolution(NOW, "by hand", ANA, depth=0))
    ended = replace(ended, card_check_at=None, card_owed=None)
    said = list[str]()
    while (at := attention_at(ended, ROUTE)) is not None:
        change = advance(ended, Readings(health=reads), ROUTE, POLICY, at)
        assert change is not None
        ended = change.incident
        said += [each.what for each in change.entries]
    assert said == told


def behind_since(since: datetime, at: datetime) -> Incident:
    """Held by ana, and by a look at `at` work stands since then."""
    looked = with_evidence(HELD, taken_at=at)
    assert looked.evidence is not None
    lag = Lag("AsyncEventAge", at - since, at)
    return replace(looked, evidence=replace(looked.evidence, lag=lag, loss=None))


def test_that_work_is_late_is_told_once_although_a_look_moves_it_by_minutes() -> None:
    allowed = ROUTE.max_delay
    first = behind_since(NOW, NOW + MINUTE)
    told = look(amended(first, clock_notified_at=NOW), at=allowed + METRICS_LATE)
    assert [each.event for each in told.entries] == [Event.CLOCK]
    moved = amended(behind_since(NOW + 2 * MINUTE, NOW + allowed), clock_notified_at=NOW + allowed)
    moved = amended(moved, late_notified_since=told.incident.late_notified_since)
    assert not clock_words(moved, allowed + 2 * MINUTE + METRICS_LATE)
    others = amended(behind_since(NOW + allowed, NOW + allowed), clock_notified_at=NOW + allowed)
    others = amended(others, late_notified_since=told.incident.late_notified_since)
    assert clock_words(others, 2 * allowed + METRICS_LATE)


def clock_words(incident: Incident, at: timedelta) -> list[str]:
    change = advance(incident, Readings(), ROUTE, POLICY, NOW + at)
    return [each.what for each in change.entries if each.event is Event.CLOCK] if change else []


def test_a_loss_hours_away_is_no_news_to_whoever_was_called_just_now() -> None:
    """Events are kept for six hours: six hours are left when they are told of first."""
    dying = amended(with_evidence(HELD, first_loss=NOW + 6 * HOUR + MINUTE), clock_notified_at=NOW)
    assert not clock_words(amended(dying, last_joined_at=NOW), MINUTE)
    assert clock_words(dying, MINUTE) == ["First loss in 6 h"]


def test_several_things_that_are_due_are_one_write() -> None:
    first = replace(LOOKED, card_check_at=NOW + CARD_CHECK)
    change = look(first, Readings(shown=Shown(99, 99)), CARD_CHECK)
    assert change.incident.version == first.version + 1
    assert [entry.event for entry in change.entries] == [Event.ESCALATED]
    assert change.incident.escalation is not None
    assert change.incident.escalation.steps == 1


def test_an_incident_whose_resource_was_read_healthy_calls_nobody() -> None:
    late = after(SECOND, heard(AlarmState.OK, 5), now=NOW + 5 * MINUTE)
    change = look(late, Readings(EMPTY), HOUR)
    assert not [entry for entry in change.entries if entry.mentions]


def test_what_is_read_empty_just_as_the_next_call_is_due_calls_nobody() -> None:
    looked = replace(SECOND, evidence=Evidence(taken_at=NOW, depth=Depth(0)))
    assert {Timer.HEALTH_CHECK, Timer.ESCALATION} <= {*due_now(looked, ROUTE, NOW + 15 * MINUTE)}
    change = look(looked, Readings(EMPTY._replace(empty=True)), 15 * MINUTE)
    assert change.incident.recovering
    assert [entry.event for entry in change.entries if entry.mentions] == []


def test_an_ok_while_the_resource_is_not_healthy_silences_nobody() -> None:
    late = after(SECOND, heard(AlarmState.OK, 5), now=NOW + 5 * MINUTE)
    read = look(late, Readings(FULL), HOUR).incident
    assert Timer.ESCALATION.at(read, ROUTE) == NOW + 15 * MINUTE
    assert [entry.event for entry in look(read, at=HOUR).entries if entry.mentions] == [Event.ESCALATED]


def test_no_write_goes_without_the_due_time_that_follows_from_it() -> None:
    change = look(LOOKED)
    assert scheduled(change, ROUTE).incident.attention_at == attention_at(change.incident, ROUTE)


def test_a_mention_that_the_channel_refuses_counts_as_not_reached_at_once() -> None:
    called = look(LOOKED).incident
    refused = ((called.thread_version, "restricted_action"),)
    shown = Shown(called.card_version, called.thread_version, refused)
    moved = look(called, Readings(shown=shown), MINUTE)
    assert moved.entries[0].why.startswith("step 2 of 3 of route orders, early because")
    assert called.escalation is not None
    (refused_call,) = confirmed_by_thread(called.escalation.last, called.thread_version, dict(refused))
    assert refused_call.state is NotificationState.REFUSED
    assert refused_call.why == "on call for orders (Slack refused the mention: restricted_action)"
