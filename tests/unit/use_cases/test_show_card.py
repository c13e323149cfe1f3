"""The projection when a topic cannot be told: the thread goes on."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import BotError, Permanent, Transient
from bot.domain.evidence import Evidence, Missing
from bot.domain.grouping import Resource
from bot.domain.incident import Change, EscalationPosition, Incident, changed
from bot.domain.intake import quiet_incident
from bot.domain.policy import Policy, Route
from bot.domain.projection import Card
from bot.domain.timeline import Event, TimelineEntry
from bot.render.card import CardView, ReplyView
from bot.render.runbooks.runbook import Rendered
from bot.use_cases.show_card import Means, Showing
from tests.fakes import FakeCards, FakeIncidents, HandClock, Store

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
TOPIC = "arn:aws:sns:eu-west-1:111122223333:pager"


class Refusing:
    """A topic that answers every publish with a fault."""

    def __init__(self, fault: BotError) -> None:
        self.fault = fault

    def publish(self, topic_arn: str, subject: str, text: str) -> None:
        raise self.fault


class Paper:
    """A channel that keeps what is posted."""

    def __init__(self) -> None:
        self.roots: list[CardView] = []
        self.replies: list[ReplyView] = []

    def post(self, channel: str, card: CardView, marker: str) -> str:
        self.roots.append(card)
        return "1.1"

    def edit(self, channel: str, ts: str, card: CardView, marker: str) -> None:
        self.roots.append(card)

    def reply(self, channel: str, thread_ts: str, reply: ReplyView, marker: str) -> str:
        self.replies.append(reply)
        return "1.2"

    def edit_reply(self, channel: str, ts: str, reply: ReplyView, marker: str) -> None:
        self.replies.append(reply)

    def find(self, channel: str, thread_ts: str, marker: str, since: datetime) -> str | None:
        return None

    def picture(self, channel: str, thread_ts: str, title: str, png: bytes) -> Missing | None:
        return Missing("paper takes no pictures")


def escalated() -> Change:
    quiet = quiet_incident(
        Resource("queue", "orders-dlq", "111122223333", "eu-west-1"), "dead_letters", "everything"
    )
    opened = replace(
        quiet,
        episode=1,
        thread=1,
        opened_at=NOW,
        escalation=EscalationPosition(NOW),
        evidence=Evidence(taken_at=NOW),
    )
    entry = TimelineEntry(at=NOW, event=Event.ESCALATED, what="", why="step 1", thread=True, topics=(TOPIC,))
    return changed(opened, NOW, entry)


def showing(fault: BotError) -> tuple[Showing, Paper]:
    store, clock = Store(), HandClock(NOW)
    incidents, paper = FakeIncidents(store, clock), Paper()
    change = escalated()
    incidents.save(change)
    means = Means(
        incidents=incidents,
        cards=FakeCards(store),
        channel=paper,
        topics=Refusing(fault),
        runbooks=lambda _incident, _route, _now: Rendered("", ()),
        policy=Policy(routes=(Route("everything", "C0INCIDENT"),)),
        clock=clock,
    )
    incident: Incident = change.incident
    card = Card(group=incident.group, thread=1, channel="C0INCIDENT", lease="mine")
    return Showing(means, incident, None, card, died=False), paper


def test_a_topic_that_is_gone_does_not_hold_up_the_thread_and_is_remembered_as_trouble() -> None:
    run, paper = showing(Permanent("NotFound"))
    assert run.run() is None
    assert len(paper.replies) == 1
    assert TOPIC in run.card.trouble


def test_a_topic_that_fails_for_a_moment_is_told_again_later() -> None:
    run, paper = showing(Transient("throttled"))
    pause = run.run()
    assert pause is not None
    assert pause > timedelta(0)
    assert run.card.cursor == 0
    assert paper.replies == []


@pytest.mark.parametrize("fault", [Permanent("NotFound"), Transient("throttled")], ids=["gone", "throttled"])
def test_the_card_itself_is_shown_whatever_a_topic_answers(fault: BotError) -> None:
    run, paper = showing(fault)
    run.run()
    assert len(paper.roots) == 1
    assert run.card.lease == ""
