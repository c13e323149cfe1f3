"""The life of an incident, whatever happens to it and whenever it is looked at."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.alarm.alarm import AlarmState
from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.domain.incident.change import Change, changed
from bot.domain.incident.incident import Incident, Status
from bot.domain.incident.notifications import Reach
from bot.domain.incident.refused import Refused
from bot.domain.incident.timeline import Event
from bot.domain.lifecycle.advance import advance, read_before_telling
from bot.domain.lifecycle.card.delivery import Shown
from bot.domain.lifecycle.escalation.next_notification import next_notification
from bot.domain.lifecycle.intake import quiet_incident, take_in
from bot.domain.lifecycle.next_due import Timer, attention_at, due_now
from bot.domain.lifecycle.recovery import seems_over
from bot.domain.lifecycle.timer_action import Readings, ToRead
from bot.domain.lifecycle.timers import wanted_by
from bot.domain.policy.by import By
from bot.domain.policy.policy import Escalation, Hours, Policy, Route, Step, Target
from bot.domain.urgency.decision import snooze_presets
from tests.property.histories import BEGINNING, KINDS, QUEUE, told, transition
from tests.unit.domain.people import acknowledge, release, resolve, snooze

MINUTE = timedelta(minutes=1)
ROUTE = Route(
    "orders",
    "C0123456789",
    owner="U0ANA00001",
    escalation=Escalation(
        steps=(
            Step(timedelta(0), (Target("owner"),)),
            Step(15 * MINUTE, (Target("user", "U0BEN00001"), Target("group", "S0ORDERS01"))),
            Step(30 * MINUTE, (Target("channel"),)),
        ),
        reminders=2,
    ),
    hours=Hours("Europe/Berlin", (0, 1, 2, 3, 4), 540, 1080),
)
POLICY = Policy((ROUTE,))
PEOPLE = (By("U0ANA00001", "ana"), By("U0BEN00001", "ben"))
CALLS = {Event.ESCALATED, Event.REMINDED}
HEALTH = st.sampled_from(
    (Healthy("empty", empty=True), Healthy("quick"), Unhealthy("3 stand in it"), Missing("denied"))
)
PASSING = st.sampled_from((timedelta(seconds=5), MINUTE, 6 * MINUTE, 20 * MINUTE, timedelta(hours=5)))


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.now: datetime = BEGINNING
        self.incident: Incident = quiet_incident(QUEUE, "dead_letters", ROUTE.name)
        self.minute = 0
        self.muted: dict[int, int] = {}

    def keep(self, change: Change | Refused | None) -> None:
        if isinstance(change, Change):
            assert change.before == self.incident.version
            self.incident = change.incident

    @initialize()
    def fires_first(self) -> None:
        self.hears(AlarmState.ALARM, 0, suppressed=False)

    @rule(state=st.sampled_from(AlarmState), alarm=st.integers(0, 1), suppressed=st.booleans())
    def hears(self, state: AlarmState, alarm: int, *, suppressed: bool) -> None:
        self.minute += 1
        heard = transition(alarm=alarm, state=state, minute=self.minute, suppressed=suppressed)
        self.keep(take_in(self.incident, [told(heard, ROUTE)], KINDS, self.now).change)
        if state is not AlarmState.INSUFFICIENT_DATA:
            self.muted.pop(alarm, None)
            self.muted |= {alarm: self.minute} if state is AlarmState.ALARM and suppressed else {}
        if state is AlarmState.ALARM and not suppressed:
            assert self.incident.live

    @rule(data=st.data())
    @precondition(lambda self: self.muted)
    def a_mute_window_ends(self, data: st.DataObject) -> None:
        """CloudWatch repeats the ALARM that was muted, with its old time."""
        alarm = data.draw(st.sampled_from(sorted(self.muted)))
        repeated = transition(alarm=alarm, minute=self.muted.pop(alarm))
        self.keep(take_in(self.incident, [told(repeated, ROUTE)], KINDS, self.now).change)
        assert self.incident.live
        assert self.incident.firing

    @rule(passing=PASSING)
    def time_passes(self, passing: timedelta) -> None:
        self.now += passing

    @rule(by=st.sampled_from(PEOPLE))
    def is_acknowledged(self, by: By) -> None:
        self.keep(acknowledge(self.incident, by, self.now))

    @rule(by=st.sampled_from(PEOPLE))
    def is_released(self, by: By) -> None:
        self.keep(release(self.incident, by, self.now))

    @rule(by=st.sampled_from(PEOPLE), which=st.integers(0, 3), loses=st.booleans())
    def is_snoozed(self, by: By, which: int, *, loses: bool) -> None:
        presets = snooze_presets(self.incident, ROUTE, self.now, loses=loses)
        # Shortly before the first loss nothing is offered; what is asked for all the same is refused.
        untils = [each.until for each in presets] or [self.now + timedelta(minutes=30)]
        until = untils[which % len(untils)]
        assert self.now < until <= self.now + timedelta(days=4)
        self.keep(snooze(self.incident, by, until, self.now, ROUTE))

    @rule(by=st.sampled_from(PEOPLE), reason=st.sampled_from(("", "known")), health=st.none() | HEALTH)
    def is_resolved(self, by: By, reason: str, health: Health | None) -> None:
        self.keep(resolve(self.incident, by, reason, health, self.now))

    @rule(left=st.none() | st.integers(-1, 30), sampled=st.booleans(), depth=st.integers(0, 1))
    @precondition(lambda self: self.incident.live)
    def evidence_arrives(self, left: int | None, depth: int, *, sampled: bool) -> None:
        loss = LossClock(None, self.now + timedelta(hours=left), "sampled") if left is not None else None
        hidden = self.now + timedelta(seconds=30) if sampled else None
        evidence = Evidence(taken_at=self.now, loss=loss, hidden_until=hidden, depth=Depth(depth))
        self.keep(changed(replace(self.incident, evidence=evidence, evidence_wanted=None), self.now))

    @rule(health=HEALTH, card_shown=st.booleans(), nobody=st.booleans())
    def is_looked_at(self, health: Health, *, card_shown: bool, nobody: bool) -> None:
        """Look until nothing is due, as on_command does: what falls due at once is done at once."""
        for _ in range(20):
            if not self.look(health, card_shown=card_shown, nobody=nobody):
                return
        raise AssertionError("something is due for ever")

    def look(self, health: Health, *, card_shown: bool, nobody: bool) -> bool:
        self.reads_before_telling(health)
        before, due = self.incident, due_now(self.incident, ROUTE, self.now)
        wanted = wanted_by(due)
        targets = next_notification(before, ROUTE).targets if ToRead.REACH in wanted else ()
        seen = Readings(
            health=health if wanted & {ToRead.HEALTH, ToRead.AMOUNT} else None,
            shown=self.shown(card_shown=card_shown) if ToRead.SHOWN in wanted else None,
            reach=tuple(Reach(target, reached=not nobody, why="away") for target in targets),
        )
        change = advance(before, seen, ROUTE, POLICY, self.now)
        if change is None:
            assert not due
            return False
        if any(entry.event in CALLS for entry in change.entries):
            assert change.incident.status is Status.OPEN
            assert not change.incident.left_in_peace
            assert not change.incident.snoozed(self.now)
            assert _told(change.incident) == _told(before) + 1
        self.keep(change)
        return True

    def reads_before_telling(self, health: Health) -> None:
        if read_before_telling(self.incident, due_now(self.incident, ROUTE, self.now), self.now):
            self.keep(seems_over(self.incident, health, self.now))

    def shown(self, *, card_shown: bool) -> Shown:
        return Shown(self.incident.card_version, self.incident.thread_version) if card_shown else Shown()

    @invariant()
    def a_live_incident_always_has_a_due_time(self) -> None:
        if self.incident.live:
            assert attention_at(self.incident, ROUTE) is not None

    @invariant()
    def a_resolved_incident_calls_and_asks_nobody(self) -> None:
        if not self.incident.live:
            silent = (Timer.ESCALATION, Timer.STILL_ON_IT, Timer.HEALTH_CHECK, Timer.CLOCK_WARNING)
            assert [timer.at(self.incident, ROUTE) for timer in silent] == [None] * 4
            assert not self.incident.evidence_wanted

    @invariant()
    def it_recovers_while_nothing_fires_or_where_it_was_read_to_be_over(self) -> None:
        incident = self.incident
        read = incident.live and incident.recovery is not None
        assert incident.recovering is (read if incident.firing else incident.live)

    @invariant()
    def the_counters_of_what_is_shown_never_run_ahead(self) -> None:
        incident = self.incident
        assert (
            max(incident.card_version, incident.person_version, incident.thread_version) <= incident.version
        )
        assert incident.thread <= incident.episode.number


def _told(incident: Incident) -> int:
    position = incident.escalation
    return position.steps + position.reminders if position else 0


Life.TestCase.settings = settings(max_examples=150, stateful_step_count=40)
TestLife = Life.TestCase
