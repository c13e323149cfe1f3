"""What is read to be empty ends the calls and the incident, whatever an alarm does not say."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.domain.alarm.alarm import AlarmState
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.episode import EscalationPosition, Recovery
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.notifications import NotificationState
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.advance import read_before_telling
from bot.domain.lifecycle.next_due import COUNT_AGAIN, LOOK_AGAIN, OVERTAKEN, UNCOUNTED_AGAIN, Timer
from bot.domain.lifecycle.recovery import (
    READ_AGAIN,
    READ_RARELY,
    UNSAID,
    heal,
    reread,
    reread_lag,
    seems_over,
)
from bot.domain.policy.policy import Target
from bot.domain.urgency.lateness_clock import METRICS_LATE
from tests.amended import amended
from tests.unit.domain.incidents import (
    ANA,
    HOUR,
    MINUTE,
    NOW,
    OPEN,
    RECOVERING,
    ROUTE,
    after,
    heard,
    kept,
    taking,
    with_evidence,
)
from tests.unit.domain.people import acknowledge, snooze

EMPTY = Healthy("orders-dlq is empty", empty=True)
QUICK = Healthy("12 wait in orders, the oldest for 20 s")
FULL, DENIED = Unhealthy("50 messages are still in orders-dlq"), Missing("denied")
LATER = NOW + 10 * MINUTE
CALLED = amended(with_evidence(OPEN), escalation=EscalationPosition(NOW, 1, 0, NOW), card_check_at=None)
HELD = replace(kept(acknowledge(CALLED, ANA, NOW)), card_check_at=None)


def over(incident: Incident = CALLED, health: Health = EMPTY) -> Incident:
    """Read empty ten minutes after it fired, and looked at."""
    change = seems_over(incident, health, LATER)
    assert change is not None
    return replace(change.incident, evidence_wanted=None, card_check_at=None)


def read(incident: Incident, health: Health, minutes: float) -> tuple[Incident, list[str]]:
    """Minutes after it was first read empty."""
    found = heal(incident, health, ROUTE, LATER + minutes * MINUTE)
    return found[0], [entry.what for entry in found[1]]


def test_what_is_read_empty_recovers_although_its_alarm_fires_on() -> None:
    assert over().firing
    assert over().recovering
    assert Timer.ESCALATION.at(over(), ROUTE) is None


@pytest.mark.parametrize("health", [FULL, DENIED, QUICK], ids=["full", "unread", "at work"])
def test_nothing_but_an_empty_queue_speaks_against_an_alarm_that_fires(health: Health) -> None:
    assert seems_over(CALLED, health, LATER) is None


def test_a_fresh_alarm_is_not_overtaken_by_an_approximate_count() -> None:
    assert seems_over(CALLED, EMPTY, NOW + OVERTAKEN - timedelta(seconds=1)) is None
    assert seems_over(CALLED, EMPTY, NOW + OVERTAKEN) is not None


def test_while_our_own_sampling_hides_messages_an_empty_queue_is_no_proof() -> None:
    hiding = amended(with_evidence(OPEN, hidden_until=LATER + MINUTE), escalation=CALLED.escalation)
    assert seems_over(hiding, EMPTY, LATER) is None


def test_a_running_redrive_keeps_it_from_seeming_over() -> None:
    assert seems_over(replace(CALLED, live_job="1"), EMPTY, LATER) is None


def test_a_look_that_found_nothing_is_followed_by_a_reading() -> None:
    assert CALLED.evidence is not None
    looked = replace(CALLED, evidence=replace(CALLED.evidence, depth=Depth(0), taken_at=LATER))
    assert Timer.HEALTH_CHECK.at(looked, ROUTE) == LATER
    early = replace(CALLED, evidence=replace(CALLED.evidence, depth=Depth(0), taken_at=NOW))
    assert Timer.HEALTH_CHECK.at(early, ROUTE) == NOW + OVERTAKEN


TELLING = (
    Timer.ESCALATION, Timer.PAGE, Timer.STILL_ON_IT, Timer.SNOOZE, Timer.CLOCK_WARNING, Timer.GROWTH,
)  # fmt: skip


@pytest.mark.parametrize("timer", TELLING, ids=lambda timer: timer.name)
def test_before_anybody_is_told_it_is_read_anew(timer: Timer) -> None:
    assert read_before_telling(CALLED, [timer], LATER)


def test_what_was_looked_at_just_now_is_not_read_again() -> None:
    assert not read_before_telling(with_evidence(CALLED, taken_at=LATER), [Timer.ESCALATION], LATER)
    assert not read_before_telling(CALLED, set(Timer) - set(TELLING), LATER)
    assert not read_before_telling(over(), [Timer.ESCALATION], LATER)


def test_it_is_read_ever_more_rarely_until_it_resolves_as_proven() -> None:
    incident, reads = over(), list[float]()
    while incident.recovery is not None:
        minutes = (incident.recovery.next_at - LATER) / MINUTE
        reads.append(minutes)
        incident, told = read(incident, EMPTY, minutes)
    assert reads == [1, 2, 4, 8, 16, 31, 46, 60]
    assert incident.status is Status.RESOLVED
    assert told == ["Resolved: orders-dlq is empty; its alarm has not said OK"]
    assert max(b - a for a, b in pairwise(reads)) * MINUTE <= READ_RARELY


def test_what_emptied_by_expiry_ends_with_a_loss_here_too() -> None:
    gone = Healthy("orders-dlq is empty", Expired(37, 37, NOW), empty=True)
    ended, _ = read(over(), gone, UNSAID / MINUTE)
    assert ended.resolution is not None
    assert ended.resolution.how == "lost"


def test_an_ok_that_comes_after_all_is_proven_at_once() -> None:
    said = after(over(), heard(AlarmState.OK, 12), now=LATER + 2 * MINUTE)
    assert said.recovering_since == LATER
    assert Timer.HEALTH_CHECK.at(said, ROUTE) == LATER + 2 * MINUTE
    ended, told = read(said, EMPTY, ROUTE.settle / MINUTE)
    assert ended.status is Status.RESOLVED
    assert told == ["Resolved: orders-dlq is empty"]


def test_missing_data_does_not_end_it() -> None:
    assert after(over(), heard(AlarmState.INSUFFICIENT_DATA, 12), now=LATER).recovering_since == LATER


def test_what_fills_again_soon_goes_on_with_the_calls_where_they_were() -> None:
    again, told = read(over(), FULL, 2)
    assert told == ["It seemed over, but 50 messages are still in orders-dlq"]
    assert again.escalation == EscalationPosition(NOW + 2 * MINUTE, 1, 0, NOW)
    assert Timer.ESCALATION.at(again, ROUTE) == NOW + 17 * MINUTE


def test_what_fills_again_later_begins_the_calls_anew_also_after_the_last_reminder() -> None:
    used_up = amended(CALLED, escalation=EscalationPosition(NOW, 3, 2, NOW))
    assert Timer.ESCALATION.at(used_up, ROUTE) is None
    again, _ = read(over(used_up), FULL, 30)
    assert again.escalation == EscalationPosition(LATER + 30 * MINUTE)
    assert again.evidence_wanted == LATER + 30 * MINUTE


def test_whoever_holds_what_fills_again_later_is_asked() -> None:
    found = heal(over(HELD), FULL, ROUTE, LATER + 30 * MINUTE)
    ((entry,), asked) = (found[1], found[0].acknowledgement)
    assert (entry.event, entry.mentions) == (Event.CONFIRMATION_ASKED, (Target("user", ANA.user),))
    assert entry.what == "It seemed over, but 50 messages are still in orders-dlq. Still on it?"
    assert asked is not None
    assert asked.asked_at == LATER + 30 * MINUTE


def test_whoever_snoozed_it_is_asked_when_the_snooze_ends() -> None:
    snoozed = replace(kept(snooze(CALLED, ANA, NOW + 9 * HOUR, NOW, ROUTE)), card_check_at=None)
    found = heal(over(snoozed), FULL, ROUTE, LATER + 30 * MINUTE)
    assert [entry.mentions for entry in found[1]] == [()]


def test_one_reading_that_fails_is_made_again_and_the_second_ends_the_peace() -> None:
    unread, told = read(over(), DENIED, 1)
    assert unread.recovery == Recovery(LATER, LATER + MINUTE + READ_AGAIN, EMPTY.what, unproven=True)
    assert told == []
    known = read(unread, EMPTY, 2)[0]
    assert known.recovery is not None
    assert not known.recovery.unproven
    gone_on, told = read(unread, DENIED, 2)
    assert not gone_on.recovering
    assert told == ["It seemed over, but denied"]


def test_an_alarm_that_fires_again_is_believed_at_once() -> None:
    again = after(over(), heard(minute=45), now=NOW + 45 * MINUTE)
    assert not again.recovering
    assert again.evidence_wanted == NOW + 45 * MINUTE
    assert again.escalation == EscalationPosition(NOW + 45 * MINUTE)
    assert seems_over(again, EMPTY, NOW + 46 * MINUTE) is None


def test_the_thread_is_told_that_it_fires_again() -> None:
    change = taking(over(), heard(minute=45), now=NOW + 45 * MINUTE).change
    assert change is not None
    assert [(entry.what, entry.thread) for entry in change.entries] == [
        ("orders-dlq-depth fired again", True)
    ]


def test_a_clock_says_nothing_while_nothing_stands_there() -> None:
    dying = with_evidence(CALLED, first_loss=LATER + HOUR)
    assert Timer.CLOCK_WARNING.at(dying, ROUTE) is not None
    assert Timer.CLOCK_WARNING.at(over(dying), ROUTE) is None


def test_what_is_owed_of_a_call_is_dropped_with_the_calls_that_begin_anew() -> None:
    again, _ = read(over(), FULL, 30)
    assert again.escalation is not None
    assert not any(each.state is NotificationState.OWED for each in again.escalation.notifications)


def test_where_the_reading_sees_more_than_the_last_look_it_looks_again() -> None:
    found = heal(CALLED, FULL, ROUTE, LATER)
    assert (found[0].recovering, found[0].evidence_wanted, found[1:]) == (False, LATER, ((), False))
    assert Timer.HEALTH_CHECK.at(found[0], ROUTE) is None


def test_what_metrics_say_soon_after_an_ok_may_be_of_before_it() -> None:
    """They are minutes late, and the alarm that said OK knew more: what is counted now is told at once."""
    recovering = replace(RECOVERING, card_check_at=None)
    since = recovering.recovering_since
    assert since is not None
    early, late = since + METRICS_LATE - MINUTE, since + METRICS_LATE
    behind, standing = Unhealthy("clicks-counter is 22 min behind"), Unhealthy("3 stand", 3)
    read_again, told, _ = heal(recovering, behind, ROUTE, early)
    assert (told, read_again.recovery) == ((), Recovery(None, early + READ_AGAIN))
    assert [each.event for each in heal(read_again, behind, ROUTE, late)[1]] == [Event.NOT_RECOVERED]
    assert [each.event for each in heal(recovering, standing, ROUTE, early)[1]] == [Event.NOT_RECOVERED]


@pytest.mark.parametrize(("count", "looks"), [(8, True), (7, False), (4, False), (3, False), (2, True)])
def test_between_two_looks_it_is_counted_and_another_number_is_looked_at(count: int, looks: Any) -> None:
    """Tenfold growth calls again within a quarter of an hour, whatever the incident's age."""
    looked = with_evidence(CALLED, taken_at=NOW)
    assert looked.evidence is not None
    old = amended(looked, evidence=replace(looked.evidence, depth=Depth(4)), last_joined_at=NOW - 9 * HOUR)
    at = NOW + COUNT_AGAIN
    assert (Timer.RECOUNT.at(old, ROUTE), Timer.EVIDENCE_REFRESH.at(old, ROUTE)) == (at, NOW + LOOK_AGAIN)
    found = reread(replace(old, reread_at=at), Unhealthy(f"{count} stand", count), ROUTE, at)[0]
    assert (found.evidence_wanted == at) is looks
    assert Timer.RECOUNT.at(replace(old, reread_at=at), ROUTE) == at + COUNT_AGAIN


def lagging(**known: Any) -> Incident:
    """Looked at when it was nine hours old, so that the next look would come six hours later."""
    looked = with_evidence(CALLED, taken_at=NOW)
    assert looked.evidence is not None
    evidence = replace(looked.evidence, depth=None, lag=Lag("ApproximateAgeOfOldestMessage", **known))
    return amended(looked, evidence=evidence, last_joined_at=NOW - 9 * HOUR)


@pytest.mark.parametrize(
    ("before", "now", "looks"),
    [
        ({"age": HOUR, "waiting": 40, "exact": True}, {"age": HOUR, "waiting": 400, "exact": True}, True),
        ({"age": HOUR, "waiting": 40, "exact": True}, {"age": HOUR, "waiting": 10, "exact": True}, True),
        ({"age": HOUR, "waiting": 40, "exact": True}, {"age": HOUR, "waiting": 60, "exact": True}, False),
        ({"age": 3 * MINUTE}, {"age": 20 * MINUTE}, True),
        ({"age": 3 * MINUTE}, {"age": 4 * MINUTE}, False),
        ({"age": timedelta(seconds=1)}, {"age": timedelta(seconds=50)}, False),
        ({"age": None}, {"age": 20 * MINUTE}, True),
        ({"age": HOUR}, {"age": None}, False),
        ({"age": HOUR, "waiting": 40}, {"age": HOUR, "waiting": 400}, False),
    ],
)
def test_between_two_looks_work_that_waits_is_read_by_number_and_age(
    before: Any, now: Any, looks: object
) -> None:
    """What waits in a queue, behind a stream or for an asynchronous call grows between looks as well."""
    old, at = lagging(**before), NOW + COUNT_AGAIN
    assert (Timer.RECOUNT.at(old, ROUTE), Timer.EVIDENCE_REFRESH.at(old, ROUTE)) == (at, NOW + LOOK_AGAIN)
    found = reread_lag(replace(old, reread_at=at), Lag("ApproximateAgeOfOldestMessage", **now), at)
    assert (found.evidence_wanted == at) is looks
    assert Timer.RECOUNT.at(replace(old, reread_at=at), ROUTE) == at + COUNT_AGAIN


def test_what_a_look_could_not_read_of_work_that_waits_is_looked_at_once_it_can_be() -> None:
    unread = lagging(age=None)
    assert unread.evidence is not None
    unread = replace(unread, evidence=replace(unread.evidence, lag=DENIED))
    at = NOW + COUNT_AGAIN
    assert Timer.RECOUNT.at(unread, ROUTE) == at
    assert reread_lag(unread, DENIED, at).evidence_wanted is None
    assert reread_lag(unread, Lag("IteratorAge", HOUR), at).evidence_wanted == at


def test_what_the_look_could_not_count_is_counted_within_minutes_and_looked_at_once_it_can_be() -> None:
    looked = with_evidence(CALLED, taken_at=NOW)
    assert looked.evidence is not None
    unread = amended(looked, evidence=replace(looked.evidence, depth=DENIED), last_joined_at=NOW - 9 * HOUR)
    at = NOW + UNCOUNTED_AGAIN
    assert Timer.RECOUNT.at(unread, ROUTE) == at
    assert (
        reread(replace(unread, reread_at=at), Unhealthy("40 stand", 40), ROUTE, at)[0].evidence_wanted == at
    )
    assert reread(replace(unread, reread_at=at), DENIED, ROUTE, at)[0].evidence_wanted is None


def test_a_stream_read_to_its_end_ends_the_calls_although_its_alarm_says_nothing() -> None:
    looked = with_evidence(CALLED, taken_at=LATER)
    assert looked.evidence is not None
    lag = Lag("IteratorAge", timedelta(0), LATER, waiting=0)
    done = replace(looked, evidence=replace(looked.evidence, lag=lag))
    assert Timer.RECOUNT.at(done, ROUTE) == LATER
    over = reread(replace(done, reread_at=LATER), Healthy("read to the end", empty=True), ROUTE, LATER)[0]
    assert over.recovering
    assert Timer.ESCALATION.at(over, ROUTE) is None
    not_over = reread(replace(done, reread_at=LATER), DENIED, ROUTE, LATER)[0]
    assert (not_over.recovering, Timer.RECOUNT.at(not_over, ROUTE)) == (False, None)
