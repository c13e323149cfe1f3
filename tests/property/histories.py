"""Strategies for what alarms do and how it reaches us."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hypothesis import strategies as st

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Path, order
from bot.domain.lifecycle.intake import RoutedDelivery
from bot.domain.policy.policy import Route
from bot.domain.resource.grouping import Resource

BEGINNING = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)
QUEUE = Resource("queue", "orders-dlq", "111122223333", "eu-west-1")


class History(NamedTuple):
    """What really happened, and the deliveries that told of it: in any order, doubled, by several paths."""

    deliveries: tuple[AlarmTransition, ...]

    @property
    def told(self) -> bool:
        """Whether any alarm fired and its actions were not suppressed."""
        return any(_is_told(each) for each in self.deliveries)

    @property
    def kind(self) -> str:
        """The most serious kind of all that is to be told."""
        fired = {told(each).kind for each in self.deliveries if _is_told(each)}
        return min(fired, key=KINDS.index)

    def verdict(self, key: str) -> tuple[AlarmState, bool] | None:
        """What an alarm says in the end, and whether that ALARM is to be told."""
        deciding = [
            each
            for each in self.deliveries
            if each.key == key and each.state is not AlarmState.INSUFFICIENT_DATA
        ]
        if not deciding:
            return None
        last = max(order(each.at, each.state) for each in deciding)
        newest = [each for each in deciding if order(each.at, each.state) == last]
        return newest[0].state, all(each.suppressed_by for each in newest)

    def last(self, key: str) -> tuple[datetime, AlarmState]:
        place = max(
            (each for each in self.deliveries if each.key == key), key=lambda each: order(each.at, each.state)
        )
        return place.at, place.state


def _is_told(transition: AlarmTransition) -> bool:
    return transition.state is AlarmState.ALARM and not transition.suppressed_by


def transition(
    *,
    alarm: int = 0,
    state: AlarmState = AlarmState.ALARM,
    minute: int = 0,
    path: Path = Path.TOPIC,
    suppressed: bool = False,
) -> AlarmTransition:
    name = f"alarm-{alarm}"
    return AlarmTransition(
        arn=f"arn:aws:cloudwatch:eu-west-1:111122223333:alarm:{name}",
        name=name,
        account=QUEUE.account,
        region=QUEUE.region,
        state=state,
        at=BEGINNING + timedelta(minutes=minute),
        path=path,
        suppressed_by="mute rule" if suppressed else "",
    )


# Most serious first; of which kind an alarm is follows from the alarm.
KINDS = ("lost_events", "dead_letters", "function_errors")
ROUTE = Route("orders", "C0123456789")


def told(transition: AlarmTransition, route: Route = ROUTE) -> RoutedDelivery:
    return RoutedDelivery(transition, KINDS[-1 - int(transition.name[-1])], route)


transitions = st.builds(
    transition,
    alarm=st.integers(0, 2),
    state=st.sampled_from(AlarmState),
    minute=st.integers(0, 5),
    path=st.sampled_from((Path.TOPIC, Path.BUS, Path.OBSERVED)),
    suppressed=st.booleans(),
)
histories = st.lists(transitions, min_size=1, max_size=8).map(lambda happened: History(tuple(happened)))


@st.composite
def batches(draw: st.DrawFn, deliveries: Sequence[AlarmTransition]) -> list[list[AlarmTransition]]:
    """The deliveries shuffled, some of them twice, cut into batches."""
    doubled = [*deliveries, *draw(st.lists(st.sampled_from(deliveries), max_size=6))]
    shuffled = draw(st.permutations(doubled))
    cuts = sorted(draw(st.lists(st.integers(0, len(shuffled)), max_size=4)))
    edges = [0, *cuts, len(shuffled)]
    return [shuffled[begins:ends] for begins, ends in pairwise(edges) if begins < ends]
