"""Who writes into a dead-letter queue: claimed by messages, confirmed by configuration."""

import pytest

from bot.domain.dead_letters.dead_letter import Origin, ReceivedMessage
from bot.domain.evidence.feeder import Feeder
from bot.domain.evidence.missing import Missing
from tests.events.dead_letters import message
from tests.fakes.clock import NOON
from tests.unit.probes.examples import DLQ, ORDERS, World, letter, looked

FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:orders:$LATEST"
SHIP = "arn:aws:lambda:eu-west-1:111122223333:function:ship"
BILL = "arn:aws:lambda:eu-west-1:111122223333:function:bill"
SUBSCRIPTION = "arn:aws:sns:eu-west-1:111122223333:orders:8a1b2c3d"
TOPIC = "arn:aws:sns:eu-west-1:111122223333:orders"


@pytest.fixture
def world() -> World:
    return World()


def put(world: World, *messages: ReceivedMessage) -> None:
    world.queues.put(DLQ, *(each._replace(message_id=f"m-{n}") for n, each in enumerate(messages)))


def feeders(world: World) -> tuple[Feeder, ...]:
    found = looked(world).evidence.feeders
    assert not isinstance(found, Missing)
    return found


def test_sqs_itself_says_which_queue_it_moved_a_message_from(world: World) -> None:
    world.fill(3)
    assert feeders(world) == (Feeder("queue", ORDERS, "sqs_source", confirmed=True, messages=3, records=3),)


def test_a_source_that_wrote_none_of_the_messages_seen_comes_last(world: World) -> None:
    put(world, message("lambda_destination"))
    world.feeders.writers[DLQ] = (Origin("function", FUNCTION),)
    assert [(each.arn, each.messages) for each in feeders(world)] == [(FUNCTION, 1), (ORDERS, 0)]


def test_writers_of_most_messages_come_first(world: World) -> None:
    put(world, message("lambda_destination"), letter(), letter())
    world.feeders.writers[DLQ] = (Origin("function", FUNCTION),)
    assert [(each.kind, each.messages) for each in feeders(world)] == [("queue", 2), ("function", 1)]


def test_a_function_whose_destination_is_this_queue_is_confirmed(world: World) -> None:
    put(world, message("lambda_destination"))
    world.feeders.writers[DLQ] = (Origin("function", FUNCTION),)
    told = feeders(world)[0]
    assert (told.format, told.confirmed, told.note) == ("lambda_destination", True, "")
    (sampled,) = looked(world, asked=True).sample
    assert (sampled.origin, sampled.origin_note) == (Origin("function", FUNCTION, claimed=False), "")


def test_a_forged_origin_is_told_as_what_the_message_says(world: World) -> None:
    put(world, message("lambda_destination"))
    told = feeders(world)[0]
    assert not told.confirmed
    assert told.note == f"it claims to come from {FUNCTION}, whose configuration does not name this queue"
    (sampled,) = looked(world, asked=True).sample
    assert sampled.origin.claimed
    assert sampled.origin_note == told.note


def test_what_may_not_be_asked_is_not_confirmed_and_says_what_to_allow(world: World) -> None:
    put(world, message("lambda_destination"))
    world.feeders.denied["function"] = Missing("denied: allow lambda:GetFunctionEventInvokeConfig on x")
    told = feeders(world)[0]
    assert (told.confirmed, told.note) == (
        False,
        "denied: allow lambda:GetFunctionEventInvokeConfig on x",
    )


def test_a_function_that_the_message_does_not_name_is_told_by_configuration(world: World) -> None:
    put(world, message("lambda_async"))
    world.feeders.writers[DLQ] = (Origin("function", SHIP),)
    told = feeders(world)[0]
    assert (told.arn, told.confirmed) == (SHIP, True)


def test_of_several_functions_with_one_queue_any_may_have_written_it(world: World) -> None:
    put(world, message("lambda_async"))
    world.feeders.writers[DLQ] = (Origin("function", SHIP), Origin("function", BILL))
    told = feeders(world)[0]
    assert (told.arn, told.confirmed) == ("", False)
    assert told.note == ("any of ship, bill may have written it: the configuration of each names this queue")


def test_a_raw_message_of_a_topic_is_known_by_the_queue(world: World) -> None:
    put(world, message("unknown_sns_raw"))
    world.feeders.writers[DLQ] = (Origin("subscription", SUBSCRIPTION, TOPIC),)
    told = feeders(world)[0]
    assert (told.kind, told.arn, told.through, told.confirmed) == ("subscription", SUBSCRIPTION, TOPIC, True)


def test_a_message_of_nobody_is_of_nobody(world: World) -> None:
    put(world, message("unknown_text"))
    told = feeders(world)[0]
    assert (told.kind, told.confirmed, told.note) == ("", False, "nothing in the message says who wrote it")


def test_an_origin_that_is_a_secret_is_masked(world: World) -> None:
    secret = "AKIAIOSFODNN7EXAMPLE"
    body = message("lambda_destination").body.replace("function:orders", f"function:{secret}")
    put(world, message("lambda_destination")._replace(body=body))
    assert secret not in repr(looked(world))


def test_without_a_sample_the_sources_are_told(world: World) -> None:
    assert feeders(world) == (Feeder("queue", ORDERS, "sqs_source", confirmed=True),)


def test_without_a_sample_a_functions_own_queue_is_found_by_configuration(world: World) -> None:
    world.dlq.sources = ()
    world.feeders.writers[DLQ] = (Origin("function", SHIP),)
    assert feeders(world) == (Feeder("function", SHIP, "lambda_async", confirmed=True),)


def test_what_an_earlier_sample_told_stands_without_a_new_one(world: World) -> None:
    put(world, message("lambda_destination"))
    world.feeders.writers[DLQ] = (Origin("function", FUNCTION),)
    first = looked(world).evidence
    again = looked(world, before=first).evidence
    assert again.sampled_at == NOON
    assert again.feeders == first.feeders


def test_successes_count_as_messages_and_not_as_failed_records(world: World) -> None:
    put(world, message("lambda_destination_success"), message("lambda_destination"))
    told = looked(world).evidence
    assert (told.sampled, told.succeeded, told.records) == (2, 1, 1)
    assert told.causes == (("RetriesExhausted", 1),)
