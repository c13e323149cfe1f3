"""A sampled message as it may be shown: what it is, its payload without wrappings, nothing secret."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.dead_letters.dead_letter import MessageAttribute, ReceivedMessage
from bot.domain.policy.policy import Redaction, Route
from bot.probes.parts.decoded_message import decoded as read
from bot.probes.parts.decoded_message import shown
from tests.events.dead_letters import NAMES, message
from tests.unit.probes.examples import DLQ, World, letter, looked

MEBIBYTE = 1024 * 1024


@pytest.fixture
def world() -> World:
    return World()


def test_a_destinations_record_is_shown_as_the_event_that_failed(world: World) -> None:
    world.queues.put(DLQ, message("lambda_destination"))
    (sampled,) = looked(world).sample
    assert json.loads(sampled.body)["order"] == "A-1017"
    assert (sampled.format, sampled.cause, sampled.attempts) == ("lambda_destination", "RetriesExhausted", 3)
    assert (sampled.failure, sampled.shape) == ("KeyError: 'fullname'", "KeyError 'fullname'")
    assert sampled.request_id == "e4b46cbf-b738-4880-8a18-06d2a5a1c2c1"


def test_the_way_back_is_told_where_no_redrive_goes_it(world: World) -> None:
    world.queues.put(DLQ, message("lambda_async"), message("sqs_source"))
    ways = {each.format: each.way_back for each in looked(world).sample}
    assert ways["sqs_source"] == ""
    assert ways["lambda_async"].startswith("invoke the function asynchronously with the original event")


def test_what_a_payload_was_taken_out_of_is_told(world: World) -> None:
    world.queues.put(DLQ, message("sqs_source_s3_in_sns"))
    (sampled,) = looked(world).sample
    assert sampled.wrappings == ("SNS notification",)
    assert "SigningCertURL" not in sampled.body


def test_a_success_is_marked_as_one(world: World) -> None:
    world.queues.put(DLQ, message("lambda_destination_success"))
    (sampled,) = looked(world).sample
    assert (sampled.succeeded, sampled.cause) == (True, "Success")


def test_a_pointer_without_data_is_shown_as_the_pointer_it_is(world: World) -> None:
    world.queues.put(DLQ, message("stream_pointer_kinesis"))
    (sampled,) = looked(world).sample
    assert sampled.pointer is not None
    assert "KinesisBatchInfo" in sampled.body


def test_three_messages_may_be_many_records(world: World) -> None:
    batch = json.dumps([{"n": n} for n in range(80)])
    world.queues.put(DLQ, *(letter(f"m-{n}", body=batch) for n in range(3)))
    found = looked(world).evidence
    assert (found.sampled, found.records) == (3, 240)


def test_causes_are_counted_most_frequent_first(world: World) -> None:
    names = ("eventbridge_target", "lambda_destination", "lambda_destination")
    world.queues.put(DLQ, *(message(name)._replace(message_id=f"m-{n}") for n, name in enumerate(names)))
    causes = looked(world).evidence.causes
    assert [count for _, count in causes] == [2, 1]
    assert causes[0][0] == "RetriesExhausted"


def test_business_ids_that_a_route_names_stay_readable(world: World) -> None:
    world.queues.put(
        DLQ, letter(body='{"customer_phone": "+49 30 1234567", "order_phone": "+49 30 7654321"}')
    )
    (sampled,) = looked(world, redaction=Redaction(unmasked=("order_phone",))).sample
    assert "7654321" in sampled.body
    assert "1234567" not in sampled.body


def test_a_large_body_is_cut_and_says_by_how_much(world: World) -> None:
    world.queues.put(DLQ, letter(body=json.dumps({"text": "x" * MEBIBYTE})))
    (sampled,) = looked(world).sample
    assert len(sampled.body) < 3_000
    assert sampled.cut > MEBIBYTE - 10_000


def test_a_binary_body_is_shown_in_bytes_and_bounded(world: World) -> None:
    world.queues.put(DLQ, letter(body="\x00\x01" * 1000))
    (sampled,) = looked(world).sample
    assert sampled.body.startswith("0000  00 01 00 01")
    assert len(sampled.body) < 3_000


def test_a_binary_body_with_a_secret_in_it_is_not_shown(world: World) -> None:
    world.queues.put(DLQ, letter(body="\x00\x01\x02 AKIAIOSFODNN7EXAMPLE \x00"))
    (sampled,) = looked(world).sample
    assert "not shown" in sampled.body
    assert b"AKIA".hex(" ") not in sampled.body


@pytest.mark.parametrize("samples", ["off", "shapes", "keys"])
def test_where_no_bodies_are_shown_the_failures_words_are_not_either(world: World, samples: str) -> None:
    world.queues.put(DLQ, message("lambda_destination"))
    (sampled,) = looked(world, route=Route("r", "C1", samples=samples)).sample
    assert sampled.failure == ""
    assert "A-1017" not in sampled.body


@pytest.mark.parametrize("name", NAMES)
def test_every_message_that_aws_writes_can_be_shown(world: World, name: str) -> None:
    sampled = shown(world.context(), read(message(name)))
    assert sampled.format
    assert len(sampled.body) < 3_000


SECRET = "AKIAIOSFODNN7EXAMPLE"
_TEXT = st.text(max_size=40)


@given(before=_TEXT, after=_TEXT, name=_TEXT, where=st.sampled_from(["body", "key", "attribute", "name"]))
def test_no_secret_is_ever_shown_wherever_it_stands(before: str, after: str, name: str, where: str) -> None:
    """Set off by a character that is no part of a key, as a key is wherever it is written."""
    secret = f"{before} {SECRET} {after}"
    told = {
        "body": (secret, {}),
        "key": (json.dumps({secret: name}), {}),
        "attribute": ("{}", {"a": MessageAttribute("String", secret)}),
        "name": ("{}", {secret: MessageAttribute("String", "a")}),
    }
    body, attributes = told[where]
    given_message = ReceivedMessage("m-1", "", body, {}, attributes)
    assert SECRET not in repr(shown(World().context(), read(given_message)))
