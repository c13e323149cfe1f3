"""AWS in process: every request of botocore is answered at its last step, before it would be sent.

S3 is moto's; DynamoDB and SQS, which are asked on the short way, and the small services are ours. The clients
are made once for all tests: creating one costs more than a whole scenario.
"""

import io
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from types import SimpleNamespace
from typing import Any

import botocore.endpoint
import botocore.session
import pytest
from botocore import UNSIGNED
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ReadTimeoutError
from moto.core.botocore_stubber import BotocoreStubber

from bot.aws.session import Clients
from bot.aws.table import Table
from tests.fakes.denials import not_authorized
from tests.scenario.harness.dynamodb import DynamoDb, DynamoDbError
from tests.scenario.harness.places import ACCOUNT, REGION
from tests.scenario.harness.quotas import Quotas
from tests.scenario.harness.services import Services
from tests.scenario.harness.short_way import Answer, Session
from tests.scenario.harness.sqs import Sqs, SqsError
from tests.scenario.harness.wire import LostError, Wire

Json = dict[str, Any]
_answering: list["Aws"] = []


@cache
def clients() -> Clients:
    return _clients(Session(_answer))


@cache
def clients_of_the_long_way() -> Clients:
    """As botocore makes them: every request is built and its answer read as HTTP."""
    return _clients(botocore.session.Session())


def _clients(session: botocore.session.Session) -> Clients:
    session.set_credentials("testing", "testing")
    session.register("before-send", _before_send)
    session.register("choose-signer", _unsigned)
    return Clients(REGION, ACCOUNT, session)


def _unsigned(**_: Any) -> Any:
    """Nobody here reads a signature, and making one is an eighth of a story."""
    return UNSIGNED


def _before_send(**sent: Any) -> Any:
    request = sent["request"]
    answer = _answer(str(sent["event_name"]).removeprefix("before-send."), request)
    headers = HTTPHeaders.from_dict(answer.headers)
    return AWSResponse(request.url, answer.status_code, headers, _Raw(answer.text.encode()))


def _answer(name: str, request: Any) -> Answer:
    return _answering[-1].answer(name, request)


class Aws:
    """Attributes: refused are operations that IAM denies; spoiled are words that no item may hold."""

    def __init__(
        self,
        wire: Wire,
        dynamodb: DynamoDb,
        sqs: Sqs,
        services: Services,
        changed: Callable[[str, str], None],
        clock: Callable[[], datetime],
    ) -> None:
        self.refused: set[str] = set()
        self.spoiled: set[str] = set()
        self.quotas = Quotas(clock)
        self._wire = wire
        self._dynamodb = dynamodb
        self._sqs = sqs
        self._services = services
        self._changed = changed
        self._moto = BotocoreStubber()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Requests come here, and waits cost nothing."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(botocore.endpoint, "time", SimpleNamespace(sleep=_no_sleep))
            for kind in (Table, _dead_letter_queues()):
                _without_waits(patch, kind)
            _answering.append(self)
            self._wire.forget()
            try:
                yield
            finally:
                _answering.remove(self)

    def answer(self, name: str, request: Any) -> Answer:
        """What is read of a request is its url, its headers and its body."""
        body = _bytes(request.body)
        origin = str(_text(request.headers.get("amz-sdk-invocation-id")))
        asked = json.loads(body) if name.startswith(("dynamodb.", "sqs.")) else {}
        try:
            return self._wire.carry(
                name,
                _about(name, asked),
                origin,
                apply=lambda: Answer(*self._apply(name, request, body, asked)),
                refuse=lambda: Answer(500, {}, _refusal("InternalServerError")),
            )
        except LostError:
            raise ReadTimeoutError(endpoint_url=request.url) from None

    def _apply(self, name: str, request: Any, body: bytes, asked: Json) -> tuple[int, Json, str]:
        service, _, operation = name.partition(".")
        if name in self.refused:
            said = not_authorized(service, operation)
            return (
                (403, {}, _REFUSED_BY_S3.format(said=said))
                if service == "s3"
                else (400, {}, _refusal("AccessDenied", said))
            )
        if code := self.quotas.refusal(name):
            return 429, {}, _refusal(code, "Rate exceeded")
        if service == "dynamodb":
            return self._table(operation, body, asked)
        if service == "s3":
            return self._by_moto(name, request)
        if service == "sqs":
            return self._queue(operation, asked, _text(request.headers.get("X-Amzn-Trace-Id") or ""))
        if name == "lambda.Invoke":
            return self._services.invocations.answer(request.url, request.headers, body)
        status, text = self._services.answer(name, request.url, body)
        return status, {}, text

    def _table(self, operation: str, body: bytes, asked: Json) -> tuple[int, Json, str]:
        if operation == "TransactWriteItems" and any(word.encode() in body for word in self.spoiled):
            return 400, {}, _refusal("ValidationException")
        try:
            answer = self._dynamodb.answer(operation, asked)
        except DynamoDbError as error:
            return 400, {}, error.text
        for key in _written(operation, asked):
            self._changed(key["pk"]["S"], key["sk"]["S"])
        return 200, {}, json.dumps(answer)

    def _by_moto(self, name: str, request: Any) -> tuple[int, Json, str]:
        answer = self._moto.process_request(request)
        if answer is None:
            raise LookupError(f"moto has no {name}")
        status, headers, text = answer
        return int(status), dict(headers), text if isinstance(text, str) else text.decode()

    def _queue(self, operation: str, asked: Json, trace: str) -> tuple[int, Json, str]:
        self._sqs.trace = trace
        try:
            return 200, {}, json.dumps(self._sqs.answer(operation, asked))
        except SqsError as error:
            return 400, {"x-amzn-query-error": f"{error.query_code};Sender"}, _refusal(error.code, str(error))


_REFUSED_BY_S3 = "<Error><Code>AccessDenied</Code><Message>{said}</Message></Error>"


class _Raw(io.BytesIO):
    """A body as botocore reads it."""

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self.read()


def _written(operation: str, asked: Json) -> Iterator[Json]:
    """The keys a successful request wrote."""
    match operation:
        case "PutItem":
            yield asked["Item"]
        case "UpdateItem" | "DeleteItem":
            yield asked["Key"]
        case "TransactWriteItems":
            for write in asked["TransactItems"]:
                for each in write.values():
                    yield each.get("Item") or each["Key"]
        case _:
            return


def _about(name: str, asked: Json) -> str:
    """A queue's name, the kind of item written: enough to tell calls of one name apart."""
    if name.startswith("sqs."):
        return str(asked.get("QueueUrl") or asked.get("QueueName")).rpartition("/")[2]
    if name.startswith("dynamodb."):
        written = [each["sk"]["S"] for each in _written(name.partition(".")[2], asked)]
        return ", ".join(dict.fromkeys(sk.partition("#")[0] for sk in written))
    return ""


def _refusal(code: str, message: str = "refused by the harness") -> str:
    return json.dumps({"__type": code, "message": message})


def _without_waits(patch: pytest.MonkeyPatch, kind: type) -> None:
    """A wait between two tries is no wait here."""
    construct: Any = kind.__init__  # type: ignore[misc]  # the only place where its defaults are
    if construct.__kwdefaults__:
        patch.setitem(construct.__kwdefaults__, "sleep", _no_sleep)
    else:
        patch.setattr(construct, "__defaults__", (_no_sleep,))


def _dead_letter_queues() -> type:
    from bot.aws.dead_letter_queues import SqsDeadLetterQueues  # noqa: PLC0415 - a cold import

    return SqsDeadLetterQueues


def _no_sleep(_seconds: float) -> None:
    """Time moves by hand."""


def _bytes(body: Any) -> bytes:
    return body.encode() if isinstance(body, str) else bytes(body or b"")


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
