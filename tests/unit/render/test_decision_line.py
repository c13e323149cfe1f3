"""The decision in words: which clock decided, and what the other one says."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.alarm_kinds import kind_named
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.lag.lag import Lag, Losses
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.incident.episode import Resolution
from bot.domain.policy.policy import Bounds, Hours
from bot.domain.urgency.decision import decide
from bot.render.card.decision_line import decision_line
from bot.render.card.incident_card import incident_card
from bot.render.plain_text import plain
from bot.render.view import Span, When
from tests.amended import amended
from tests.unit.domain.incidents import HOUR, MINUTE, NOW, OPEN, ROUTE

DAY = timedelta(days=1)
HOW = "from the age of the last record read and the stream's retention"


def line(evidence: Evidence, kind: str = "iterator_age", now: datetime = NOW) -> str:
    incident = replace(OPEN, kind=kind, evidence=evidence, evidence_wanted=None)
    route = ROUTE._replace(hours=Hours("UTC", tuple(range(7)), 9 * 60, 18 * 60))
    return plain(decision_line(incident, kind_named(kind), decide(incident, route, now), now))


def behind(age: timedelta, slope: float = 1.0) -> Evidence:
    clock = LossClock(None, NOW + DAY - age, HOW)
    return Evidence(taken_at=NOW, lag=Lag("IteratorAge", age, NOW, slope), loss=clock)


def test_what_is_late_says_since_when_it_stands_and_when_it_is_lost() -> None:
    said = line(behind(HOUR))
    assert said.startswith("Late since ")
    assert "oldest waiting since " in said
    assert "limit 15 min" in said
    assert "first message deleted 2026-03-03 02:00 UTC at the latest" in said


def test_what_will_be_late_is_worded_apart_from_what_will_be_lost() -> None:
    said = line(behind(5 * MINUTE))
    assert said.startswith(
        "Late from 2026-03-02 03:10 UTC: oldest waiting since 2026-03-02 02:55 UTC (limit 15 min)"
    )
    assert "limit 15 min" in said
    assert "Act before" not in said


def test_what_was_seen_to_stand_minutes_ago_may_be_done_and_says_when_it_was_seen() -> None:
    lag = Lag("AsyncEventAge", 5 * MINUTE, NOW - 3 * MINUTE)
    said = line(Evidence(taken_at=NOW, lag=lag), "async_event_age")
    assert ": oldest waiting since 2026-03-02 02:52 UTC or earlier (seen at 02:57 UTC, limit 15 min)" in said


def test_a_time_that_is_foreseen_by_a_trend_says_so() -> None:
    said = line(behind(5 * MINUTE, slope=0.5))
    assert said.startswith("Late from 2026-03-02 03:20 UTC at this rate: oldest waiting since")


def test_what_is_lost_first_is_a_message_where_it_stands_in_a_queue() -> None:
    clock = LossClock(NOW + HOUR, NOW + 3 * HOUR, "from the oldest message sampled")
    said = line(Evidence(taken_at=NOW, loss=clock), "dead_letters")
    assert "first message deleted between then and 2026-03-02 06:00 UTC" in said
    narrow = clock._replace(at_the_latest=NOW + HOUR + 5 * MINUTE)
    said = line(Evidence(taken_at=NOW, loss=narrow), "dead_letters")
    assert said == (
        "Act before 2026-03-02 04:00 UTC: first message deleted then or shortly after "
        "(from the oldest message sampled)"
    )


def test_how_long_is_left_is_said_by_slack_where_the_line_stays_and_a_loss_decides() -> None:
    def spans(evidence: Evidence, *, stays: bool, now: datetime = NOW) -> list[Span]:
        incident = replace(OPEN, kind="iterator_age", evidence=evidence, evidence_wanted=None)
        decision = decide(incident, ROUTE, now)
        return list(decision_line(incident, kind_named(incident.kind), decision, now, stays=stays))

    falling = behind(5 * MINUTE, slope=-1.0)
    assert spans(falling, stays=True)[-1] == When(NOW + DAY - 5 * MINUTE, "ago")
    assert spans(falling, stays=False) == spans(falling, stays=True)[:-2]
    for ended in (spans(behind(HOUR), stays=True), spans(falling, stays=True, now=NOW + 2 * DAY)):
        assert not [each for each in ended if isinstance(each, When) and each.style == "ago"]


def test_what_catches_up_speaks_of_its_loss_only() -> None:
    said = line(behind(5 * MINUTE, slope=-1.0))
    assert said.startswith("Can wait until ")
    assert "late" not in said.replace("latest", "")


def test_what_is_already_lost_is_counted() -> None:
    said = line(Evidence(taken_at=NOW, losses=Losses(15 * MINUTE, lost=37)), "lost_events")
    assert said.startswith("Already lost: 37 events in 15 min")


def test_what_expires_is_counted_as_far_as_it_is_proven() -> None:
    clock = LossClock(None, NOW - HOUR, "from the oldest message sampled")
    some = Evidence(taken_at=NOW, loss=clock, expired=Expired(4, 37, NOW - DAY))
    assert "4 so far, perhaps 37, and more follow" in line(some, "dead_letters")
    assert "4 so far and more follow" in line(replace(some, expired=Expired(4, 4, NOW - DAY)), "dead_letters")


def test_an_end_with_a_loss_is_never_called_healthy() -> None:
    ended = amended(OPEN, resolution=Resolution(NOW, "lost", note="37 expired and are lost"))
    kind = kind_named("dead_letters")
    shown = incident_card(ended, None, ROUTE, kind, decide(ended, ROUTE, NOW), NOW, bounds=Bounds()).fallback
    assert "Ended with a loss: 37 expired and are lost" in shown
