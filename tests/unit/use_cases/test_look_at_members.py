"""Several resources of one alarm are each asked, and looked at whole where they are not well."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alarm_kinds import kind_named
from bot.domain.alarm.alarm_kind import AlarmKind
from bot.domain.evidence.evidence import ErrorShape, Evidence
from bot.domain.evidence.health import Health, Healthy, Unhealthy
from bot.domain.evidence.look.pace import APART, LOOKED_AT_WHOLE
from bot.domain.evidence.loss_clock import LossClock
from bot.domain.evidence.members import Member
from bot.domain.evidence.missing import Missing
from bot.domain.incident.incident import Incident
from bot.domain.resource.grouping import Resource
from bot.probes import Finding, Probe, ProbeContext, Share, probe_named
from bot.use_cases.look_at_members import (
    MemberProbes,
    each_kind,
    health_of_all,
    look_at_members,
    member_probes,
)
from tests.fakes.clock import NOON
from tests.unit.domain.incidents import QUIET
from tests.unit.probes.examples import World

BUDGET = timedelta(seconds=8)
DEAD_LETTERS, NOTHING_TO_ASK = kind_named("dead_letters"), kind_named("lost_events")
CLOCK = LossClock(NOON + timedelta(hours=1), None, "from the queue's retention")


class Queues:
    """What each queue answers, and which of them were looked at whole."""

    def __init__(self, **healths: Health) -> None:
        self.healths = healths
        self.looked: list[str] = []
        self.waits: list[float] = []
        self.members = [Resource("queue", name, "111122223333", "eu-west-1") for name in healths]
        self.probe = Probe(Share("all", writes=("loss", "shapes")), self._look, self._health)

    def _health(self, context: ProbeContext) -> Health:
        return self.healths[context.resource.name]

    def _look(self, context: ProbeContext) -> Finding:
        self.looked.append(context.resource.name)
        return Finding({"loss": CLOCK, "shapes": (ErrorShape("KeyError 'sku'", 3),)})

    def asked(self, kind: AlarmKind = DEAD_LETTERS) -> list[MemberProbes]:
        return [member_probes(each, kind, lambda _: self.probe) for each in self.members]

    def members_read(self, context: ProbeContext, kind: AlarmKind = DEAD_LETTERS) -> Evidence:
        evidence = Evidence(taken_at=NOON)
        return look_at_members(evidence, self.asked(kind), context, BUDGET, self.waits.append)[0]


@pytest.fixture
def context(world: World) -> ProbeContext:
    return world.context()


@pytest.fixture
def world() -> World:
    return World()


WELL = Healthy("it is empty", empty=True)
ILL = Unhealthy("2 messages are still there", 2)
DARK = Missing("denied")


def test_only_those_that_are_not_well_are_looked_at_whole(context: ProbeContext) -> None:
    queues = Queues(a=WELL, b=ILL, c=DARK)
    read = queues.members_read(context).members
    assert sorted(queues.looked) == ["b", "c"]
    assert [(each.healthy, each.depth, each.cause) for each in read] == [
        (True, 0, ""),
        (False, 2, "KeyError 'sku'"),
        (None, None, "KeyError 'sku'"),
    ]


def test_the_worst_of_very_many_are_looked_at_whole_and_the_others_named(context: ProbeContext) -> None:
    many = {f"q{n}": Unhealthy(f"{n} messages", n) for n in range(1, 9)}
    queues = Queues(**many)
    read = queues.members_read(context).members
    assert sorted(queues.looked) == [f"q{n}" for n in range(9 - LOOKED_AT_WHOLE, 9)]
    assert [each.depth for each in read] == list(range(1, 9))


@pytest.mark.parametrize(("ill", "waits"), [(0, 0), (1, 0), (2, 1), (4, 3), (9, 3)])
def test_looks_at_members_begin_no_faster_than_looks_at_incidents(
    context: ProbeContext, ill: int, waits: int
) -> None:
    queues = Queues(well=WELL, **{f"q{n}": ILL for n in range(ill)})
    queues.members_read(context)
    assert queues.waits == [APART.total_seconds()] * waits


def test_what_cannot_be_proven_of_a_kind_is_not_taken_for_health(context: ProbeContext) -> None:
    read = Queues(a=WELL, b=WELL).members_read(context, NOTHING_TO_ASK).members
    assert [each.healthy for each in read] == [None, None]


@pytest.mark.parametrize(
    ("healths", "together"),
    [
        pytest.param({"a": WELL, "b": WELL}, Healthy, id="all are well"),
        pytest.param({"a": WELL, "b": ILL}, Unhealthy, id="one is not"),
        pytest.param({"a": WELL, "b": DARK}, Missing, id="one cannot be read"),
        pytest.param({"a": ILL, "b": DARK}, Unhealthy, id="one is not and one cannot be read"),
    ],
)
def test_all_together_are_healthy_only_when_each_is(
    context: ProbeContext, healths: dict[str, Health], together: type
) -> None:
    queues = Queues(**healths)
    assert isinstance(health_of_all(queues.asked(), context), together)


@pytest.mark.parametrize(("hours", "proven"), [(1, True), (-1, False)])
def test_what_may_have_expired_meanwhile_is_no_proof(
    context: ProbeContext, hours: int, *, proven: bool
) -> None:
    queues = Queues(a=WELL, b=WELL)
    ends = CLOCK._replace(not_before=NOON + timedelta(hours=hours))
    known = (Member(queues.members[0], False, "2 messages", 2, ends),)
    before = context._replace(before=Evidence(taken_at=NOON, members=known))
    health = health_of_all(queues.asked(), before)
    assert isinstance(health, Healthy)
    assert (health.expired is None) is proven


def test_each_is_looked_at_as_the_kind_its_own_metric_makes() -> None:
    members = (Resource("queue", "a-dlq", "1", "r"), Resource("function", "worker", "1", "r"))
    incident = replace(QUIET, members=members, member_kinds=("dead_letters", "function_errors"))
    assert _kinds(incident) == ["dead_letters", "function_errors"]
    assert _kinds(replace(QUIET, members=members)) == ["dead_letters", "dead_letters"]


def _kinds(incident: Incident) -> list[str]:
    return [each.kind.name for each in each_kind(incident, probe_named)]
