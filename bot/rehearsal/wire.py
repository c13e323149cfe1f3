"""Which call of AWS an HTTP request is: by its headers and body, or its path and botocore's models.

X-Amz-Target: DynamoDB_20120810.PutItem                        JSON
POST /, Action=Publish&TopicArn=...                            query
/service/GraniteServiceVersion20100801/operation/PutMetricData  CBOR
PUT /2015-03-31/functions/{FunctionName}/...                   REST: the path and what it must hold
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, unquote, urlsplit

import botocore.session
from botocore.exceptions import UnknownServiceError
from botocore.model import OperationModel, ServiceModel

from bot.parsing.untrusted import get, parsed
from bot.rehearsal.calls import OutwardCall, condition_of, effect_of, target_of, token_of

_SIGNED = re.compile(r"Credential=[^/,\s]{1,128}/\d{8}/(?:[\w-]{1,32}/)?([\w-]{1,64})/aws4_request")
_CBOR = re.compile(r"/service/(\w{1,128})/operation/(\w{1,128})$")
# botocore's name of a service, where it is not the one that requests are signed for.
_MODELS: Mapping[str, tuple[str, ...]] = {
    "monitoring": ("cloudwatch",),
    "states": ("stepfunctions",),
    "email": ("sesv2", "ses"),
    "ses": ("sesv2", "ses"),
    "dynamodb": ("dynamodb", "dynamodbstreams"),
    "s3": ("s3", "s3control"),
    "bedrock": ("bedrock-runtime", "bedrock-agent-runtime", "bedrock"),
    "execute-api": ("apigatewaymanagementapi",),
    "iotdata": ("iot-data",),
    "iotdevicegateway": ("iot-data",),
    "es": ("opensearch", "es"),
    "mobiletargeting": ("pinpoint",),
    "elasticloadbalancing": ("elbv2", "elb"),
}
# IAM's name, which people know, where requests are signed for another.
_KNOWN_AS = {"monitoring": "cloudwatch", "email": "ses"}


class HttpRequest(NamedTuple):
    """Attributes: path is with its query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


class NamedRequest(NamedTuple):
    """Attributes: model is None where botocore here does not know the operation."""

    call: OutwardCall
    model: OperationModel | None
    cbor: bool = False


def asked(request: HttpRequest) -> NamedRequest:
    signed = _SIGNED.search(str(get(request.headers, "Authorization") or ""))
    service = signed[1] if signed else ""
    url = urlsplit(request.path)
    if cbor := _CBOR.search(url.path):
        return _asked(service or cbor[1], cbor[2], {}, request)._replace(cbor=True)
    if target := get(request.headers, "X-Amz-Target"):
        prefix, _, operation = str(target).rpartition(".")
        return _asked(service or prefix.partition("_")[0].lower(), operation, _json(request.body), request)
    form = dict(parse_qsl(request.body.decode("utf-8", "replace"))) if _is_form(request) else {}
    if action := form.get("Action") or dict(parse_qsl(url.query)).get("Action"):
        return _asked(service, action, form, request)
    if rest := _by_path(service, request):
        model, given = rest
        return _asked(service, model.name, given | _json(request.body), request)
    return _asked(service or "unsigned", f"{request.method} {unquote(url.path)}", {}, request)


def _asked(service: str, operation: str, given: Mapping[str, Any], request: HttpRequest) -> NamedRequest:
    known = _KNOWN_AS.get(service, service)
    call = OutwardCall(
        effect=effect_of(known, operation),
        service=known,
        operation=operation,
        target=target_of(given),
        condition=condition_of(given, request.headers),
        token=token_of(service, operation, given),
    )
    found = (m.operation_model(operation) for m in _models(service) if operation in m.operation_names)
    return NamedRequest(call, next(found, None))


def _is_form(request: HttpRequest) -> bool:
    return "x-www-form-urlencoded" in str(get(request.headers, "Content-Type") or "")


def _json(body: bytes) -> dict[str, Any]:
    given = parsed(body.decode("utf-8", "replace")) if body[:1] == b"{" else None
    return given if isinstance(given, dict) else {}


# -- REST


@cache
def _models(service: str) -> tuple[ServiceModel, ...]:
    session = botocore.session.Session()
    models = []
    for name in _MODELS.get(service, (service,)):
        try:
            models.append(session.get_service_model(name))
        except (UnknownServiceError, ValueError):
            continue
    return tuple(models)


class _Route(NamedTuple):
    """Attributes: parts are those of its path, of which `{Key+}` stands for all that is left."""

    parts: Sequence[str]
    query: Mapping[str, str]
    model: OperationModel

    def read(self, path: str) -> dict[str, Any] | None:
        """What the path holds in the places of names; None for another path."""
        given, found = path.strip("/").split("/"), {}
        if self.parts[-1].endswith("+}"):
            given = [*given[: len(self.parts) - 1], "/".join(given[len(self.parts) - 1 :])]
        if len(given) != len(self.parts):
            return None
        for part, each in zip(self.parts, given, strict=True):
            if part.startswith("{") and each:
                found[part.strip("{+}")] = unquote(each)
            elif part != each:
                return None
        return found

    @property
    def literal(self) -> int:
        return sum(len(part) for part in self.parts if not part.startswith("{"))


@cache
def _routes(service: str) -> tuple[_Route, ...]:
    return tuple(
        _route(model.operation_model(name)) for model in _models(service) for name in model.operation_names
    )


def _route(model: OperationModel) -> _Route:
    uri = urlsplit(model.http.get("requestUri", "/"))
    query = dict(parse_qsl(uri.query, keep_blank_values=True))
    return _Route(uri.path.strip("/").split("/"), query, model)


def _by_path(service: str, request: HttpRequest) -> tuple[OperationModel, dict[str, Any]] | None:
    """The operation whose path fits; of several the one of which most is there that it must have."""
    fitting = sorted(_fitting(service, request), key=lambda each: each[0], reverse=True)
    return (fitting[0][1], fitting[0][2]) if fitting else None


def _fitting(
    service: str, request: HttpRequest
) -> Iterator[tuple[tuple[int, int], OperationModel, dict[str, Any]]]:
    url = urlsplit(request.path)
    query = dict(parse_qsl(url.query, keep_blank_values=True))
    for route in _routes(service):
        method = route.model.http.get("method", "POST")
        found = route.read(url.path) if method == request.method else None
        if found is None or any(query.get(name) != value for name, value in route.query.items()):
            continue
        needed = _needed(route.model)
        if all(get(query if place == "querystring" else request.headers, name) for place, name in needed):
            yield (len(route.query) + len(needed), route.literal), route.model, found


def _needed(model: OperationModel) -> list[tuple[str, str]]:
    """What a request of it must have in its query or its headers."""
    shape = model.input_shape
    if shape is None:
        return []
    return [
        (place, member.serialization.get("name", name))
        for name, member in shape.members.items()
        if name in shape.required_members and (place := member.serialization.get("location")) in _PLACES
    ]


_PLACES = frozenset({"querystring", "header"})
