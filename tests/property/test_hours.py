"""What the card says of waiting, the calls keep: for any hours, over any change of the clocks.

No call outside the hours unless one of the clocks falls due before they begin or leaves too little time after
it; and whatever the hours, somebody is called before the first loss.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.lag.lag import Lag
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.incident.episode import Acknowledgement
from bot.domain.incident.incident import Incident
from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.escalation.next_notification import next_notification_at, question_due
from bot.domain.lifecycle.intake import quiet_incident, take_in
from bot.domain.lifecycle.timer_action import Readings
from bot.domain.policy.by import By
from bot.domain.policy.hours import MARGIN, work_begins
from bot.domain.policy.policy import Escalation, Hours, Policy, Route, Step, Target
from bot.domain.urgency.decision import Urgency, decide
from tests.amended import amended
from tests.property.histories import KINDS, QUEUE, told, transition
from tests.unit.domain.people import acknowledge

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
ANA = By("U0ANA00001", "ana")
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
# Whole hours within a day, so that no hour that the clocks leave out or show twice is all there is of it.
HOURS = st.builds(
    lambda zone, days, begins, length: Hours(zone, tuple(sorted(days)), begins * 60, (begins + length) * 60),
    st.sampled_from(ZONES),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(4, 14),
    st.integers(4, 9),
)
# Two years with their changes of the clocks.
TIMES = st.integers(0, 2 * 366 * 24 * 4).map(
    lambda quarters: datetime(2026, 1, 1, tzinfo=UTC) + quarters * 15 * MINUTE
)
LEFT = st.none() | st.integers(20, 6 * 24 * 60).map(lambda minutes: minutes * MINUTE)


def at_work(hours: Hours, at: datetime) -> bool:
    """By the clock on the wall, and by nothing that the product reckons."""
    local = at.astimezone(ZoneInfo(hours.timezone))
    return local.weekday() in hours.days and hours.begins <= local.hour * 60 + local.minute < hours.ends


def opened(at: datetime, left: timedelta | None, late_in: timedelta | None = None) -> Incident:
    """An incident that was looked at as it fired."""
    fired = replace(transition(), at=at)
    change = take_in(quiet_incident(QUEUE, "dead_letters", "orders"), [told(fired)], KINDS, at).change
    assert change is not None
    loss = LossClock(None, at + left, "from the oldest message sampled") if left else None
    lag = Lag("age", age=timedelta(0), at=at, slope=1.0, waiting=1) if late_in else None
    return replace(
        change.incident,
        evidence=Evidence(taken_at=at, loss=loss, lag=lag),
        evidence_wanted=None,
        card_check_at=None,
    )


def route(hours: Hours, after: int = 0, late_in: timedelta | None = None) -> Route:
    plan = Escalation(
        (Step(after * MINUTE, (Target("owner"),)), Step((after + 10) * MINUTE, (Target("channel"),)))
    )
    allowed = late_in or timedelta(minutes=15)
    return Route("orders", "C0123456789", owner=ANA.user, hours=hours, escalation=plan, max_delay=allowed)


@given(HOURS, TIMES)
@example(Hours("Europe/Berlin", (6,), 9 * 60, 18 * 60), datetime(2026, 3, 28, 22, tzinfo=UTC))
@example(Hours("America/New_York", (6,), 9 * 60, 18 * 60), datetime(2026, 10, 31, 22, tzinfo=UTC))
def test_work_begins_at_the_next_time_the_wall_says_so(hours: Hours, now: datetime) -> None:
    begins = work_begins(hours, now)
    assert begins is not None
    assert at_work(hours, begins)
    quarters = int((begins - now) / (15 * MINUTE))
    assert not any(at_work(hours, now + n * 15 * MINUTE) for n in range(quarters))


@given(HOURS, TIMES, LEFT, LEFT, st.integers(0, 600))
def test_nobody_is_called_outside_the_hours_unless_a_clock_falls_due_before(
    hours: Hours, fired: datetime, left: timedelta | None, late_in: timedelta | None, after: int
) -> None:
    incident, plan = opened(fired, left, late_in), route(hours, after, late_in)
    at = next_notification_at(incident, plan)
    assert at is not None
    begins = work_begins(hours, at)
    assert begins is not None
    clocks = [fired + each for each in (left, late_in) if each]
    unknown = left is None
    assert at_work(hours, at) or unknown or min(clocks) <= begins + MARGIN, incident


@given(HOURS, TIMES, LEFT, LEFT, st.integers(0, 600))
def test_a_call_that_comes_never_stands_beside_a_card_that_says_it_can_wait(
    hours: Hours, fired: datetime, left: timedelta | None, late_in: timedelta | None, after: int
) -> None:
    incident, plan = opened(fired, left, late_in), route(hours, after, late_in)
    at = next_notification_at(incident, plan)
    assert at is not None
    decision = decide(incident, plan, at)
    assert decision.urgency is not Urgency.CAN_WAIT or decision.at == at


@given(HOURS, TIMES, st.integers(20, 6 * 24 * 60), st.integers(0, 3000))
def test_whatever_the_hours_somebody_is_called_before_the_first_loss(
    hours: Hours, fired: datetime, minutes: int, after: int
) -> None:
    incident = opened(fired, minutes * MINUTE)
    at = next_notification_at(incident, route(hours, after))
    assert at is not None
    assert at < fired + minutes * MINUTE


@given(hours=HOURS, fired=TIMES, minutes=st.integers(20, 6 * 24 * 60), asked=st.booleans())
def test_whoever_has_it_is_asked_in_the_hours_or_before_the_first_loss(
    hours: Hours, fired: datetime, minutes: int, *, asked: bool
) -> None:
    incident, loss, plan = opened(fired, minutes * MINUTE), fired + minutes * MINUTE, route(hours)
    done = acknowledge(incident, ANA, fired)
    held = Acknowledgement(ANA, fired, fired, fired if asked else None)
    incident = amended(done.incident, acknowledgement=held)  # type: ignore[union-attr]
    at = question_due(incident, plan)
    assert at is not None
    begins = work_begins(hours, at)
    assert begins is not None
    assert at < loss
    assert at_work(hours, at) or loss <= begins + MARGIN


@given(HOURS, TIMES)
def test_what_the_hours_held_back_begins_with_its_first_step_and_goes_on_in_its_time(
    hours: Hours, fired: datetime
) -> None:
    """Else at nine everybody would be told at once."""
    incident, plan = opened(fired, timedelta(days=14)), route(hours)
    at = next_notification_at(incident, plan)
    assert at is not None
    change = advance(incident, Readings(), plan, Policy((plan,)), at)
    assert change is not None
    assert change.incident.escalation is not None
    delivered = change.incident.escalation._replace(notifications=())
    second = next_notification_at(amended(change.incident, escalation=delivered), plan)
    assert second is not None
    assert second >= at + 10 * MINUTE
