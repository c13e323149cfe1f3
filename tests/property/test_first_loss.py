"""Nobody sleeps through the first loss, whatever people press and alarms say, and whenever.

The incident is looked at whenever something falls due, as on_clock does it; nothing leaves the queue.
Then somebody is called after the last act and before the first loss that was still ahead of it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.domain.alarm.alarm import AlarmState
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Unhealthy
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.incident.change import Change
from bot.domain.incident.incident import Incident
from bot.domain.incident.notifications import Reach
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.advance import advance
from bot.domain.lifecycle.card.delivery import Shown
from bot.domain.lifecycle.escalation.next_notification import next_notification
from bot.domain.lifecycle.escalation.paging import PageAnswer, PageResult, claim, paged
from bot.domain.lifecycle.intake import quiet_incident, take_in
from bot.domain.lifecycle.next_due import Timer, attention_at, due_now
from bot.domain.lifecycle.timer_action import Readings
from bot.domain.policy.by import By
from bot.domain.policy.policy import Escalation, Policy, Route, Step, Target
from bot.domain.urgency.deadlines import deadlines
from tests.property.histories import BEGINNING, KINDS, QUEUE, told, transition
from tests.unit.domain.people import acknowledge, release, snooze

MINUTE = timedelta(minutes=1)
# An act that leaves less than this is followed by no call of its own.
TOO_LATE = 10 * MINUTE
ANA, BEN = By("U0ANA00001", "ana"), By("U0BEN00001", "ben")
STANDING = Unhealthy("5 dead letters stand in it")
Act = Callable[[Incident, Route, datetime, int], Change | Refused | None]


def says(state: AlarmState) -> Act:
    def act(incident: Incident, route: Route, now: datetime, number: int) -> Change | None:
        return take_in(incident, [told(transition(state=state, minute=number), route)], KINDS, now).change

    return act


def snoozes(minutes: int) -> Act:
    return lambda incident, route, now, _: snooze(incident, ANA, now + minutes * MINUTE, now, route)


ACTS: dict[str, Act] = {
    "ana has it": lambda incident, _route, now, _: acknowledge(incident, ANA, now),
    "ben has it": lambda incident, _route, now, _: acknowledge(incident, BEN, now),
    "ana gives it back": lambda incident, _route, now, _: release(incident, ANA, now),
    "ana snoozes shortly": snoozes(10),
    "ana snoozes": snoozes(30),
    "ana snoozes for hours": snoozes(400),
    "the alarm says OK": says(AlarmState.OK),
    "the alarm fires": says(AlarmState.ALARM),
}
PAGER = Target("topic", "arn:aws:sns:eu-west-1:111122223333:page")
PEOPLE = st.sampled_from((Target("owner"), Target("group", "S0ORDERS01"), Target("channel"), PAGER))
STEPS = st.lists(
    st.tuples(st.integers(0, 300), PEOPLE), min_size=1, max_size=4, unique_by=lambda step: step[0]
)


class Story:
    """One incident and everything that is done for it, until a time."""

    def __init__(self, route: Route, clock: LossClock) -> None:
        self.route, self.clock, self.policy = route, clock, Policy((route,))
        self.now, self.calls, self.last_act = BEGINNING, list[datetime](), BEGINNING
        self.incident = quiet_incident(QUEUE, "dead_letters", route.name)
        self.act(says(AlarmState.ALARM), 0)

    def act(self, act: Act, number: int) -> None:
        done = act(self.incident, self.route, self.now, number)
        if isinstance(done, Change):
            self.incident, self.last_act = done.incident, self.now

    def until(self, end: datetime) -> None:
        while (at := attention_at(self.incident, self.route)) is not None and at <= end:
            self.now = max(at, self.now)
            self.look()
        self.now = end

    def look(self) -> None:
        if self.incident.evidence_wanted is not None:
            evidence = Evidence(taken_at=self.now, loss=self.clock)
            self.incident = replace(self.incident, evidence=evidence, evidence_wanted=None)
        self.page()
        due = due_now(self.incident, self.route, self.now)
        targets = next_notification(self.incident, self.route).targets if Timer.ESCALATION in due else ()
        seen = Readings(
            health=STANDING if Timer.HEALTH_CHECK in due else None,
            shown=Shown(self.incident.card_version, self.incident.thread_version),
            reach=tuple(Reach(target) for target in targets if target != PAGER),
        )
        change = advance(self.incident, seen, self.route, self.policy, self.now)
        if change is None:
            return
        self.incident = change.incident
        if any(entry.mentions for entry in change.entries):
            self.calls.append(self.now)

    def page(self) -> None:
        claimed = claim(self.incident, self.route, self.now)
        if claimed is None:
            return
        self.incident = claimed.change.incident
        for page in claimed.pages:
            change = paged(self.incident, page, PageAnswer(PageResult.DELIVERED), self.now)
            assert change is not None
            self.incident = change.incident
            self.calls += [self.now for entry in change.entries if entry.event is Event.PAGED]


def route_of(steps: Sequence[tuple[int, Target]], reminders: int, ask_after: int) -> Route:
    taken = tuple(Step(minutes * MINUTE, (target,)) for minutes, target in sorted(steps))
    plan = Escalation(taken, reminders=reminders, ask_after=ask_after * MINUTE)
    return Route("orders", "C0123456789", owner="U0ANA00001", escalation=plan)


@settings(max_examples=200, deadline=None)
@given(
    steps=STEPS,
    reminders=st.integers(0, 3),
    ask_after=st.integers(30, 600),
    first=st.integers(11, 600),
    later=st.none() | st.integers(0, 120),
    acts=st.lists(st.tuples(st.integers(0, 120), st.sampled_from(sorted(ACTS))), max_size=6),
)
@example([(0, Target("owner"))], 0, 120, 100, None, [(1, "ben has it")])
@example([(0, Target("owner")), (15, Target("channel"))], 0, 120, 180, None, [(5, "the alarm says OK")])
@example([(0, Target("owner"))], 0, 120, 200, None, [(1, "ana snoozes for hours"), (2, "ana snoozes")])
def test_somebody_is_called_after_the_last_act_and_before_the_first_loss(
    steps: list[tuple[int, Target]],
    reminders: int,
    ask_after: int,
    first: int,
    later: int | None,
    acts: list[tuple[int, str]],
) -> None:
    loss = BEGINNING + first * MINUTE
    clock = LossClock(None, loss, "x") if later is None else LossClock(loss, loss + later * MINUTE, "x")
    story = Story(route_of(steps, reminders, ask_after), clock)
    for number, (passing, name) in enumerate(acts, start=1):
        story.until(story.now + passing * MINUTE)
        story.act(ACTS[name], number)
    ahead = deadlines(Evidence(taken_at=BEGINNING, loss=clock), story.route).next_loss(story.last_act)
    if ahead is None or ahead - story.last_act < TOO_LATE:
        return
    story.until(ahead)
    assert [at for at in story.calls if story.last_act <= at < ahead], story.incident
