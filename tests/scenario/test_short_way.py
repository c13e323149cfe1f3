"""On the short way of the harness a client asks and is told what it asks and is told on botocore's own."""

import itertools
import json
import secrets
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from botocore.exceptions import ParamValidationError
from botocore.parsers import create_parser
from botocore.validate import ParamValidator

import tests.scenario.harness.alarms
from bot.aws.session import STORE, Clients
from tests.scenario.harness import Alarm, Fate, Harness
from tests.scenario.harness.aws import clients, clients_of_the_long_way
from tests.scenario.harness.parameters import glance
from tests.scenario.harness.places import ANA, TABLE
from tests.scenario.harness.short_way import SERVICES, Answer, Request, _with_blobs
from tests.scenario.harness.sqs_queue import Queue
from tests.scenario.harness.wire import AT_ONCE, Call

Json = dict[str, Any]
Ways = dict[str, Callable[[], Clients]]
WAYS: Ways = {"short": clients, "long": clients_of_the_long_way}
BODIES = tuple(f'{{"order": {n}}}' for n in range(12))
ATTRIBUTES = {
    "tenant": {"DataType": "String", "StringValue": "acme"},
    "blob": {"DataType": "Binary", "BinaryValue": "AAECAw=="},
}
REASON = {"ready_reason": "other", "reason": "the consumer is fixed"}


@pytest.fixture(params=WAYS)
def dynamodb(request: pytest.FixtureRequest, h: Harness) -> Any:
    return WAYS[request.param]().client("dynamodb", STORE)


@pytest.mark.parametrize("fate", [None, *AT_ONCE], ids=str)
def test_a_story_makes_the_same_calls_and_ends_the_same(
    fate: Fate | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    short, long = (_played(made(), fate, monkeypatch) for made in WAYS.values())
    assert short[0] == long[0]
    for mine, botocores in zip(short[1:], long[1:], strict=True):
        assert mine == botocores


@pytest.fixture(scope="module")
def exchanged() -> list[tuple[str, Request, Answer]]:
    """Everything that passes on the short way in a story."""
    made: list[tuple[str, Request, Answer]] = []
    with Harness(strict=False) as h:
        real = h.aws.answer

        def answer(name: str, request: Any) -> Answer:
            answer = real(name, request)
            if name.partition(".")[0] in SERVICES:
                made.append((name, request, answer))
            return answer

        h.aws.answer = answer  # type: ignore[method-assign]  # everything that passes is kept
        _told(h)
    assert len({name for name, _, _ in made}) > 10
    return made


def test_every_request_is_written_and_every_answer_read_as_botocore_does(
    exchanged: list[tuple[str, Request, Answer]],
) -> None:
    for name, request, answered in exchanged:
        client, model = _modelled(name)
        asked = json.loads(request.body, object_hook=_with_blobs)
        written = client._serializer.serialize_to_request(asked, model)["body"]
        assert json.loads(written) == json.loads(request.body)
        told = {"status_code": 200, "headers": {}, "body": answered.text.encode()}
        read = create_parser("json").parse(told, model.output_shape)
        assert read.pop("ResponseMetadata")
        assert read == json.loads(answered.text, object_hook=_with_blobs)


def test_what_passes_at_a_glance_passes_botocores_validation(
    exchanged: list[tuple[str, Request, Answer]],
) -> None:
    for name, request in {name: request for name, request, _ in exchanged}.items():
        _, model = _modelled(name)
        asked = json.loads(request.body, object_hook=_with_blobs)
        assert glance(model.input_shape)(asked), name
        for spoilt in _spoilt(asked):
            if glance(model.input_shape)(spoilt):
                assert not ParamValidator().validate(spoilt, model.input_shape).has_errors(), spoilt


def test_a_blob_comes_back_as_it_was(dynamodb: Any) -> None:
    key = {"pk": {"S": "p"}, "sk": {"S": "s"}}
    dynamodb.put_item(TableName=TABLE, Item=key | {"document": {"B": b"\x00\xff"}})
    answer = dynamodb.get_item(TableName=TABLE, Key=key)
    assert answer["Item"] == key | {"document": {"B": b"\x00\xff"}}


@pytest.mark.parametrize(
    "wrong", [{}, {"Key": "p"}, {"Key": {"pk": {"S": 1}}}, {"Key": {}, "Unknown": True}], ids=str
)
def test_a_wrong_parameter_is_refused_before_it_is_sent(dynamodb: Any, wrong: Json, h: Harness) -> None:
    with pytest.raises(ParamValidationError):
        dynamodb.get_item(TableName=TABLE, **wrong)
    assert h.wire.calls == []


def test_a_refusal_says_what_it_says(dynamodb: Any) -> None:
    key = {"pk": {"S": "p"}, "sk": {"S": "s"}}
    dynamodb.put_item(TableName=TABLE, Item=key)
    write = {"TableName": TABLE, "Item": key, "ConditionExpression": "attribute_not_exists(pk)"}
    with pytest.raises(dynamodb.exceptions.TransactionCanceledException) as refused:
        dynamodb.transact_write_items(
            TransactItems=[{"Put": write | {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}],
            ClientRequestToken="token",
        )
    assert refused.value.response["CancellationReasons"] == [{"Code": "ConditionalCheckFailed", "Item": key}]
    assert refused.value.response["Error"]["Code"] == "TransactionCanceledException"


def _modelled(name: str) -> tuple[Any, Any]:
    service, _, operation = name.partition(".")
    client: Any = clients_of_the_long_way().client(service, STORE)
    return client, client.meta.service_model.operation_model(operation)


def _spoilt(value: Any) -> Iterator[Any]:
    """It, with one thing wrong at any depth: another type, a member that is gone, one too many."""
    yield from (None, 1, -1, 1.5, True, "", "word", b"", b"blob", [], [None], {}, {"S": None})
    if isinstance(value, dict):
        yield value | {"Unknown": "word"}
        for name, each in value.items():
            yield value | {1: each}
            yield {other: value[other] for other in value if other != name}
            yield from (value | {name: worse} for worse in _spoilt(each))
    elif isinstance(value, list):
        for n, each in enumerate(value):
            yield from ([*value[:n], worse, *value[n + 1 :]] for worse in _spoilt(each))


def _played(made: Clients, fate: Fate | None, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, ...]:
    """Everything that was tried, stored, moved and shown; what the product draws is the same every time."""
    drawn = itertools.count(1)
    monkeypatch.setattr(secrets, "token_hex", lambda _bytes: f"{next(drawn):032x}")
    monkeypatch.setattr(Queue, "_numbers", itertools.count(1))
    monkeypatch.setattr(tests.scenario.harness.alarms, "_numbers", itertools.count(1))
    with Harness(strict=False, clients=made) as h:
        # Every eleventh goes wrong, with whatever comes after it.
        h.wire.meet(lambda call: fate if call.number % 11 == 5 else None)
        _told(h)
        numbers = {origin: n for n, origin in enumerate(dict.fromkeys(call.origin for call in h.wire.calls))}
        return (
            [_alike(call, numbers) for call in h.wire.calls],
            list(h.table.items()),
            [each if each.queue.startswith("orders") else each[:2] for each in h.sqs.story],
            [(each.text, each.story) for each in h.slack.messages()],
            h.queues.failures,
        )


def _alike(call: Call, numbers: dict[str, int]) -> tuple[str, str, int, int]:
    return call.by, str(call), call.run, numbers[call.origin]


def _told(h: Harness) -> None:
    h.dead_letters("orders-dlq", *BODIES, attributes=ATTRIBUTES)
    h.deliver(Alarm("orders-dlq").fires(h.clock()))
    h.fast_forward(minutes=2)
    for label in ("Acknowledge", "Redrive…"):
        for card in h.slack.messages():
            if card.offers(label):
                card.button(label).click(by="ana")
    if h.slack.workspace.views.stack_of(ANA) and h.slack.modal("ana").can_be_submitted:
        h.slack.modal("ana").submit(by="ana", **REASON)
    h.fast_forward(minutes=3)
