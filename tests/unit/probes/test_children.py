"""The probe of a composite alarm's children."""

from datetime import UTC, datetime

from bot.domain.alarm.alarm import AlarmState, ChildAlarm
from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.probes.children import PROBE
from tests.unit.probes.examples import World, evidence

ARN = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:"
COMPOSITE = Resource("alarm", f"{ARN}checkout", "111122223333", "eu-west-1")
AT = datetime(2026, 3, 1, 3, tzinfo=UTC)
TOLD = tuple(ChildAlarm(ARN + name, name, AlarmState.ALARM, AT) for name in ("errors", "latency"))


def children(world: World, told: tuple[ChildAlarm, ...] = TOLD) -> tuple[ChildAlarm, ...] | Missing:
    return evidence(PROBE.look(world.context(children=told)._replace(resource=COMPOSITE))).children


def test_each_child_is_told_with_what_it_says_now_and_not_with_what_it_said_then() -> None:
    world = World()
    world.telemetry.alarms = {"errors": "ALARM", "latency": "OK", "other": "ALARM"}
    assert children(world) == (
        ChildAlarm(f"{ARN}errors", "errors", AlarmState.ALARM),
        ChildAlarm(f"{ARN}latency", "latency", AlarmState.OK),
    )


def test_of_a_child_that_is_gone_nothing_is_said() -> None:
    world = World()
    world.telemetry.alarms = {"errors": "OK"}
    assert children(world) == (
        ChildAlarm(f"{ARN}errors", "errors", AlarmState.OK),
        ChildAlarm(f"{ARN}latency", "latency"),
    )


def test_states_that_may_not_be_read_are_missing() -> None:
    world = World()
    world.telemetry.alarms = Missing("denied: allow cloudwatch:DescribeAlarms on *")
    assert children(world) == Missing("denied: allow cloudwatch:DescribeAlarms on *")


def test_a_composite_that_named_no_child_is_not_one_of_none() -> None:
    assert isinstance(children(World(), ()), Missing)
