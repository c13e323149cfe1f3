"""A page goes out by itself: claimed, published, and its outcome kept, at most twice whatever goes wrong."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import BotError, Permanent, Transient
from bot.domain.incident.change import changed
from bot.domain.incident.episode import EscalationPosition
from bot.domain.incident.incident import Incident
from bot.domain.incident.notifications import NotificationState
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.card.projection import Card
from bot.domain.lifecycle.escalation.paging import AGAIN, CLAIM
from bot.ports.incidents import Write
from bot.ports.topics import UnansweredPageError
from bot.use_cases.page_topics import PageTopics
from bot.use_cases.write_incident import IncidentWriter
from tests.amended import amended
from tests.fakes import FakeCards, FakeIncidents, FakeOutbox, HandClock, Store
from tests.unit.domain.incidents import ANA, MINUTE, NOW, OPEN, POLICY, TOPIC, kept, with_evidence
from tests.unit.domain.people import acknowledge

DUE = amended(with_evidence(OPEN), escalation=EscalationPosition(NOW - 30 * MINUTE, 2, 0, NOW - 15 * MINUTE))


class Sns:
    """Answers as it was told to, then takes everything."""

    def __init__(self, *faults: BotError) -> None:
        self.faults: Iterator[BotError] = iter(faults)
        self.texts: list[str] = []

    def publish(self, topic_arn: str, subject: str, text: str) -> None:
        assert topic_arn == TOPIC
        self.texts.append(f"{subject}\n{text}")
        if fault := next(self.faults, None):
            raise fault


class World:
    def __init__(self, *faults: BotError, incident: Incident = DUE) -> None:
        self.store, self.clock, self.sns = Store(), HandClock(NOW), Sns(*faults)
        incidents = FakeIncidents(self.store, self.clock)
        incidents.save(Write(changed(replace(incident, version=0), NOW)))
        keep = IncidentWriter(incidents, FakeOutbox(), lambda: POLICY)
        self.page = PageTopics(FakeCards(self.store), self.sns, keep, lambda: POLICY)

    def look(self, after: timedelta = timedelta(0)) -> Incident:
        self.clock.now += after
        self.page(DUE.group, self.clock())
        return self.store.incidents[DUE.group]

    @property
    def states(self) -> list[NotificationState]:
        position = self.store.incidents[DUE.group].escalation
        assert position is not None
        return [each.state for each in position.notifications]

    @property
    def told(self) -> list[Event]:
        return [entry.event for _, entry in self.store.entries[DUE.group]]


def test_a_due_page_is_published_once_and_its_outcome_is_kept() -> None:
    world = World()
    world.look()
    world.look()
    world.look(MINUTE)
    assert len(world.sns.texts) == 1
    assert (world.states, world.told) == ([NotificationState.DELIVERED], [Event.PAGED])


def test_a_refused_page_is_not_published_again_and_says_why() -> None:
    world = World(Permanent("denied: allow sns:Publish"))
    position = world.look().escalation
    world.look(MINUTE)
    assert len(world.sns.texts) == 1
    assert position is not None
    assert [(each.state, each.why) for each in position.notifications] == [
        (NotificationState.REFUSED, "denied: allow sns:Publish")
    ]
    assert world.told == [Event.NOT_PAGED]


def test_a_page_that_sns_does_not_take_now_is_tried_again_within_the_minute_and_then_less_often() -> None:
    world = World(*[Transient("throttled")] * 30)
    world.look()
    for _ in range(12):
        world.look(AGAIN)
    within_a_minute = len(world.sns.texts)
    for _ in range(60):
        world.look(MINUTE)
    assert within_a_minute == 4
    assert len(world.sns.texts) <= within_a_minute + 15
    assert world.states == [NotificationState.OWED]


def test_a_page_without_an_answer_is_published_once_more_and_no_oftener() -> None:
    world = World(*[UnansweredPageError("no answer")] * 9)
    world.look()
    for _ in range(9):
        world.look(MINUTE)
    assert len(world.sns.texts) == 2
    assert (world.states, world.told) == ([NotificationState.REFUSED], [Event.NOT_PAGED])


def test_whoever_died_after_the_claim_is_succeeded_and_a_page_goes_out_at_most_twice() -> None:
    world = World()
    died: list[str] = []

    def dies(topic_arn: str, subject: str, text: str) -> None:
        died.append(text)
        raise KeyboardInterrupt

    world.sns.publish = dies  # type: ignore[method-assign]  # the process is gone, whatever SNS did
    for _ in range(9):
        try:
            world.look(CLAIM)
        except KeyboardInterrupt:
            continue
    assert len(died) == 2
    assert world.states == [NotificationState.REFUSED]


def test_two_that_look_at_once_publish_once() -> None:
    world = World()
    publish = world.sns.publish

    def meanwhile(topic_arn: str, subject: str, text: str) -> None:
        world.sns.publish = publish  # type: ignore[method-assign]  # the other one runs to its end meanwhile
        world.look()
        publish(topic_arn, subject, text)

    world.sns.publish = meanwhile  # type: ignore[method-assign]
    world.look()
    assert len(world.sns.texts) == 1
    assert world.states == [NotificationState.DELIVERED]


def test_nobody_is_paged_of_what_somebody_has() -> None:
    held = kept(acknowledge(DUE, ANA, NOW))
    world = World(incident=held)
    world.look(60 * MINUTE)
    assert world.sns.texts == []


def test_a_page_that_was_owed_when_somebody_took_it_on_is_published_no_more() -> None:
    world = World(Transient("throttled"))
    taken = kept(acknowledge(world.look(), ANA, NOW))
    world.store.incidents[DUE.group] = taken
    world.look(MINUTE)
    assert len(world.sns.texts) == 1


def test_the_text_stands_alone() -> None:
    world = World()
    world.look()
    (text,) = world.sns.texts
    assert text.startswith(f"Lastcall {DUE.id}: orders-dlq\norders-dlq")
    for part in ("Slack does not show it: no answer so far", f"/lastcall ack {DUE.id}", "channel=C0ORDERS01"):
        assert part in text
    assert "step 3 of 3 of route orders" in text


def test_it_leads_to_where_the_card_stands_also_where_that_is_not_its_routes_channel() -> None:
    world = World()
    world.store.cards[DUE.group] = Card(
        group=DUE.group, thread=1, channel="C0FALLBACK", ts="1.1", shown=1, cursor=1
    )
    world.look()
    assert world.sns.texts[0].count("channel=C0FALLBACK") == 1
    assert "C0ORDERS01" not in world.sns.texts[0]


@pytest.mark.parametrize("trouble", ["token_revoked", ""])
def test_it_says_what_slack_answers_only_while_slack_does_not_show_it(trouble: str) -> None:
    world = World()
    card = Card(group=DUE.group, thread=1, ts="" if trouble else "1.1", shown=1, cursor=1, trouble=trouble)
    world.store.cards[DUE.group] = card
    world.look()
    (text,) = world.sns.texts
    assert ("Slack does not show it: token_revoked" in text) is bool(trouble)
    assert ("the button on its card" in text) is (not trouble)
