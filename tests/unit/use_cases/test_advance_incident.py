"""What a timer wants read is read when it is due, and nothing else is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Health, Unhealthy
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import changed
from bot.domain.incident.incident import Incident
from bot.domain.incident.mitigation_record import Values
from bot.domain.incident.notifications import Reach
from bot.domain.lifecycle.access import Person
from bot.domain.lifecycle.next_due import Timer, due_now
from bot.domain.lifecycle.timer_action import ToRead
from bot.domain.lifecycle.timers import wanted_by
from bot.domain.policy.policy import Route, Target
from bot.ports.cards import Projected
from bot.ports.incidents import Write
from bot.use_cases.advance_incident import AdvanceIncident, Readers
from bot.use_cases.page_topics import PageTopics
from bot.use_cases.read_health import ReadHealth
from bot.use_cases.write_incident import IncidentWriter
from tests.fakes import FakeCards, FakeIncidents, FakeOutbox, HandClock, Store
from tests.fakes.live_settings import FakeLiveSettings
from tests.fakes.pace import FakePace
from tests.fakes.topics import FakeTopics
from tests.unit.domain.incidents import HOUR, NOW, POLICY, ROUTE
from tests.unit.domain.lifecycle.played import PLAYED, Played

each_timer = pytest.mark.parametrize(
    ("timer", "played"), PLAYED.items(), ids=lambda each: getattr(each, "name", "")
)


class Seen(set[ToRead]):
    """What was read."""


class Cards(FakeCards):
    def __init__(self, store: Store, seen: Seen) -> None:
        super().__init__(store)
        self.seen = seen

    def load(self, group: str) -> Projected:
        self.seen.add(ToRead.SHOWN)
        return super().load(group)


class HealthOf(ReadHealth):
    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    def __call__(self, incident: Incident, now: datetime) -> Health:
        self.seen.add(ToRead.HEALTH)
        return Unhealthy("4 stand in it", 4)

    def behind(self, incident: Incident, now: datetime) -> Lag | Missing | None:
        self.seen.add(ToRead.AMOUNT)
        return None


class People:
    def __init__(self, seen: Seen) -> None:
        self.seen = seen

    def person(self, user: str, route: Route | None = None) -> Person | Missing:
        raise AssertionError(user)

    def reach(
        self, targets: Sequence[Target], route: Route, channel: str, now: datetime
    ) -> tuple[Reach, ...]:
        self.seen.add(ToRead.REACH)
        return ()


class Settings(FakeLiveSettings):
    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen

    def read(self, target: str) -> Values | Missing:
        self.seen.add(ToRead.SETTINGS)
        return Missing("denied")


class Pace(FakePace):
    def __init__(self, seen: Seen) -> None:
        super().__init__()
        self.seen = seen

    def taken(self) -> datetime | None:
        self.seen.add(ToRead.LAST_TURN)
        return super().taken()


def advanced(played: Played) -> tuple[Incident, Seen, Seen]:
    """The incident once what was due has been done, what was read, and what was wanted."""
    store, seen, at = Store(), Seen(), played.due_at
    incidents = FakeIncidents(store, HandClock(at))
    incident = changed(replace(played.incident, version=0), at, shown=False).incident
    incidents.save(Write(changed(replace(played.incident, version=0), at, shown=False)))
    cards, keep = Cards(store, seen), IncidentWriter(incidents, FakeOutbox(), lambda: POLICY)
    readers = Readers(cards, People(seen), HealthOf(seen), Settings(seen), Pace(seen))
    page = PageTopics(cards, FakeTopics(), keep, lambda: POLICY)
    AdvanceIncident(incidents, readers, page, keep, lambda: POLICY)(incident.group, at)
    return store.incidents[incident.group], seen, Seen(wanted_by(due_now(incident, ROUTE, at)))


@each_timer
def test_whatever_is_due_is_done(timer: Timer, played: Played) -> None:
    incident, _, _ = advanced(played)
    assert timer not in due_now(incident, ROUTE, played.due_at)


@each_timer
def test_what_it_wants_read_is_read_and_nothing_else(timer: Timer, played: Played) -> None:
    _, seen, wanted = advanced(played)
    read = wanted - {ToRead.WHETHER_OVER, ToRead.AMOUNT}
    if ToRead.AMOUNT in wanted:
        read.add(ToRead.HEALTH)  # nothing was behind at the last look
    if timer is Timer.PAGE:
        read.add(ToRead.SHOWN)  # a page says whether Slack shows the incident
    assert read <= seen
    assert seen - read <= ({ToRead.HEALTH} if ToRead.WHETHER_OVER in wanted else set())


def test_where_nobody_can_say_how_far_behind_work_is_the_resource_is_read() -> None:
    played = PLAYED[Timer.RECOUNT]
    behind = Evidence(taken_at=NOW, lag=Lag("IteratorAge", age=HOUR))
    _, seen, _ = advanced(played._replace(incident=replace(played.incident, evidence=behind)))
    assert seen == {ToRead.AMOUNT, ToRead.HEALTH}
