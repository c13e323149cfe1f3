"""What one delivery means for an incident."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, ChildAlarm, Metric, Signal
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.incident.episode import Resolution
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.timeline import Event
from bot.domain.incident.told_again import MOST_SAID
from bot.domain.lifecycle.intake import MOST_ALARMS, Outcome, RoutedDelivery, take_in
from bot.domain.lifecycle.recovery import resolved
from tests.unit.domain.incidents import (
    HOUR,
    KINDS,
    MINUTE,
    NOW,
    OPEN,
    QUIET,
    RECOVERING,
    ROUTE,
    after,
    heard,
    taking,
)

ALARM, OK, NO_DATA = AlarmState.ALARM, AlarmState.OK, AlarmState.INSUFFICIENT_DATA
RESOLVED = resolved(after(OPEN, heard(OK, 1)), Resolution(NOW + HOUR, "proven"))
MUTED = after(QUIET, heard(suppressed_by="mute rule"))
MUTED_AND_RESOLVED = resolved(
    after(OPEN, heard(suppressed_by="mute rule", alarm="other")), Resolution(NOW, "proven")
)

MEANINGS = (
    pytest.param(QUIET, heard(), Outcome.NEW, id="the first alarm opens"),
    pytest.param(OPEN, heard(), Outcome.STALE, id="the same alarm again tells nothing"),
    pytest.param(OPEN, heard(minute=1), Outcome.REPEAT, id="a new transition of it repeats"),
    pytest.param(OPEN, heard(alarm="other"), Outcome.REPEAT, id="another alarm of the group repeats"),
    pytest.param(OPEN, heard(OK, 1), Outcome.RECOVERED, id="OK of the only alarm recovers"),
    pytest.param(OPEN, heard(OK), Outcome.STALE, id="OK at the same time loses against ALARM"),
    pytest.param(OPEN, heard(OK, -1), Outcome.STALE, id="an older OK tells nothing"),
    pytest.param(OPEN, heard(NO_DATA, 1), Outcome.RECORDED, id="missing data is noted and recovers nothing"),
    pytest.param(QUIET, heard(OK), Outcome.RECORDED, id="OK of an unknown alarm is noted"),
    pytest.param(QUIET, heard(NO_DATA), Outcome.RECORDED, id="missing data of an unknown alarm is noted"),
    pytest.param(
        QUIET, heard(suppressed_by="mute rule"), Outcome.RECORDED, id="a muted alarm is noted, not told"
    ),
    pytest.param(
        MUTED, heard(suppressed_by="mute rule"), Outcome.STALE, id="a muted alarm again tells nothing"
    ),
    pytest.param(MUTED, heard(), Outcome.NEW, id="the end of a mute window tells it with its old time"),
    pytest.param(
        OPEN, heard(suppressed_by="mute rule"), Outcome.STALE, id="a muted copy of what was told is nothing"
    ),
    pytest.param(
        after(QUIET, heard(OK, 1)), heard(), Outcome.NEW, id="an alarm overtaken by its OK is told late"
    ),
    pytest.param(RESOLVED, heard(), Outcome.STALE, id="a late copy opens no resolved incident"),
    pytest.param(RESOLVED, heard(minute=2), Outcome.NEW, id="a new alarm opens the next episode"),
    pytest.param(RESOLVED, heard(OK, 2), Outcome.RECORDED, id="OK after the end is noted"),
    pytest.param(
        RESOLVED, heard(alarm="never heard of"), Outcome.NEW, id="a late alarm nobody knew of is told"
    ),
    pytest.param(
        MUTED_AND_RESOLVED,
        heard(alarm="other"),
        Outcome.NEW,
        id="the end of a mute window tells it although the incident was resolved meanwhile",
    ),
)


@pytest.mark.parametrize(("incident", "transition", "outcome"), MEANINGS)
def test_a_delivery_means(incident: Incident, transition: AlarmTransition, outcome: Outcome) -> None:
    intake = taking(incident, transition)
    assert intake.outcomes == (outcome,)
    assert (intake.change is None) == (outcome is Outcome.STALE)


def test_an_opening_tells_what_the_alarm_said() -> None:
    assert (OPEN.status, OPEN.episode.number, OPEN.thread, OPEN.fire_count) == (Status.OPEN, 1, 1, 1)
    assert (OPEN.title, OPEN.reason) == ("orders-dlq-depth", "Threshold Crossed")
    assert OPEN.description == "Orders that could not be processed."
    assert (OPEN.opened_at, OPEN.evidence_wanted, OPEN.route) == (NOW, NOW, "orders")
    assert OPEN.escalation is not None
    assert OPEN.escalation.since == NOW


def test_an_opening_is_the_first_line_of_the_story_and_no_reply_in_a_thread() -> None:
    change = taking(QUIET, heard()).change
    assert change is not None
    assert [(entry.event, entry.thread) for entry in change.entries] == [(Event.OPENED, False)]


def test_an_alarm_soon_after_the_end_continues_the_thread_and_begins_with_no_old_numbers() -> None:
    known = replace(RESOLVED, evidence=Evidence(taken_at=NOW, depth=Depth(27)))
    change = taking(known, heard(minute=2), now=NOW + HOUR + ROUTE.reopen).change
    assert change is not None
    assert (change.incident.episode.number, change.incident.thread) == (2, 1)
    assert (change.incident.evidence, change.incident.evidence_wanted) == (None, NOW + HOUR + ROUTE.reopen)
    assert [(entry.event, entry.thread) for entry in change.entries] == [(Event.REOPENED, True)]


def test_an_alarm_long_after_the_end_begins_another_thread() -> None:
    reopened = after(RESOLVED, heard(minute=2), now=NOW + HOUR + ROUTE.reopen + MINUTE)
    assert (reopened.episode.number, reopened.thread, reopened.evidence) == (2, 2, None)


def test_the_next_episode_keeps_the_one_that_ended() -> None:
    change = taking(RESOLVED, heard(minute=2), now=NOW + HOUR).change
    assert change is not None
    assert change.ended == RESOLVED


def test_the_next_episode_knows_how_the_one_before_it_ended() -> None:
    again = after(RESOLVED, heard(minute=2), now=NOW + HOUR)
    assert (again.resolution, again.last_resolution) == (None, Resolution(NOW + HOUR, "proven"))


def test_the_first_episode_follows_none() -> None:
    change = taking(MUTED, heard()).change
    assert change is not None
    assert change.ended is None


def test_a_repeat_is_counted_and_stays_out_of_the_thread() -> None:
    change = taking(OPEN, heard(minute=1)).change
    assert change is not None
    assert (change.incident.fire_count, change.incident.last_fired_at) == (2, NOW + MINUTE)
    assert [(entry.event, entry.thread) for entry in change.entries] == [(Event.FIRED, False)]


def test_an_alarm_joins_with_its_first_firing_of_an_episode_and_never_with_a_repeat() -> None:
    assert OPEN.last_joined_at == NOW
    assert after(OPEN, heard(minute=1), now=NOW + HOUR).last_joined_at == NOW
    assert after(OPEN, heard(alarm="other"), now=NOW + HOUR).last_joined_at == NOW + HOUR
    assert after(OPEN, heard(OK, alarm="other"), now=NOW + HOUR).last_joined_at == NOW
    again = after(RESOLVED, heard(minute=2), now=NOW + 2 * HOUR)
    assert again.last_joined_at == NOW + 2 * HOUR


def test_a_batch_is_one_write_and_in_the_alarms_own_order() -> None:
    intake = taking(QUIET, heard(OK, 3), heard(minute=2), heard())
    assert intake.outcomes == (Outcome.NEW, Outcome.REPEAT, Outcome.RECOVERED)
    assert intake.change is not None
    assert intake.change.incident.version == 1


def test_when_every_alarm_is_ok_it_recovers_from_the_moment_it_was_heard() -> None:
    assert RECOVERING.recovering_since == NOW + MINUTE


def test_another_ok_does_not_begin_the_recovery_anew() -> None:
    again = after(RECOVERING, heard(OK, 5), now=NOW + HOUR)
    assert again.recovering_since == NOW + MINUTE


def test_one_alarm_that_still_fires_keeps_it_from_recovering() -> None:
    both = after(OPEN, heard(alarm="other"))
    assert not after(both, heard(OK, 1)).recovering


def test_an_alarm_ends_the_recovery() -> None:
    assert not after(RECOVERING, heard(minute=2)).recovering


def test_what_nobody_can_see_is_not_shown() -> None:
    assert MUTED.card_version == 0
    assert MUTED.version == 1


def test_an_alarm_renamed_goes_by_its_new_name() -> None:
    renamed = replace(heard(minute=1), name="orders-dead-letters")
    (entry,) = after(OPEN, renamed).alarms.values()
    assert entry.name == "orders-dead-letters"


def test_the_alarm_that_is_ok_for_longest_makes_room_and_is_counted() -> None:
    oldest, newer = heard(OK, -5, alarm="oldest"), heard(OK, -1, alarm="newer")
    firing = [heard(alarm=f"a-{number}") for number in range(MOST_ALARMS - 1)]
    full = after(QUIET, oldest, newer, *firing)
    assert len(full.alarms) == MOST_ALARMS
    assert full.evicted == 1
    assert {oldest.key, newer.key} & full.alarms.keys() == {newer.key}


def test_alarms_of_one_name_in_two_accounts_are_two() -> None:
    elsewhere = replace(heard(), arn=heard().arn.replace("111122223333", "999988887777"))
    assert len(after(OPEN, elsewhere).alarms) == 2


def test_contributors_of_one_alarm_are_told_apart() -> None:
    series = [replace(heard(), contributor=each) for each in ("a", "b")]
    assert len(after(QUIET, *series).alarms) == 2


def notice(words: str, minute: int = 0) -> AlarmTransition:
    said = replace(heard(minute=minute), arn="", name="Backup", contributor=words, reason=f"{words}!")
    return replace(said, signal=Signal.NOTICE, metrics=())


def notices(incident: Incident, *told: AlarmTransition) -> tuple[Incident, list[tuple[str, bool]]]:
    change = taking(incident, *told, kind="generic").change
    assert change is not None
    return change.incident, [(entry.what, entry.thread) for entry in change.entries]


FIRST, _ = notices(QUIET, notice("a"))


def test_a_notice_is_known_by_what_it_says_and_not_by_its_title() -> None:
    assert notice("a").key == replace(notice("a", 3), name="Another title").key
    assert notice("a").key != notice("b").key


def test_a_notice_that_says_something_else_is_told_in_the_thread() -> None:
    _, told = notices(FIRST, notice("b", 1))
    assert told == [("Another notice: Backup: b!", True)]


@pytest.mark.parametrize(
    ("signal", "told"),
    [
        (Signal.LOG_LINES, "Another error: KeyError 'sku'"),
        (Signal.INVOCATION, "Another error: KeyError 'sku'"),
        (Signal.EXECUTION, "Another failure: KeyError 'sku'"),
    ],
)
def test_another_way_of_failing_is_told_in_the_thread(signal: Signal, told: str) -> None:
    first = replace(notice("a"), signal=signal)
    other = replace(notice("b", 1), signal=signal, name="An execution failed", reason="KeyError 'sku'")
    incident, _ = notices(QUIET, first)
    assert notices(incident, other)[1] == [(told, True)]


def test_a_notice_that_says_the_same_again_is_only_counted() -> None:
    incident, told = notices(FIRST, notice("a", 1))
    assert (incident.fire_count, [thread for _, thread in told]) == (2, [False])


def test_a_late_notice_that_takes_the_card_over_leaves_its_words_to_the_thread() -> None:
    incident, told = notices(FIRST, notice("earlier", -1))
    assert (incident.reason, told) == ("earlier!", [("Another notice: Backup: a!", True)])


def test_a_storm_of_different_notices_is_told_one_by_one_and_then_whenever_it_doubled() -> None:
    incident, told = notices(FIRST, *(notice(f"{n}", n) for n in range(1, 460)))
    assert incident.fire_count == 460
    assert sum(thread for _, thread in told) == MOST_SAID - 1 + 4
    assert [what for what, thread in told if thread][-1] == "Another notice: Backup: 255!"


def test_notices_of_an_earlier_episode_do_not_count_as_said() -> None:
    before, _ = notices(FIRST, *(notice(f"{n}", n) for n in range(1, 100)))
    ended = resolved(before, Resolution(NOW + HOUR, "by hand"))
    again, _ = notices(ended, notice("new", 90))
    assert notices(again, notice("newer", 91))[1] == [("Another notice: Backup: newer!", True)]


def test_a_late_repeat_does_not_turn_the_clock_back() -> None:
    both = after(OPEN, heard(minute=5, alarm="other"), heard(minute=2, alarm="third"))
    assert both.last_fired_at == NOW + timedelta(minutes=5)


THROTTLED = after(QUIET, heard(alarm="throttles"), kind="function_errors")


def test_an_opening_is_of_the_kind_of_the_alarm_that_opens_it_whatever_was_heard_before() -> None:
    noted = after(QUIET, heard(OK, -1, alarm="throttles"), kind="function_errors")
    assert after(noted, heard()).kind == "dead_letters"


def test_a_more_serious_alarm_takes_the_card_over_in_its_own_words() -> None:
    raised = after(THROTTLED, heard(minute=1, alarm="dropped"), kind="lost_events", now=NOW + HOUR)
    assert (raised.kind, raised.title, raised.episode.number) == ("lost_events", "dropped", 1)
    assert raised.evidence_wanted == NOW + HOUR


def test_a_more_serious_alarm_is_told_in_the_thread() -> None:
    change = taking(THROTTLED, heard(minute=1, alarm="dropped"), kind="lost_events").change
    assert change is not None
    assert [(entry.what, entry.thread) for entry in change.entries] == [
        ("dropped fired (more serious)", True)
    ]


@pytest.mark.parametrize("kind", ["function_errors", "generic", "of another release"])
def test_an_alarm_no_more_serious_leaves_the_card_as_it_is(kind: str) -> None:
    both = after(THROTTLED, heard(minute=1, alarm="other"), kind=kind)
    assert (both.kind, both.title, both.fire_count) == ("function_errors", "throttles", 2)


@pytest.mark.parametrize(
    "quietly",
    [
        pytest.param(heard(OK, 1, alarm="other"), id="an OK"),
        pytest.param(heard(NO_DATA, 1, alarm="other"), id="missing data"),
        pytest.param(heard(minute=1, alarm="other", suppressed_by="mute rule"), id="a muted alarm"),
    ],
)
def test_what_is_not_told_never_raises_the_kind(quietly: AlarmTransition) -> None:
    assert after(THROTTLED, quietly, kind="lost_events").kind == "function_errors"


def test_an_alarm_that_is_over_by_the_time_it_is_heard_of_still_raises_the_kind() -> None:
    over = after(THROTTLED, heard(OK, 2, alarm="dropped"), kind="lost_events")
    late = taking(over, heard(minute=1, alarm="dropped"), kind="lost_events")
    assert late.outcomes == (Outcome.REPEAT,)
    assert late.change is not None
    assert (late.change.incident.kind, late.change.incident.fire_count) == ("lost_events", 2)


def test_a_copy_that_knows_the_kind_better_raises_it_without_counting_as_another_alarm() -> None:
    copy = taking(THROTTLED, heard(alarm="throttles"), kind="dead_letters")
    assert copy.outcomes == (Outcome.RECORDED,)
    assert copy.change is not None
    assert (copy.change.incident.kind, copy.change.incident.fire_count) == ("dead_letters", 1)


def test_what_an_ended_episode_knew_does_not_raise_the_kind_of_the_next() -> None:
    ended = resolved(after(THROTTLED, heard(alarm="dropped"), kind="lost_events"), Resolution(NOW, "by hand"))
    again = after(ended, heard(minute=2, alarm="throttles"), kind="function_errors")
    assert after(again, heard(alarm="dropped"), kind="lost_events").kind == "function_errors"


def test_the_next_episode_begins_with_a_kind_of_its_own() -> None:
    ended = resolved(OPEN, Resolution(NOW, "by hand"))
    assert after(ended, heard(minute=2, alarm="throttles"), kind="function_errors").kind == "function_errors"


def test_an_incident_goes_where_the_alarm_that_opens_it_is_routed() -> None:
    elsewhere = ROUTE._replace(name="elsewhere")
    told = [
        RoutedDelivery(heard(minute=1), "dead_letters", ROUTE),
        RoutedDelivery(heard(alarm="a"), "dead_letters", elsewhere),
    ]
    change = take_in(QUIET, told, KINDS, NOW).change
    assert change is not None
    assert change.incident.route == "elsewhere"
    assert change.incident.routes == ("elsewhere", "orders")


def test_a_copy_that_is_known_costs_a_write_only_where_its_route_is_new() -> None:
    elsewhere = RoutedDelivery(heard(), "dead_letters", ROUTE._replace(name="elsewhere"))
    first = take_in(OPEN, [elsewhere], KINDS, NOW)
    assert first.outcomes == (Outcome.RECORDED,)
    assert first.change is not None
    assert take_in(first.change.incident, [elsewhere], KINDS, NOW).change is None


def test_what_an_earlier_release_counted_is_not_counted_again() -> None:
    (key,) = OPEN.alarms
    older = replace(
        OPEN, spoken=None, routes=(ROUTE.name,), alarms={key: OPEN.alarms[key]._replace(fires=())}
    )
    assert taking(older, heard()).change is None
    assert after(older, heard(minute=1)).fire_count == 2


def test_an_alarm_that_fired_earlier_and_is_heard_later_speaks_for_the_incident() -> None:
    both = after(OPEN, heard(minute=-1, alarm="first"))
    assert (both.title, both.opened_at, both.fire_count) == ("first", NOW - MINUTE, 2)
    assert both.evidence_wanted == OPEN.evidence_wanted


def test_a_kind_that_was_corrected_is_not_taken_back_by_a_copy_of_the_alarm() -> None:
    corrected = replace(OPEN, kind="queue_backlog")
    assert taking(corrected, heard()).change is None


def composite(minute: int, *children: str) -> AlarmTransition:
    return replace(
        heard(minute=minute, alarm="checkout"),
        children=tuple(ChildAlarm(f"arn:{name}", name, ALARM, NOW) for name in children),
    )


def test_an_incident_keeps_the_children_of_its_composite_as_last_told() -> None:
    again = after(after(QUIET, composite(0, "orders")), composite(2, "payments"))
    assert [child.name for child in again.children] == ["payments"]
    late = after(again, composite(1, "stock"))
    assert [child.name for child in late.children] == ["payments"]


def test_an_incident_keeps_what_the_tags_of_its_alarm_say_of_it_and_no_others() -> None:
    tagged = replace(heard(), tags={"Runbook": "https://wiki/a", "owner": "U0ANA00001", "cost-centre": "17"})
    assert after(QUIET, tagged).tags == {"runbook": "https://wiki/a", "owner": "U0ANA00001"}


def test_the_tags_belong_to_the_alarm_that_speaks() -> None:
    tagged = replace(heard(), tags={"runbook": "https://wiki/a"})
    opened = after(QUIET, tagged, kind="function_errors")
    assert after(opened, heard(minute=1, alarm="dropped"), kind="lost_events").tags is None


def test_an_incident_keeps_the_first_metric_of_its_alarm_that_can_be_drawn() -> None:
    nameless, depth = Metric("", "", {"QueueName": "orders-dlq"}), Metric("AWS/SQS", "Depth", {})
    drawn = replace(heard(), metrics=(nameless, depth, Metric("AWS/SQS", "Age", {})))
    assert after(QUIET, drawn).metric == depth
    assert after(QUIET, heard()).metric is None


def test_the_metric_belongs_to_the_alarm_that_speaks() -> None:
    depth, lost = Metric("AWS/SQS", "Depth", {}), Metric("AWS/Lambda", "AsyncEventsDropped", {})
    opened = after(QUIET, replace(heard(), metrics=(depth,)), kind="function_errors")
    serious = replace(heard(minute=1, alarm="dropped"), metrics=(lost,))
    assert after(opened, serious, kind="lost_events").metric == lost
    assert after(opened, replace(serious, name="other"), kind="generic").metric == depth


def logged(minute: int, count: int) -> AlarmTransition:
    return replace(heard(minute=minute, alarm="orders-worker"), count=count, signal=Signal.LOG_LINES)


def test_log_lines_are_counted_once_each_however_often_they_are_delivered() -> None:
    (entry,) = after(QUIET, logged(0, 3), logged(0, 3), logged(1, 4)).alarms.values()
    assert entry.seen == 7


def test_the_lines_of_the_next_episode_are_counted_anew() -> None:
    ended = resolved(after(QUIET, logged(0, 3)), Resolution(NOW, "by hand"))
    (entry,) = after(ended, logged(1, 4)).alarms.values()
    assert entry.seen == 4


def test_what_never_says_that_it_is_over_stands_until_a_person_resolves_it() -> None:
    assert after(QUIET, logged(0, 3)).firing
    assert not after(QUIET, logged(0, 3)).recovering
