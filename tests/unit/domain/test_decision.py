"""Can it wait, and until when."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import Losses
from bot.domain.evidence.loss_clock import LossClock, dead_letter_clock
from bot.domain.evidence.verdict import Cause, Verdict
from bot.domain.policy.hours import MARGIN, work_begins
from bot.domain.policy.policy import Hours
from bot.domain.urgency.decision import Urgency, decide, snooze_presets
from tests.unit.domain.incidents import HOUR, MINUTE, OPEN, ROUTE, with_evidence

WEEKDAYS = (0, 1, 2, 3, 4)
OFFICE = Hours("Europe/Berlin", WEEKDAYS, 9 * 60, 18 * 60)
NIGHT = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)  # a Monday
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
WORKING = ROUTE._replace(hours=OFFICE)

BEGINNINGS = (
    pytest.param(NIGHT, MORNING, id="at night: this morning"),
    pytest.param(MORNING + HOUR, MORNING + HOUR, id="while working: now"),
    pytest.param(MORNING + 9 * HOUR, MORNING + timedelta(days=1), id="once work has ended: the next morning"),
    pytest.param(
        MORNING + timedelta(days=4, hours=10), MORNING + timedelta(days=7), id="on Friday evening: Monday"
    ),
    pytest.param(
        datetime(2026, 3, 28, 20, tzinfo=UTC),
        datetime(2026, 3, 30, 7, tzinfo=UTC),
        id="over the change to summer time: an hour earlier by UTC",
    ),
    pytest.param(
        datetime(2026, 10, 24, 20, tzinfo=UTC),
        datetime(2026, 10, 26, 8, tzinfo=UTC),
        id="over the change back: an hour later",
    ),
)


@pytest.mark.parametrize(("now", "begins"), BEGINNINGS)
def test_work_begins(now: datetime, begins: datetime) -> None:
    assert work_begins(OFFICE, now) == begins


def test_without_hours_nobody_says_when_work_begins() -> None:
    assert work_begins(None, NIGHT) is None


def test_without_days_there_is_no_next_day_of_work() -> None:
    assert work_begins(OFFICE._replace(days=()), NIGHT) is None


def test_work_that_lasts_all_day_has_begun() -> None:
    assert work_begins(Hours("UTC", (0, 1, 2, 3, 4, 5, 6), 0, 24 * 60), NIGHT) == NIGHT


def test_what_could_not_be_delivered_is_lost_once_that_was_proven_and_else_perhaps() -> None:
    undelivered = Losses(HOUR, lost=0, undelivered=180, handed_on=0)
    perhaps = Evidence(taken_at=NIGHT, losses=undelivered, verdict=Verdict(Cause.CANNOT_TELL, "cannot tell"))
    proven = replace(perhaps, verdict=Verdict(Cause.ALREADY_LOST, "lost", ("180 not delivered",)))
    told = [decide(replace(OPEN, evidence=each), ROUTE, NIGHT) for each in (perhaps, proven)]
    assert [(each.urgency, each.lost) for each in told] == [
        (Urgency.UNKNOWN, 0),
        (Urgency.ALREADY_LOST, 180),
    ]


DECISIONS = (
    pytest.param(
        24 * HOUR, Urgency.CAN_WAIT, MORNING, id="a loss long after the morning can wait until then"
    ),
    pytest.param(6 * HOUR, Urgency.ACT_BEFORE, NIGHT + 6 * HOUR, id="a loss soon after the morning cannot"),
    pytest.param(timedelta(0), Urgency.BEING_LOST, NIGHT, id="a loss that has come"),
)


@pytest.mark.parametrize(("left", "urgency", "at"), DECISIONS)
def test_the_decision_compares_the_loss_with_the_beginning_of_work(
    left: timedelta, urgency: Urgency, at: datetime
) -> None:
    decision = decide(with_evidence(OPEN, first_loss=NIGHT + left), WORKING, NIGHT)
    assert (decision.urgency, decision.at, decision.first_loss) == (urgency, at, NIGHT + left)


def test_without_hours_it_is_to_be_done_before_the_loss() -> None:
    decision = decide(with_evidence(OPEN, first_loss=NIGHT + 24 * HOUR), ROUTE, NIGHT)
    assert decision.urgency is Urgency.ACT_BEFORE


@pytest.mark.parametrize(
    ("incident", "why"),
    [
        pytest.param(OPEN, "no loss clock yet", id="before the evidence"),
        pytest.param(with_evidence(OPEN), "denied", id="when it could not be read"),
        pytest.param(
            replace(with_evidence(OPEN), evidence=None), "no loss clock yet", id="when there is no evidence"
        ),
    ],
)
def test_what_is_not_known_is_said_to_be_unknown(incident: object, why: str) -> None:
    decision = decide(incident, WORKING, NIGHT)  # type: ignore[arg-type]
    assert (decision.urgency, decision.at, decision.why) == (Urgency.UNKNOWN, None, why)


def test_a_clock_without_times_is_unknown() -> None:
    blank = with_evidence(OPEN)
    assert blank.evidence is not None
    blank = replace(blank, evidence=replace(blank.evidence, loss=LossClock(None, None, "x")))
    assert decide(blank, WORKING, NIGHT).urgency is Urgency.UNKNOWN


BOUNDS = (
    pytest.param(
        (NIGHT + 3 * HOUR, NIGHT + 9 * HOUR), Urgency.ACT_BEFORE, NIGHT + 3 * HOUR, id="a bound ahead counts"
    ),
    pytest.param(
        (NIGHT - HOUR, NIGHT + 9 * HOUR), Urgency.ACT_BEFORE, NIGHT + 9 * HOUR, id="a bound passed is no loss"
    ),
    pytest.param((NIGHT - HOUR, None), Urgency.UNKNOWN, None, id="and alone it says nothing"),
    pytest.param(
        (NIGHT - HOUR, NIGHT - HOUR), Urgency.BEING_LOST, NIGHT - HOUR, id="the oldest seen is gone"
    ),
    pytest.param((NIGHT - 2 * HOUR, NIGHT), Urgency.BEING_LOST, NIGHT, id="whatever was possible before it"),
)


@pytest.mark.parametrize(("bounds", "urgency", "at"), BOUNDS)
def test_only_what_was_seen_is_ever_called_lost(
    bounds: tuple[datetime | None, datetime | None], urgency: Urgency, at: datetime | None
) -> None:
    bounded = with_evidence(OPEN)
    assert bounded.evidence is not None
    loss = LossClock(*bounds, "from the oldest message sampled")
    decision = decide(replace(bounded, evidence=replace(bounded.evidence, loss=loss)), ROUTE, NIGHT)
    assert (decision.urgency, decision.at) == (urgency, at)


def presets(left: timedelta | None, *, loses: bool = True, now: datetime = NIGHT) -> list[str]:
    incident = with_evidence(OPEN, first_loss=now + left if left is not None else None)
    return [preset.label for preset in snooze_presets(incident, WORKING, now, loses=loses)]


def test_snoozes_that_end_in_time_are_offered_longest_first() -> None:
    assert presets(24 * HOUR) == ["until work begins", "4 h", "1 h", "30 min"]
    assert presets(4 * HOUR) == ["1 h", "30 min"]
    assert presets(MARGIN + 30 * MINUTE) == ["30 min"]


def test_with_no_time_left_only_the_shortest_is_offered() -> None:
    assert presets(HOUR) == ["30 min"]


def test_while_nobody_knows_when_it_is_lost_only_the_shortest_is_offered() -> None:
    assert presets(None) == ["30 min"]


def test_what_loses_nothing_may_rest_until_work_begins() -> None:
    assert presets(None, loses=False)[0] == "until work begins"


def test_while_working_there_is_no_beginning_to_wait_for() -> None:
    assert presets(None, loses=False, now=MORNING + HOUR) == ["4 h", "1 h", "30 min"]


DAY = timedelta(days=1)
CLOCKS = (
    pytest.param(
        {"oldest_sent": None, "last_empty": NIGHT},
        LossClock(NIGHT + 4 * DAY - DAY, None, "from the queue's retention"),
        id="not sampled: its retention less what may have been spent in the source",
    ),
    pytest.param(
        {"oldest_sent": NIGHT - HOUR, "last_empty": None},
        LossClock(None, NIGHT - HOUR + 4 * DAY, "from the oldest message sampled"),
        id="never known empty: the oldest message seen",
    ),
    pytest.param(
        {"oldest_sent": NIGHT - 2 * DAY, "last_empty": NIGHT},
        LossClock(NIGHT + 2 * DAY, NIGHT + 2 * DAY, "from the oldest message sampled"),
        id="a message older than the bound allowed: the sample wins",
    ),
    pytest.param(
        {"oldest_sent": None, "last_empty": NIGHT, "source_retention": None},
        LossClock(None, None, "from the queue's retention"),
        id="a source that could not be read: no lower bound",
    ),
    pytest.param(
        {"oldest_sent": None, "last_empty": NIGHT, "source_retention": None, "fifo": True},
        LossClock(NIGHT + 4 * DAY, None, "from the queue's retention"),
        id="in a FIFO queue the time begins again with the move",
    ),
)


@pytest.mark.parametrize(("known", "clock"), CLOCKS)
def test_the_loss_clock(known: dict[str, object], clock: LossClock) -> None:
    facts = {"retention": 4 * DAY, "source_retention": DAY, "fifo": False} | known
    assert dead_letter_clock(**facts) == clock  # type: ignore[arg-type]
