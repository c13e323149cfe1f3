"""The short way of a request: from a client's method straight to who answers it, without HTTP between.

A third of a story's time was botocore's building of requests, of which nobody here reads more than the JSON.
What a caller can tell stays botocore's own: parameters are held against its model, JSON and blobs are written
and read as its JSON protocol does, its retry handler says what is sent again, its parser reads refusals.
`test_short_way` plays stories on both ways and finds the same requests, answers and ends.
"""

import base64
import itertools
import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import botocore.session
from botocore.exceptions import HTTPClientError
from botocore.handlers import add_recursion_detection_header
from botocore.model import OperationModel
from botocore.parsers import create_parser

from tests.scenario.harness.parameters import check

Json = dict[str, Any]
# Their requests and answers hold nothing but JSON and blobs, and whoever answers reads no more of them.
SERVICES = frozenset({"dynamodb", "sqs"})
# Where their models have blobs.
_BLOBS = ("B", "BinaryValue")
_numbers = itertools.count(1)


class Request(NamedTuple):
    """What is read of a request; botocore's own has the same."""

    url: str
    headers: Mapping[str, Any]
    body: Any


class Answer(NamedTuple):
    status_code: int
    headers: Mapping[str, str]
    text: str


class Session(botocore.session.Session):
    """Makes clients that take the short way.

    Args:
        answer: Answers `service.Operation`.
    """

    def __init__(self, answer: Callable[[str, Request], Answer]) -> None:
        super().__init__()
        self._answer = answer

    def create_client(self, service_name: str, *args: Any, **kwargs: Any) -> Any:
        client: Any = super().create_client(service_name, *args, **kwargs)
        if service_name in SERVICES:
            client._make_api_call = _ShortWay(client, self._answer)
        return client


class _ShortWay:
    """Stands for BaseClient._make_api_call and Endpoint.make_request."""

    def __init__(self, client: Any, answer: Callable[[str, Request], Answer]) -> None:
        self._client = client
        self._answer = answer
        self._model = client.meta.service_model
        self._service = self._model.service_id.hyphenize()
        self._parser: Any = create_parser(self._model.resolved_protocol)

    def __call__(self, operation: str, asked: Json) -> Json:
        model = self._model.operation_model(operation)
        check(asked, model)
        for name in model.idempotent_members:
            if name not in asked:
                raise NotImplementedError(f"{operation} without a {name} of the caller's own")
        context: Json = {}
        answer, parsed = self._sent(model, _request(self._client.meta.endpoint_url, asked), context)
        self._client.meta.events.emit(
            f"after-call.{self._service}.{operation}",
            http_response=answer,
            parsed=parsed,
            model=model,
            context=context,
        )
        if answer.status_code < 300:
            return parsed
        code = context.get("error_code_override") or parsed["Error"]["Code"]
        raise self._client.exceptions.from_code(code)(parsed, operation)

    def _sent(self, model: OperationModel, request: Request, context: Json) -> tuple[Answer, Json]:
        """Again as often as botocore would."""
        for attempt in itertools.count(1):
            answered, lost = self._got(model, request)
            if answered and answered[0].status_code < 300:
                break
            if not self._client._endpoint._needs_retry(attempt, model, {"context": context}, answered, lost):
                break
        if lost:
            raise lost
        assert answered
        return answered

    def _got(
        self, model: OperationModel, request: Request
    ) -> tuple[tuple[Answer, Json] | None, Exception | None]:
        try:
            answer = self._answer(f"{self._service}.{model.name}", request)
        except HTTPClientError as lost:
            return None, lost
        return (answer, self._parsed(answer, model)), None

    def _parsed(self, answer: Answer, model: OperationModel) -> Json:
        if answer.status_code < 300:
            found: Json = json.loads(
                answer.text, object_hook=_with_blobs if _holds_blob(answer.text) else None
            )
            return found | {"ResponseMetadata": {"HTTPStatusCode": answer.status_code, "HTTPHeaders": {}}}
        told = {
            "status_code": answer.status_code,
            "headers": answer.headers,
            "body": answer.text.encode(),
            "context": {"operation_name": model.name},
        }
        refused: Json = self._parser.parse(told, model.output_shape)
        self._client._endpoint._add_modeled_error_fields(told, refused, model, self._parser)
        return refused


def _request(url: str, asked: Json) -> Request:
    headers: Json = {"amz-sdk-invocation-id": f"request {next(_numbers)}"}
    add_recursion_detection_header({"headers": headers})
    return Request(url, headers, json.dumps(asked, default=_blob).encode())


def _blob(value: Any) -> str:
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value)} on the short way")
    return base64.b64encode(value).decode()


def _holds_blob(text: str) -> bool:
    return any(f'"{name}"' in text for name in _BLOBS)


def _with_blobs(found: Json) -> Json:
    """A string under such a name is a blob: an attribute of that name would be no string here."""
    for name in _BLOBS:
        if isinstance(found.get(name), str):
            found[name] = base64.b64decode(found[name])
    return found
