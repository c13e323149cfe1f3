"""What a queue is for: dead letters, work, or not known."""

import pytest

from bot.domain.alarm.queue_role import QueueRole, true_kind
from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.evidence.missing import Missing
from bot.probes.queue_role import PROBE
from tests.events.dead_letters import message
from tests.unit.probes.examples import CONSUMER, DLQ, World, evidence, looked
from tests.unit.probes.looks import put_into


@pytest.fixture
def world() -> World:
    return World()


def consumed(world: World) -> None:
    world.functions.consume(DLQ, CONSUMER)


def test_a_queue_that_another_names_holds_dead_letters(world: World) -> None:
    assert looked(world).evidence.role is QueueRole.DEAD_LETTERS
    assert evidence(PROBE.look(world.context())).role is QueueRole.DEAD_LETTERS


def test_so_does_one_that_a_function_names(world: World) -> None:
    world.dlq.sources = ()
    world.feeders.writers[DLQ] = (Origin("function", CONSUMER),)
    assert looked(world).evidence.role is QueueRole.DEAD_LETTERS


def test_a_queue_that_nobody_names_and_a_function_consumes_is_at_work(world: World) -> None:
    world.dlq.sources = ()
    consumed(world)
    assert looked(world).evidence.role is QueueRole.AT_WORK


def test_a_queue_that_nobody_names_and_nobody_consumes_may_be_either(world: World) -> None:
    world.dlq.sources = ()
    assert looked(world).evidence.role is None


def test_sources_that_may_not_be_listed_leave_it_open(world: World) -> None:
    world.queues.denied.add(DLQ)
    consumed(world)
    assert evidence(PROBE.look(world.context())).role is None


def test_a_claim_that_could_not_be_checked_leaves_it_open(world: World) -> None:
    world.dlq.sources = ()
    consumed(world)
    world.feeders.denied["function"] = Missing("denied: allow lambda:GetFunctionEventInvokeConfig on x")
    world.queues.put(DLQ, message("lambda_destination"))
    assert looked(world, asked=True).evidence.role is None


def test_a_look_without_an_answer_leaves_what_was_known(world: World) -> None:
    known = looked(world).evidence
    assert put_into(known, [PROBE.share.missing(Missing("no answer within 8 s"))]) == known


@pytest.mark.parametrize(
    ("kind", "role", "corrected"),
    [
        ("queue_backlog", QueueRole.DEAD_LETTERS, "dead_letters"),
        ("dead_letters", QueueRole.AT_WORK, "queue_backlog"),
        ("dead_letters", QueueRole.DEAD_LETTERS, "dead_letters"),
        ("dead_letters", None, "dead_letters"),
        ("iterator_age", QueueRole.DEAD_LETTERS, "iterator_age"),
    ],
)
def test_the_role_corrects_what_the_alarm_let_guess(
    kind: str, role: QueueRole | None, corrected: str
) -> None:
    assert true_kind(kind, role) == corrected
