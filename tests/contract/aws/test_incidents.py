"""ports.Incidents, on the fake and on DynamoDB."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.domain.incident.command import Done
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Owed
from bot.domain.incident.notifications import Notification, NotificationState
from bot.domain.policy.policy import Target
from bot.domain.redrive.job import JobState, ended
from bot.ports.incidents import ClickOutcome, Conflict, DueItem, IdTaken, Owing, QueueBusy, Saved, Write
from tests.contract.aws.examples import (
    BEN,
    GROUP,
    change,
    entry,
    group_named,
    incident,
    job,
    sampled,
)
from tests.contract.aws.ports import Ports
from tests.contract.aws.race import race
from tests.fakes import HandClock
from tests.fakes.clock import NOON

HOUR = timedelta(hours=1)
TOLD = ClickOutcome("c0ffee", Done("Acknowledged."))


def test_what_is_saved_is_loaded(ports: Ports) -> None:
    new = change(incident(reason="Threshold crossed: \ud800 ü €", attention_at=NOON))
    assert isinstance(ports.incidents.save(Write(new)), Saved)
    assert ports.incidents.load([GROUP]) == {GROUP: new.incident}


def test_a_group_never_heard_of_is_absent(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident())))
    assert set(ports.incidents.load([GROUP, group_named("unknown"), GROUP])) == {GROUP}


def test_more_groups_than_fit_one_read_are_all_loaded(ports: Ports) -> None:
    names = [f"queue-{n}" for n in range(103)]
    for name in names:
        ports.incidents.save(Write(change(incident(name))))
    groups = {group_named(name) for name in names}
    assert set(ports.incidents.load(groups)) == groups


def test_an_id_leads_to_its_group(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident())))
    assert ports.incidents.group_of(incident().id) == GROUP


def test_an_unknown_id_leads_nowhere(ports: Ports) -> None:
    assert ports.incidents.group_of("0000-0000") is None


def test_an_id_that_stands_for_another_group_is_never_taken_over(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident())))
    other = replace(incident("other"), id=incident().id)
    assert isinstance(ports.incidents.save(Write(change(other))), IdTaken)
    assert ports.incidents.load([other.group]) == {}
    assert ports.incidents.group_of(incident().id) == GROUP


def test_who_lost_the_race_for_a_group_is_told_of_that_and_not_of_its_id(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident())))
    ports.incidents.save(Write(change(replace(incident("other"), id="0000-0000-0000-0000"))))
    late = replace(incident("other"), id=incident().id)
    assert isinstance(ports.incidents.save(Write(change(late))), Conflict)


def test_the_second_of_two_changes_to_one_version_conflicts_and_writes_nothing(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident())))
    stored = ports.incidents.load([GROUP])[GROUP]
    ports.incidents.save(Write(change(stored, title="first")))
    late = change(stored, entry("late"), title="second")
    assert isinstance(
        ports.incidents.save(Write(late, click=TOLD, sample=[sampled()], start=job())), Conflict
    )
    assert ports.incidents.load([GROUP])[GROUP].title == "first"
    assert ports.incidents.timeline(GROUP, 0) == []
    assert ports.incidents.click(TOLD.identity) is None
    assert ports.jobs.load(GROUP, "01J0") is None


def test_a_group_that_somebody_else_created_conflicts(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident())))
    assert isinstance(ports.incidents.save(Write(change(incident(), title="mine"))), Conflict)


def test_of_many_at_once_exactly_one_creates_the_incident(ports: Ports) -> None:
    results = race(8, lambda n: ports.incidents.save(Write(change(incident(), title=f"writer {n}"))))
    assert Counter(map(type, results)) == {Saved: 1, Conflict: 7}
    winner = list(map(type, results)).index(Saved)
    assert ports.incidents.load([GROUP])[GROUP].title == f"writer {winner}"


def test_the_story_is_told_in_order_and_from_a_version_on(ports: Ports) -> None:
    stored = incident()
    for version in range(1, 5):
        made = change(stored, entry(f"{version}a"), entry(f"{version}b"))
        ports.incidents.save(Write(made))
        stored = made.incident
    told = [(version, each.what) for version, each in ports.incidents.timeline(GROUP, 2)]
    assert told == [(3, "3a"), (3, "3b"), (4, "4a"), (4, "4b")]


def test_a_click_comes_back_as_the_outcome_it_had(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident()), click=TOLD))
    assert ports.incidents.click(TOLD.identity) == TOLD.done


def test_a_click_that_arrives_again_changes_nothing_and_is_told_the_same(ports: Ports) -> None:
    made = change(incident())
    ports.incidents.save(Write(made, click=TOLD))
    again = change(made.incident, title="twice")
    assert ports.incidents.save(Write(again, click=ClickOutcome(TOLD.identity, Done("other")))) == TOLD.done
    assert ports.incidents.load([GROUP])[GROUP] == made.incident


def test_a_click_is_told_its_outcome_even_where_the_version_moved_on(ports: Ports) -> None:
    made = change(incident())
    ports.incidents.save(Write(made, click=TOLD))
    assert ports.incidents.save(Write(made, click=ClickOutcome(TOLD.identity, Done("other")))) == TOLD.done


def test_a_click_is_forgotten_after_a_day(ports: Ports, clock: HandClock) -> None:
    made = change(incident())
    ports.incidents.save(Write(made, click=TOLD))
    clock.forward(hours=24)
    assert ports.incidents.click(TOLD.identity) is None
    assert isinstance(ports.incidents.save(Write(change(made.incident), click=TOLD)), Saved)


def test_of_the_same_click_at_once_one_is_applied(ports: Ports) -> None:
    made = change(incident())
    ports.incidents.save(Write(made))
    results = race(6, lambda n: ports.incidents.save(Write(change(made.incident, title=f"{n}"), click=TOLD)))
    # A loser is told the outcome, or, by the fake and by DynamoDB alike, to read again and find it.
    assert Counter(map(type, results))[Saved] == 1
    assert ports.incidents.load([GROUP])[GROUP].version == 2


def test_a_sample_comes_back_until_its_time_is_over(ports: Ports, clock: HandClock) -> None:
    ports.incidents.save(Write(change(incident(), evidence_taken=3), sample=[sampled("a"), sampled("b")]))
    assert list(ports.incidents.sample(GROUP, 3)) == [sampled("a"), sampled("b")]
    clock.forward(days=14)
    assert list(ports.incidents.sample(GROUP, 3)) == []


def test_a_sample_that_was_never_taken_is_empty(ports: Ports) -> None:
    assert list(ports.incidents.sample(GROUP, 1)) == []


def test_a_queue_has_one_live_job(ports: Ports) -> None:
    first = change(incident(), live_job="01J0")
    ports.incidents.save(Write(first, start=job()))
    second = change(first.incident)
    assert ports.incidents.save(Write(second, click=TOLD, start=job("01J1"))) == QueueBusy("01J0")
    assert ports.incidents.click(TOLD.identity) is None
    assert ports.jobs.load(GROUP, "01J1") is None


def test_two_groups_cannot_redrive_one_queue(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident()), start=job()))
    other = replace(job("01J1"), group=group_named("other"))
    assert ports.incidents.save(Write(change(incident("other")), start=other)) == QueueBusy("01J0")


def test_a_job_that_ended_frees_its_queue(ports: Ports) -> None:
    first = change(incident())
    ports.incidents.save(Write(first, start=job()))
    over = ended(job(), JobState.DONE, "37 of 37 moved back to orders", NOON)
    second = change(first.incident)
    assert isinstance(ports.incidents.save(Write(second, end=over)), Saved)
    assert ports.jobs.load(GROUP, "01J0") == over
    assert isinstance(ports.incidents.save(Write(change(second.incident), start=job("01J1"))), Saved)


def test_a_slice_that_lost_its_token_cannot_end_the_job(ports: Ports) -> None:
    first = change(incident())
    ports.incidents.save(Write(first, start=job()))
    ports.jobs.checkpoint(job(token=1), 0)
    over = ended(job(), JobState.DONE, "", NOON)
    assert isinstance(ports.incidents.save(Write(change(first.incident), end=over)), Conflict)
    assert ports.jobs.load(GROUP, "01J0") == job(token=1)


def test_who_pressed_stop_is_still_known_when_the_job_has_ended(ports: Ports) -> None:
    first = change(incident())
    ports.incidents.save(Write(first, start=job()))
    ports.jobs.ask_to_stop(GROUP, "01J0", BEN)
    ports.incidents.save(Write(change(first.incident), end=ended(job(), JobState.STOPPED, "", NOON)))
    stopped = ports.jobs.load(GROUP, "01J0")
    assert stopped is not None
    assert stopped.stop_by == BEN


def test_what_is_due_comes_earliest_first_and_nothing_before_its_time(ports: Ports) -> None:
    for minutes in (5, 1, 3, 2, 9, 4):
        at = NOON + timedelta(minutes=minutes)
        ports.incidents.save(Write(change(incident(f"queue-{minutes}"), attention_at=at)))
    due = list(ports.incidents.due(NOON + timedelta(minutes=5)))
    assert due == [DueItem(group_named(f"queue-{minutes}")) for minutes in (1, 2, 3, 4, 5)]


def test_a_job_whose_next_slice_did_not_come_is_due(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident()), start=job(due_at=NOON)))
    assert list(ports.incidents.due(NOON)) == [DueItem(GROUP, "01J0")]


def test_a_job_that_ended_is_never_due(ports: Ports) -> None:
    first = change(incident())
    ports.incidents.save(Write(first, start=job(due_at=NOON)))
    ports.incidents.save(Write(change(first.incident), end=ended(job(), JobState.DONE, "", NOON)))
    assert list(ports.incidents.due(NOON + timedelta(days=900))) == []


def test_what_is_no_longer_due_is_not_found_any_more(ports: Ports) -> None:
    first = change(incident(), attention_at=NOON)
    ports.incidents.save(Write(first))
    ports.incidents.save(Write(change(first.incident, attention_at=None)))
    assert list(ports.incidents.due(NOON + timedelta(days=900))) == []


def test_every_live_incident_is_found_also_one_with_nothing_due(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident("a"), attention_at=NOON)))
    ports.incidents.save(Write(change(incident("b"), attention_at=None)))
    ports.incidents.save(Write(change(incident("quiet"), number=0, attention_at=None)))
    ports.incidents.save(Write(change(incident("c"), attention_at=NOON), start=job(due_at=NOON)))
    assert {each.resource.name for each in ports.incidents.live()} == {"a", "b", "c"}


def test_of_what_is_owed_the_oldest_is_told_and_how_many_cards_are_refused(ports: Ports) -> None:
    call = Notification(Target("channel"), NotificationState.OWED, 0, NOON + HOUR)
    position = EscalationPosition(NOON, steps=1, notifications=(call,))
    refused, owed = Owed(NOON, 1, 1, refused="invalid_auth"), Owed(NOON + 2 * HOUR, 1, 1)
    ports.incidents.save(Write(change(incident("a", attention_at=NOON, card_owed=refused))))
    ports.incidents.save(Write(change(incident("b", attention_at=NOON + HOUR, card_owed=owed))))
    assert ports.incidents.owing() == Owing(NOON + 2 * HOUR, 1)
    ports.incidents.save(Write(change(incident("c", attention_at=NOON, escalation=position))))
    assert ports.incidents.owing() == Owing(NOON + HOUR, 1)


def test_nothing_is_owed_of_an_empty_table(ports: Ports) -> None:
    assert ports.incidents.owing() == Owing()


def test_the_ended_episode_and_the_new_one_are_written_together(ports: Ports) -> None:
    first = change(incident())
    ports.incidents.save(Write(first))
    second = change(first.incident, entry(), ended=first.incident, number=2)
    assert isinstance(ports.incidents.save(Write(second)), Saved)


def test_a_heartbeat_is_remembered(ports: Ports) -> None:
    assert ports.incidents.last_beat() is None
    ports.incidents.beat(NOON)
    assert ports.incidents.last_beat() == NOON
