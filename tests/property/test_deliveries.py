"""However a story is delivered, and whatever breaks on the way, people see one thing, and it is true.

Through the whole of Lastcall; the histories are the same in every run.
"""

import logging
from datetime import timedelta
from random import Random

import hypothesis.strategies as st
from hypothesis import given, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from bot.domain.alarm.alarm import AlarmState
from bot.domain.lifecycle.recovery import UNSAID
from local.slack_workspace import Fault, FaultKind
from tests.faults.invariants import promises
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.alarms import Told
from tests.scenario.harness.wire import AT_ONCE

DLQ = Alarm("orders-dlq")
OTHER = Alarm("orders-dlq", "orders-dlq-too-many")


@settings(max_examples=12, derandomize=True)
@given(
    states=st.lists(st.sampled_from(AlarmState), min_size=6, max_size=6).filter(lambda each: "ALARM" in each),
    count=st.integers(6, 1_000),
    random=st.randoms(use_true_random=False),
)
def test_a_history_of_six_transitions_ends_in_one_state_and_one_message(
    states: list[AlarmState], count: int, random: Random
) -> None:
    with Harness() as h:
        h.dead_letters("orders-dlq")
        history = [_told(state, h, n) for n, state in enumerate(states)]
        h.clock.forward(minutes=1)
        # Each is sent to us at least once; what merely passes by on the bus may come at any time.
        _deliver_in_any_order(h, history, count, random)
        h.fast_forward(seconds=30)
        incident = h.incident()
        deciding = [told for told in history if told.state != "INSUFFICIENT_DATA"]
        (entry,) = incident.alarms.values()
        assert (entry.state, entry.at) == (history[-1].state, history[-1].at)
        assert (entry.verdict, entry.verdict_at) == (deciding[-1].state, deciding[-1].at)
        assert (incident.live, incident.episode.number, incident.thread) == (True, 1, 1)
        assert incident.recovering == (deciding[-1].state == "OK")
        assert len(h.slack.messages()) == 1
        assert list(promises(h)) == []


def _told(state: AlarmState, h: Harness, second: int) -> Told:
    at = h.clock() + timedelta(seconds=second)
    return Told(alarm=DLQ, state=state, at=at, reason="Threshold Crossed")


def _deliver_in_any_order(h: Harness, history: list[Told], count: int, random: Random) -> None:
    deliveries = [(told, random.choice(("topic", "direct"))) for told in history]
    paths = ("topic", "topic", "bus", "direct")
    deliveries += [(random.choice(history), random.choice(paths)) for _ in range(count - len(history))]
    random.shuffle(deliveries)
    for told, path in deliveries:
        match path:
            case "direct":
                h.invoke_directly(told.direct)
            case "bus":
                h.enqueue(told.by_bus)
            case _:
                h.enqueue(told)
        if random.random() < 0.1:
            h.pump()
    h.pump()


class Troubled(RuleBasedStateMachine):
    """Alarms, people, time and faults in any order; the model knows what was delivered and who pressed what.

    Whatever happened: once the faults are over and half an hour has passed, the incident is what its alarms
    say, and every promise holds.
    """

    def __init__(self) -> None:
        super().__init__()
        logging.disable(logging.CRITICAL)
        self.h = Harness(strict=False)
        self.h.__enter__()
        self.h.dead_letters("orders-dlq")
        self.newest: dict[str, Told] = {}
        self.delivered: list[Told] = []
        self.held_back: list[Told] = []
        self.pressed = 0

    @initialize()
    def fires_first(self) -> None:
        self.deliver(DLQ.fires(self.h.clock()))

    def deliver(self, told: Told) -> None:
        known = self.newest.get(told.alarm.name)
        if known is None or _place(told) > _place(known):
            self.newest[told.alarm.name] = told
        self.delivered.append(told)
        self.h.deliver(told)

    @rule(alarm=st.sampled_from((DLQ, OTHER)), state=st.sampled_from(("ALARM", "OK")), late=st.booleans())
    def changes(self, alarm: Alarm, state: str, *, late: bool) -> None:
        self.h.clock.forward(seconds=1)
        told = Told(alarm=alarm, state=state, at=self.h.clock(), reason="Threshold")
        if late:
            self.held_back.append(told)
        else:
            self.deliver(told)

    @precondition(lambda self: self.held_back)
    @rule()
    def arrives_late(self) -> None:
        self.deliver(self.held_back.pop())

    @rule(data=st.data())
    def is_delivered_again(self, data: st.DataObject) -> None:
        self.deliver(data.draw(st.sampled_from(self.delivered)))

    @rule(
        label=st.sampled_from(("Acknowledge", "Release", "Snooze for 30 min")),
        by=st.sampled_from(("ana", "ben")),
    )
    def is_pressed(self, label: str, by: str) -> None:
        for card in self.h.slack.messages():
            if card.offers(label):
                self.pressed += 1
                card.button(label).click(by=by)

    @precondition(lambda self: self.h.slack.courier.deliveries)
    @rule()
    def a_press_is_replayed(self) -> None:
        self.h.slack.replay()

    @rule(passed=st.sampled_from((10, 60, 360, 1_200)), ticking=st.booleans())
    def time_passes(self, passed: int, *, ticking: bool) -> None:
        self.h.fast_forward(seconds=passed, ticking=ticking)

    @rule(fate=st.sampled_from(AT_ONCE), ahead=st.integers(0, 12))
    def a_call_goes_wrong(self, fate: Fate, ahead: int) -> None:
        number = len(self.h.wire.calls) + ahead
        self.h.wire.meet(lambda call: fate if call.number == number else None)

    @rule(wait=st.sampled_from(("1", "30", None)))
    def slack_asks_to_wait(self, wait: str | None) -> None:
        self.h.slack.fail(Fault(kind=FaultKind.RATE_LIMITED, method="chat.*", retry_after=wait))

    def teardown(self) -> None:
        try:
            self.ends_well()
        finally:
            self.h.__exit__(None, None, None)
            logging.disable(logging.NOTSET)

    def ends_well(self) -> None:
        h = self.h
        h.wire.unharmed()
        h.slack.faults.clear()
        h.fast_forward(minutes=40)
        firing = any(told.state == "ALARM" for told in self.newest.values())
        assert {entry.name: entry.verdict for entry in h.incident().alarms.values()} == {
            name: told.state for name, told in self.newest.items()
        }
        assert h.incident().live == firing or (firing and self._read_empty_for_long())
        assert h.table.clicks() <= self.pressed
        assert h.slack.refusals() == []
        assert list(promises(h)) == []

    def _read_empty_for_long(self) -> bool:
        """Nothing stands there: an alarm that does not say so holds it up for an hour."""
        return self.h.clock() - max(told.at for told in self.newest.values()) >= UNSAID


def _place(told: Told) -> tuple[object, bool]:
    return told.at, told.state == "ALARM"


TestTroubled = Troubled.TestCase
TestTroubled.settings = settings(max_examples=15, stateful_step_count=15, derandomize=True)
