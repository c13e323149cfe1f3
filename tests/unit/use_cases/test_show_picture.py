"""A picture for the thread: tried once, and never more than a picture."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import pytest

from bot.domain.alarm.alarm import Metric
from bot.domain.errors import BotError
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import Change
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.card.projection import Card
from bot.ports.channel import ChannelClosedError, ChannelRateLimitedError, Posted, UnansweredError
from bot.ports.incidents import Write
from bot.render.view import CardView, ReplyView
from bot.use_cases.queueing import Queueing
from bot.use_cases.show_metric_graph import ShowMetricGraph
from tests.fakes import FakeCards, FakeIncidents, FakeLines, FakeOutbox, HandClock, Store
from tests.unit.domain.incidents import MINUTE, NOW, OPEN, with_evidence

DEPTH = Metric("AWS/SQS", "ApproximateNumberOfMessagesVisible", {"QueueName": "orders-dlq"}, "Maximum")
INCIDENT = replace(with_evidence(OPEN), metric=DEPTH)
CHANNEL = "C0ORDERS01"
CARD = Card(group=OPEN.group, thread=OPEN.thread, channel=CHANNEL, ts="1.1")
DENIED = Missing("denied: allow cloudwatch:GetMetricWidgetImage on *")
NO_SCOPE = Missing("denied: add the scope files:write to the Slack app and install it again")


class Thread:
    """A thread that takes pictures and replies, or says why not."""

    def __init__(self, refusing: Missing | None = None, fault: BotError | None = None) -> None:
        self.refusing = refusing
        self.fault = fault
        self.pictures: list[tuple[str, str, bytes]] = []
        self.replies: list[tuple[str, str]] = []

    def picture(self, channel: str, thread_ts: str, title: str, png: bytes) -> Missing | None:
        self.pictures.append((thread_ts, title, png))
        return self.refusing

    def reply(self, channel: str, thread_ts: str, reply: ReplyView, marker: str) -> Posted:
        if self.fault:
            raise self.fault
        self.replies.append((reply.fallback, marker))
        return Posted("1.2", "")

    def post(self, channel: str, card: CardView, marker: str) -> str:
        raise AssertionError("a picture posts no card")

    def edit(self, channel: str, ts: str, card: CardView, marker: str) -> None:
        raise AssertionError("a picture edits no card")

    def take_buttons_off(self, channel: str, ts: str, said: str, marker: str) -> None:
        raise AssertionError("a picture edits no reply")

    def take_away(self, channel: str, ts: str, *, told: bool, to: str) -> None:
        raise AssertionError("a picture takes no card away")

    def find(
        self, channel: str, thread_ts: str, marker: str, since: datetime, until: datetime
    ) -> Posted | None:
        raise AssertionError("what is tried once is searched for never")


def nothing() -> None:
    """Nothing happens meanwhile."""


class Drawing(NamedTuple):
    """Attributes: before is what happens while it is drawn."""

    drawn: bytes | Missing = b"png"
    before: Callable[[], object] = nothing

    def of(self, incident: Incident) -> bytes | Missing:
        self.before()
        return self.drawn


DRAWN = Drawing()


def queueing(store: Store, clock: HandClock) -> Queueing:
    return Queueing(FakeLines(store), FakeOutbox(), clock)


def shown(
    thread: Thread, drawing: Drawing = DRAWN, incident: Incident = INCIDENT, card: Card = CARD
) -> FakeCards:
    """Try it twice; the cards afterwards."""
    store, clock = Store(), HandClock(NOW)
    FakeIncidents(store, clock).save(Write(Change(incident, 0)))
    cards = FakeCards(store)
    assert cards.claim(cards.load(card.group).card, card)
    show = ShowMetricGraph(cards, queueing(store, clock), thread, drawing, clock)
    show(card.group)
    show(card.group)
    return cards


def test_it_is_put_into_the_thread_once_and_says_what_it_shows() -> None:
    thread = Thread()
    cards = shown(thread)
    assert thread.pictures == [
        ("1.1", "ApproximateNumberOfMessagesVisible of orders-dlq, the last 3 h", b"png")
    ]
    assert thread.replies == []
    assert cards.load(OPEN.group).card.pictured == INCIDENT.episode.number


@pytest.mark.parametrize(("thread", "drawn"), [(Thread(), DENIED), (Thread(NO_SCOPE), b"png")])
def test_what_a_person_can_mend_is_said_once_with_a_marker_of_its_own(
    thread: Thread, drawn: bytes | Missing
) -> None:
    shown(thread, Drawing(drawn))
    ((said, marker),) = thread.replies
    assert said.startswith("No CloudWatch graph (denied: a")
    assert marker == f"{OPEN.id}.1.picture.1"


@pytest.mark.parametrize(
    "why",
    [
        "AWS throttles cloudwatch:GetMetricWidgetImage on *",
        "cloudwatch:GetMetricWidgetImage on * refused: InvalidAction Unknown action",
        "cannot look there: account 999999999999 has no role for Lastcall",
    ],
)
def test_what_nobody_can_mend_here_is_not_said(why: str) -> None:
    thread = Thread()
    shown(thread, Drawing(Missing(why)))
    assert (thread.pictures, thread.replies) == ([], [])


@pytest.mark.parametrize("fault", [UnansweredError("status 500"), ChannelClosedError("is_archived")])
def test_a_reply_that_slack_does_not_take_is_no_fault(fault: BotError) -> None:
    thread = Thread(NO_SCOPE, fault)
    shown(thread)
    assert len(thread.pictures) == 1


def test_a_reply_that_meets_a_429_closes_the_channel_for_everybody_and_comes_later() -> None:
    store, clock, thread = Store(), HandClock(NOW), Thread(NO_SCOPE, ChannelRateLimitedError(MINUTE))
    FakeIncidents(store, clock).save(Write(Change(INCIDENT, 0)))
    cards = FakeCards(store)
    assert cards.claim(cards.load(CARD.group).card, CARD)
    show = ShowMetricGraph(cards, queueing(store, clock), thread, DRAWN, clock)
    assert show(CARD.group) == MINUTE
    assert FakeLines(store).load(CHANNEL).closed_until == NOW + MINUTE
    assert show(CARD.group) is None, "the channel is closed"
    thread.fault = None
    clock.now += MINUTE
    assert show(CARD.group) is None
    assert len(thread.replies) == 1


def test_what_is_drawn_when_the_process_dies_is_not_drawn_again() -> None:
    class DiedError(BaseException):
        pass

    def dies() -> None:
        raise DiedError

    store, clock = Store(), HandClock(NOW)
    FakeIncidents(store, clock).save(Write(Change(INCIDENT, 0)))
    cards, thread = FakeCards(store), Thread()
    assert cards.claim(cards.load(CARD.group).card, CARD)
    with pytest.raises(DiedError):
        ShowMetricGraph(cards, queueing(store, clock), thread, Drawing(before=dies), clock)(CARD.group)
    ShowMetricGraph(cards, queueing(store, clock), thread, DRAWN, clock)(CARD.group)
    assert thread.pictures == []


NOT_YET = (
    pytest.param(replace(INCIDENT, metric=None), CARD, id="the alarm watches no metric"),
    pytest.param(replace(INCIDENT, evidence=None), CARD, id="nobody has looked yet"),
    pytest.param(replace(INCIDENT, evidence_wanted=NOW), CARD, id="somebody looks again"),
    pytest.param(INCIDENT, replace(CARD, ts=""), id="there is no thread yet"),
    pytest.param(replace(INCIDENT, thread=2), CARD, id="its own thread is not there yet"),
    pytest.param(INCIDENT, replace(CARD, pictured=1), id="it was tried"),
    pytest.param(
        INCIDENT,
        replace(CARD, lease="x", lease_until=NOW + timedelta(minutes=1)),
        id="somebody is talking to Slack",
    ),
)


@pytest.mark.parametrize(("incident", "card"), NOT_YET)
def test_it_is_not_due_while(incident: Incident, card: Card) -> None:
    thread = Thread()
    shown(thread, incident=incident, card=card)
    assert thread.pictures == []
