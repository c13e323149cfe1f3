"""ports.Cards, on the fake and on DynamoDB."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from bot.domain.lifecycle.card.projection import Card
from bot.domain.redrive.job import Job, JobState, ended
from bot.ports.incidents import Write
from tests.contract.aws.examples import GROUP, change, incident, job
from tests.contract.aws.ports import Ports
from tests.contract.aws.race import race
from tests.fakes.clock import NOON


def claim(ports: Ports, lease: str) -> Card:
    before = ports.cards.load(GROUP).card
    card = replace(before, lease=lease, lease_until=NOON + timedelta(seconds=75))
    assert ports.cards.claim(before, card)
    return card


def shown(ports: Ports) -> Card:
    """The card without the counter, which is the store's own affair."""
    return replace(ports.cards.load(GROUP).card, revision=0)


def test_a_group_never_shown_has_an_empty_card(ports: Ports) -> None:
    loaded = ports.cards.load(GROUP)
    assert (loaded.incident, loaded.card, loaded.job) == (None, Card(group=GROUP), None)


def test_incident_card_and_live_job_are_read_together(ports: Ports) -> None:
    made = change(incident(), live_job="01J0")
    ports.incidents.save(Write(made, start=job()))
    claim(ports, "mine")
    loaded = ports.cards.load(GROUP)
    assert (loaded.incident, loaded.card.lease, loaded.job) == (made.incident, "mine", job())


def test_the_job_that_ended_last_is_read_with_the_card_until_another_runs(ports: Ports) -> None:
    running = change(incident(), live_job="01J0")
    ports.incidents.save(Write(running, start=job()))
    over = ended(job(), JobState.DONE, "37 of 37 moved back to orders", NOON)
    freed = change(running.incident, live_job="", ended_job="01J0")
    ports.incidents.save(Write(freed, end=over))
    assert ports.cards.load(GROUP).job == over
    ports.incidents.save(Write(change(freed.incident, live_job="01J1"), start=job("01J1")))
    assert ports.cards.load(GROUP).job == job("01J1")


def test_stop_is_seen_on_the_card(ports: Ports) -> None:
    ports.incidents.save(Write(change(incident(), live_job="01J0"), start=job()))
    ports.jobs.ask_to_stop(GROUP, "01J0", job().by)
    loaded = ports.cards.load(GROUP).job
    assert isinstance(loaded, Job)
    assert loaded.stop_by == job().by


def test_what_is_shown_is_put_by_whoever_holds_the_lease(ports: Ports) -> None:
    card = replace(claim(ports, "mine"), ts="1.2", shown=7, lease="", lease_until=None)
    assert ports.cards.put(card, "mine")
    assert shown(ports) == replace(card, revision=0)


def test_a_lease_that_was_lost_puts_nothing(ports: Ports) -> None:
    late = claim(ports, "first")
    claim(ports, "second")
    assert not ports.cards.put(replace(late, ts="1.2"), "first")
    assert shown(ports).ts == ""


def test_a_card_that_was_never_claimed_cannot_be_put(ports: Ports) -> None:
    assert not ports.cards.put(Card(group=GROUP, ts="1.2"), "mine")


def test_of_many_projections_of_a_new_card_one_gets_the_lease(ports: Ports) -> None:
    before = ports.cards.load(GROUP).card
    results = race(8, lambda n: ports.cards.claim(before, replace(before, lease=f"{n}")))
    assert Counter(results) == {True: 1, False: 7}
    assert shown(ports).lease == f"{results.index(True)}"


def test_of_many_projections_of_a_known_card_one_gets_the_lease(ports: Ports) -> None:
    claim(ports, "earlier")
    before = ports.cards.load(GROUP).card
    results = race(8, lambda n: ports.cards.claim(before, replace(before, lease=f"{n}")))
    assert Counter(results) == {True: 1, False: 7}


def test_a_card_put_since_it_was_read_cannot_be_claimed(ports: Ports) -> None:
    before = ports.cards.load(GROUP).card
    card = claim(ports, "other")
    ports.cards.put(replace(card, ts="1.2", lease=""), "other")
    # The lease is free again, yet what was read knows nothing of the message posted meanwhile.
    assert not ports.cards.claim(before, replace(before, lease="mine"))
    assert shown(ports).ts == "1.2"


def test_a_card_claimed_and_put_can_be_claimed_again(ports: Ports) -> None:
    card = claim(ports, "first")
    ports.cards.put(replace(card, ts="1.2", lease=""), "first")
    assert claim(ports, "second").ts == "1.2"


def test_a_look_that_is_on_its_way_is_read_with_the_card(ports: Ports) -> None:
    card = claim(ports, "mine")
    assert ports.cards.load(GROUP).look_at is None
    ports.cards.will_look(GROUP, NOON)
    ports.cards.put(replace(card, ts="1.2", lease=""), "mine")
    assert ports.cards.load(GROUP).look_at == NOON


def test_a_look_makes_no_card_where_there_is_none(ports: Ports) -> None:
    ports.cards.will_look(GROUP, NOON)
    assert ports.cards.load(GROUP).card == Card(group=GROUP)


def test_a_look_takes_nobody_the_lease(ports: Ports) -> None:
    card = claim(ports, "mine")
    ports.cards.will_look(GROUP, NOON)
    assert ports.cards.put(replace(card, ts="1.2", lease=""), "mine")
