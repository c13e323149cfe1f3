"""What expired is read from what left a queue without being deleted, once anything can have expired."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.domain.evidence.depth import Depth
from bot.domain.evidence.evidence import Evidence
from bot.domain.evidence.expiry import Expired
from bot.domain.evidence.lag.series import Series
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.missing import Missing
from bot.probes.parts.expiry import expired_since
from tests.unit.probes.examples import DAYS_14, World

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
EMPTY = Depth(0)


class Metrics:
    """Four series from the last look on: visible, hidden, delayed, deleted; or why there are none."""

    def __init__(self, *rows: tuple[float | None, ...], missing: str = "") -> None:
        self.rows, self.missing, self.asked = rows, missing, 0

    def series(self, _place: Any, _metrics: Any, since: Any, _until: Any, period: timedelta) -> Any:
        self.asked += 1
        if self.missing:
            return Missing(self.missing)
        return tuple(Series(since, period, row) for row in self.rows)


def seen(world: World, **known: Any) -> Evidence:
    """Two messages, seen twenty minutes ago, that were over ten minutes ago."""
    now = world.clock()
    plain = Evidence(
        taken_at=now - 20 * MINUTE,
        depth=Depth(2),
        retention=DAYS_14,
        sent=(now - 10 * MINUTE - DAYS_14, now - 10 * MINUTE - DAYS_14),
    )
    return replace(plain, **known)


NONE = (0.0, 0.0, 0.0, 0.0)


def test_messages_that_left_as_their_time_was_over_have_expired() -> None:
    world, metrics = World(), Metrics((2.0, 2.0, 0.0, 0.0), NONE, NONE, NONE)
    context = world.context(telemetry=metrics, before=seen(world))
    assert expired_since(context, EMPTY) == Expired(2, 2, world.clock() - 20 * MINUTE)


def test_messages_that_left_before_their_time_are_not_said_to_have_expired() -> None:
    world, metrics = World(), Metrics((0.0, 0.0, 0.0, 0.0), NONE, NONE, NONE)
    later = seen(world, sent=(world.clock() - MINUTE - DAYS_14,))
    found = expired_since(world.context(telemetry=metrics, before=later), EMPTY)
    assert found == Expired(0, 2, world.clock() - 20 * MINUTE)


def test_messages_that_were_deleted_have_not_expired() -> None:
    world, metrics = World(), Metrics((2.0, 2.0, 0.0, 0.0), NONE, NONE, (0.0, 0.0, 2.0, 0.0))
    found = expired_since(world.context(telemetry=metrics, before=seen(world)), EMPTY)
    assert found == Expired(0, 0, world.clock() - 20 * MINUTE)


def test_messages_that_are_only_hidden_have_not_left() -> None:
    world, metrics = World(), Metrics((2.0, 0.0, 0.0, 0.0), (0.0, 2.0, 2.0, 2.0), NONE, NONE)
    found = expired_since(world.context(telemetry=metrics, before=seen(world)), Depth(0, in_flight=2))
    assert found == Expired(0, 0, world.clock() - 20 * MINUTE)


def test_before_anything_can_have_expired_nothing_is_read() -> None:
    world, metrics = World(), Metrics(missing="must not be asked")
    fresh = seen(world, sent=(world.clock() - HOUR,))
    assert expired_since(world.context(telemetry=metrics, before=fresh), EMPTY) is None
    assert expired_since(world.context(telemetry=metrics), EMPTY) is None
    assert metrics.asked == 0


def test_a_lower_bound_that_has_passed_is_reason_to_look() -> None:
    world, metrics = World(), Metrics((2.0, 0.0, 0.0, 0.0), NONE, NONE, NONE)
    unsampled = seen(world, sent=(), loss=LossClock(world.clock() - MINUTE, None, "x"))
    found = expired_since(world.context(telemetry=metrics, before=unsampled), EMPTY)
    assert found == Expired(0, 2, world.clock() - 20 * MINUTE)


def test_what_earlier_looks_found_is_kept() -> None:
    world, metrics = World(), Metrics((2.0, 2.0, 0.0, 0.0), NONE, NONE, NONE)
    known = Expired(3, 5, world.clock() - HOUR)
    context = world.context(telemetry=metrics, before=seen(world, expired=known))
    assert expired_since(context, EMPTY) == Expired(5, 7, known.since)


def test_what_cannot_be_read_is_never_shown_as_nothing_lost() -> None:
    world = World()
    denied = world.context(telemetry=Metrics(missing="denied"), before=seen(world))
    assert expired_since(denied, EMPTY) == Missing("denied")
    silent = Metrics((2.0, 2.0, 0.0, 0.0), NONE, NONE, (None, None, None, None))
    unknown = expired_since(world.context(telemetry=silent, before=seen(world)), EMPTY)
    assert isinstance(unknown, Missing)


def test_where_it_is_not_known_what_was_hidden_it_is_not_known_what_left() -> None:
    """Counted as none, what somebody held for a while would have left."""
    world, unknown = World(), (0.0, None, 0.0, 0.0)
    for hidden, delayed, name in ((unknown, NONE, "NotVisible"), (NONE, unknown, "Delayed")):
        metrics = Metrics((2.0, 0.0, 2.0, 2.0), hidden, delayed, NONE)
        found = expired_since(world.context(telemetry=metrics, before=seen(world)), Depth(2))
        assert isinstance(found, Missing)
        assert f"ApproximateNumberOfMessages{name} lacks a datapoint" in found.reason


def test_periods_in_which_nothing_was_published_at_all_are_left_out() -> None:
    world, silent = World(), (2.0, None, None, 0.0)
    none = (0.0, None, None, 0.0)
    metrics = Metrics(silent, none, none, NONE)
    found = expired_since(world.context(telemetry=metrics, before=seen(world)), EMPTY)
    assert found == Expired(2, 2, world.clock() - 20 * MINUTE)
