"""The probe of a consumer's errors: their shapes, their counts and whether it still fails."""

from datetime import timedelta

import pytest

from bot.domain.evidence.consumer import FunctionFacts
from bot.domain.evidence.evidence import ErrorShape, Failing
from bot.domain.evidence.missing import Missing
from bot.domain.policy.policy import Redaction
from bot.ports.telemetry import LoggedError
from bot.probes.consumer_errors import PROBE, WINDOW
from tests.fakes.clock import NOON
from tests.unit.probes.examples import CONSUMER, DLQ, ORDERS, World, evidence
from tests.unit.probes.logged import KEY_ERROR, minutes

BILLING = CONSUMER.replace("orders-consumer", "billing")


@pytest.fixture
def world() -> World:
    return World()


def test_errors_are_told_by_shape_and_count(world: World) -> None:
    world.logs((minutes(3), KEY_ERROR), (minutes(2), KEY_ERROR))
    assert evidence(PROBE.look(world.context())).shapes == (ErrorShape("KeyError 'fullname'", 2),)


def test_still_failing_counts_the_last_quarter_of_an_hour(world: World) -> None:
    world.logs((minutes(20), KEY_ERROR), (minutes(14), KEY_ERROR), (minutes(1), KEY_ERROR))
    found = evidence(PROBE.look(world.context(opened_at=NOON - minutes(10))))
    assert found.failing == Failing(2, WINDOW, NOON - minutes(1), NOON - minutes(20), NOON - minutes(25))


def test_errors_shortly_before_the_alarm_tell_the_shape(world: World) -> None:
    world.logs((minutes(40), KEY_ERROR))
    found = evidence(PROBE.look(world.context(opened_at=NOON - minutes(30))))
    assert found.shapes == (ErrorShape("KeyError 'fullname'", 1),)
    assert found.failing == Failing(0, WINDOW, NOON - minutes(40), NOON - minutes(40), NOON - minutes(45))


def test_a_look_goes_back_an_hour_at_most(world: World) -> None:
    world.logs((minutes(61), KEY_ERROR))
    found = evidence(PROBE.look(world.context(opened_at=NOON - timedelta(days=2))))
    assert found.failing == Failing(0, WINDOW, None, read_since=NOON - timedelta(hours=1))


def test_a_consumer_without_errors_has_none(world: World) -> None:
    found = evidence(PROBE.look(world.context()))
    assert (found.shapes, found.failing) == ((), Failing(0, WINDOW, None, read_since=NOON - WINDOW))


def test_the_errors_of_every_consumer_count(world: World) -> None:
    world.functions.consume(ORDERS, CONSUMER, BILLING)
    world.logs((minutes(3), KEY_ERROR))
    world.telemetry.logged[BILLING] = (LoggedError(NOON - minutes(1), "Task timed out after 3.00 seconds"),)
    found = evidence(PROBE.look(world.context()))
    assert isinstance(found.failing, Failing)
    assert (found.failing.failures, found.failing.last_at) == (2, NOON - minutes(1))


def test_a_function_that_logs_elsewhere_is_read_there(world: World) -> None:
    usual = FunctionFacts(CONSUMER, minutes(1), 128)
    world.functions.facts_of[CONSUMER] = usual._replace(log_group="/team/orders")
    world.telemetry.logged["/team/orders"] = (LoggedError(NOON - minutes(1), KEY_ERROR),)
    assert evidence(PROBE.look(world.context())).shapes == (ErrorShape("KeyError 'fullname'", 1),)


def test_a_secret_in_a_log_line_is_masked(world: World) -> None:
    world.logs((minutes(1), "[ERROR] ValueError: no order 4711-A for AKIAIOSFODNN7EXAMPLE"))
    found = evidence(PROBE.look(world.context(redaction=Redaction(patterns=(r"\d{4}-A",)))))
    assert "4711" not in repr(found)
    assert "AKIA" not in repr(found)


def test_a_log_that_may_not_be_read_is_missing(world: World) -> None:
    world.telemetry.logged[CONSUMER] = Missing("denied: allow logs:FilterLogEvents on /aws/lambda/x")
    found = evidence(PROBE.look(world.context()))
    assert found.missing == ("denied: allow logs:FilterLogEvents on /aws/lambda/x",)


def test_no_errors_in_one_log_and_no_look_into_another_is_missing(world: World) -> None:
    world.functions.consume(ORDERS, CONSUMER, BILLING)
    world.telemetry.logged[BILLING] = Missing("denied")
    assert evidence(PROBE.look(world.context())).failing == Missing("denied")


def test_consumers_that_may_not_be_listed_are_missing(world: World) -> None:
    world.functions.refused["polling"] = Missing("denied: allow lambda:ListEventSourceMappings on *")
    found = evidence(PROBE.look(world.context()))
    assert found.missing == ("denied: allow lambda:ListEventSourceMappings on *",)


def test_a_source_without_a_function_says_so(world: World) -> None:
    world.functions.consume(ORDERS)
    found = evidence(PROBE.look(world.context()))
    assert found.failing == Missing("no Lambda function consumes the queues that feed orders-dlq")


def test_of_a_queue_at_work_its_own_consumers_speak(world: World) -> None:
    world.dlq.sources = ()
    world.functions.consume(DLQ, CONSUMER)
    world.logs((minutes(3), KEY_ERROR))
    assert evidence(PROBE.look(world.context())).shapes == (ErrorShape("KeyError 'fullname'", 1),)


def test_of_a_function_its_own_log_speaks(world: World) -> None:
    world.logs((minutes(3), KEY_ERROR))
    context = world.context()
    function = context.resource._replace(kind="function", name="orders-consumer")
    found = evidence(PROBE.look(context._replace(resource=function)))
    assert (found.shapes, found.shapes_from) == ((ErrorShape("KeyError 'fullname'", 1),), "logs")


def test_sources_that_may_not_be_listed_are_missing(world: World) -> None:
    world.queues.denied.add(DLQ)
    assert isinstance(evidence(PROBE.look(world.context())).failing, Missing)


def test_a_look_that_never_answered_is_missing(world: World) -> None:
    found = evidence(PROBE.share.missing(Missing("no answer within 8 s")))
    assert found.missing == ("no answer within 8 s",)
