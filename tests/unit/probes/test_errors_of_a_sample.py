"""Why it fails, once messages were sampled: what came with them, else the logs of who failed."""

from datetime import datetime

import pytest

from bot.domain.dead_letters.dead_letter import Origin
from bot.domain.evidence.evidence import ErrorShape, Failing, KeyDifference
from bot.domain.evidence.missing import Missing
from bot.domain.evidence.named_key import NamedKey
from bot.ports.telemetry import LoggedError
from bot.probes.consumer_errors import WINDOW
from bot.render.card import dead_letter_facts
from bot.render.plain_text import plain_lines
from tests.events.dead_letters import message
from tests.fakes.clock import NOON
from tests.unit.probes.examples import CONSUMER, DLQ, World, letter, looked
from tests.unit.probes.logged import KEY_ERROR, minutes

ORDERS_FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
REQUEST = "e4b46cbf-b738-4880-8a18-06d2a5a1c2c1"
TIMEOUT = "2026-03-02T11:58:00.000Z Task timed out after 3.00 seconds"


@pytest.fixture
def world() -> World:
    return World()


def test_what_a_destination_tells_is_the_shape(world: World) -> None:
    world.queues.put(DLQ, message("lambda_destination"))
    world.logs((minutes(1), TIMEOUT))
    found = looked(world).evidence
    assert (found.shapes, found.shapes_from) == ((ErrorShape("KeyError 'fullname'", 1),), "messages")


def last_failures(world: World) -> tuple[int, datetime | None]:
    failing = looked(world).evidence.failing
    assert isinstance(failing, Failing)
    assert failing.window == WINDOW
    return (failing.failures, failing.last_at)


def test_a_success_is_no_failure(world: World) -> None:
    world.queues.put(DLQ, message("lambda_destination_success"))
    found = looked(world).evidence
    assert (found.shapes, found.shapes_from) == ((), "logs")


def test_the_function_of_a_confirmed_destination_is_the_one_that_fails(world: World) -> None:
    world.dlq.sources = ()
    world.queues.put(DLQ, message("lambda_destination"))
    world.feeders.writers[DLQ] = (Origin("function", f"{ORDERS_FUNCTION}:$LATEST"),)
    world.telemetry.logged[ORDERS_FUNCTION] = (LoggedError(NOON - minutes(2), KEY_ERROR),)
    assert last_failures(world) == (1, NOON - minutes(2))


def test_the_function_of_a_forged_origin_is_not_looked_at(world: World) -> None:
    world.dlq.sources = ()
    world.queues.put(DLQ, message("lambda_destination"))
    world.telemetry.logged[ORDERS_FUNCTION] = (LoggedError(NOON - minutes(2), KEY_ERROR),)
    assert isinstance(looked(world).evidence.failing, Missing)


def test_the_function_whose_queue_this_is_is_the_one_that_fails(world: World) -> None:
    world.dlq.sources = ()
    world.queues.put(DLQ, message("lambda_async"))
    world.feeders.writers[DLQ] = (Origin("function", ORDERS_FUNCTION),)
    world.telemetry.logged[ORDERS_FUNCTION] = (LoggedError(NOON - minutes(2), KEY_ERROR),)
    assert last_failures(world) == (1, NOON - minutes(2))


def test_the_reader_of_a_stream_is_the_one_that_fails(world: World) -> None:
    world.dlq.sources = ()
    pointer = message("stream_pointer_kinesis")
    world.feeders.denied["stream"] = Missing("denied: allow lambda:ListEventSourceMappings on *")
    world.queues.put(DLQ, pointer)
    (function,) = {each.origin.through for each in looked(world, asked=True).sample}
    world.telemetry.logged[function] = (LoggedError(NOON - minutes(2), KEY_ERROR),)
    assert last_failures(world) == (1, NOON - minutes(2))


def test_what_was_never_delivered_is_in_no_functions_log(world: World) -> None:
    world.dlq.sources = ()
    world.queues.put(DLQ, message("sns_subscription"))
    failing = looked(world).evidence.failing
    assert isinstance(failing, Missing)
    assert "never delivered" in failing.reason


def test_a_queue_that_nobody_gives_up_into_says_so(world: World) -> None:
    world.dlq.sources = ()
    failing = looked(world).evidence.failing
    assert failing == Missing("cannot tell what fails: no queue has orders-dlq as its dead-letter queue")


def test_the_log_lines_of_the_very_messages_tell_their_shape(world: World) -> None:
    world.queues.put(DLQ, letter("message-1"), letter("message-2"))
    world.telemetry.logged[CONSUMER] = (
        LoggedError(NOON - minutes(50), KEY_ERROR, ("message-1",)),
        LoggedError(NOON - minutes(1), TIMEOUT),
    )
    seen = looked(world)
    assert (seen.evidence.shapes, seen.evidence.shapes_from) == (
        (ErrorShape("KeyError 'fullname'", 1),),
        "requests",
    )
    assert [each.shape for each in seen.sample] == ["KeyError 'fullname'", ""]


CLAIMS = '{"error_class": "Bad", "error_message": "no such order"}'


def test_an_error_that_a_message_claims_of_itself_is_its_shape(world: World) -> None:
    world.queues.put(DLQ, letter("message-1", body=CLAIMS))
    world.logs((minutes(1), TIMEOUT))
    seen = looked(world)
    assert (seen.evidence.shapes, seen.evidence.shapes_from) == (
        (ErrorShape("Bad no such order", 1),),
        "messages",
    )


def test_what_the_consumer_logged_of_a_message_is_believed_before_what_the_message_claims(
    world: World,
) -> None:
    world.queues.put(DLQ, letter("message-1", body=CLAIMS))
    world.telemetry.logged[CONSUMER] = (LoggedError(NOON - minutes(1), KEY_ERROR, ("message-1",)),)
    seen = looked(world)
    assert (seen.evidence.shapes, seen.evidence.shapes_from) == (
        (ErrorShape("KeyError 'fullname'", 1),),
        "requests",
    )
    assert [each.shape for each in seen.sample] == ["KeyError 'fullname'"]


def test_without_their_own_lines_whatever_was_logged_speaks(world: World) -> None:
    world.queues.put(DLQ, letter("message-1"))
    world.logs((minutes(1), TIMEOUT))
    found = looked(world).evidence
    assert (found.shapes, found.shapes_from) == ((ErrorShape("timeout after 3 s", 1),), "logs")


def test_what_a_sample_told_of_itself_outlives_a_look_without_one(world: World) -> None:
    world.queues.put(DLQ, message("lambda_destination"))
    first = looked(world).evidence
    world.logs((minutes(1), TIMEOUT))
    again = looked(world, before=first).evidence
    assert (again.shapes, again.shapes_from) == (first.shapes, "messages")
    assert isinstance(again.failing, Failing)
    assert again.failing.failures == 1


def test_a_log_that_may_not_be_read_leaves_what_the_messages_tell(world: World) -> None:
    world.queues.put(DLQ, message("lambda_destination"))
    world.telemetry.logged[CONSUMER] = Missing("denied: allow logs:FilterLogEvents on x")
    found = looked(world).evidence
    assert found.shapes == (ErrorShape("KeyError 'fullname'", 1),)
    assert found.failing == Missing("denied: allow logs:FilterLogEvents on x")


# Keys


def test_successes_in_the_same_queue_are_the_healthy_payloads(world: World) -> None:
    world.queues.put(DLQ, message("lambda_destination"), message("lambda_destination_success"))
    keys = looked(world).evidence.keys
    assert isinstance(keys, KeyDifference)
    assert (keys.failed, keys.healthy) == (1, 1)


def test_messages_that_failed_in_another_way_are_compared_with(world: World) -> None:
    world.queues.put(
        DLQ,
        *(letter(f"renamed-{n}", body='{"id": 1, "name": "Ana"}') for n in range(3)),
        letter("slow-message", body='{"id": 1, "fullname": "Ana"}'),
    )
    world.telemetry.logged[CONSUMER] = (
        *(LoggedError(NOON - minutes(5), KEY_ERROR, (f"renamed-{n}",)) for n in range(3)),
        LoggedError(NOON - minutes(5), TIMEOUT, ("slow-message",)),
    )
    assert looked(world).evidence.keys == KeyDifference(
        3, 1, missing=(("fullname", 3),), extra=(("name", 3),)
    )


def test_with_nothing_healthy_there_is_no_difference_and_nothing_is_missing(world: World) -> None:
    world.queues.put(DLQ, letter("message-1"), letter("message-2"))
    found = looked(world).evidence
    assert found.keys is None
    assert found.missing == ()


def test_a_key_that_the_error_names_and_every_message_lacks_is_said_without_any_healthy_one(
    world: World,
) -> None:
    for n in range(10):
        world.queues.put(DLQ, letter(f"m-{n}", body='{"firstname": "A", "lastname": "B"}'))
    world.telemetry.logged[CONSUMER] = (LoggedError(NOON - minutes(2), KEY_ERROR),)
    found = looked(world).evidence
    assert (found.keys, found.lacked) == (None, NamedKey("fullname", 10, ("firstname", "lastname")))
    assert plain_lines((dead_letter_facts.key_difference(found),)) == (
        "fullname missing in 10 of 10 sampled, firstname and lastname present"
    )


@pytest.mark.parametrize("body", ['{"fullname": "A B"}', "no object"])
def test_a_message_that_has_the_key_or_cannot_be_read_leaves_it_open(world: World, body: str) -> None:
    world.queues.put(DLQ, letter("m-1", body='{"firstname": "A"}'), letter("m-2", body=body))
    world.telemetry.logged[CONSUMER] = (LoggedError(NOON - minutes(2), KEY_ERROR),)
    assert looked(world).evidence.lacked is None
