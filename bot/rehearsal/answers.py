"""What the stand-in says, in the form that the operation's protocol has: a refusal, or a recorded answer."""

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from botocore.model import OperationModel, Shape

from bot.rehearsal.wire import NamedRequest

_CODE = "AccessDeniedException"
_REFUSED, _DENIED = 400, 403


class HttpAnswer(NamedTuple):
    status: int
    headers: Mapping[str, str]
    body: bytes


def refusal(asked: NamedRequest, message: str) -> HttpAnswer:
    """AccessDenied, which no SDK tries again, with what was refused in its message."""
    protocol = asked.model.service_model.metadata.get("protocol", "") if asked.model else "json"
    if asked.cbor:
        body = b"\xa2" + b"".join(_cbor(each) for each in ("__type", _CODE, "message", message))
        return HttpAnswer(
            _REFUSED, {"smithy-protocol": "rpc-v2-cbor", "Content-Type": "application/cbor"}, body
        )
    if protocol in {"query", "ec2"}:
        error = f"<Type>Sender</Type><Code>AccessDenied</Code><Message>{escape(message)}</Message>"
        said = f"<ErrorResponse><Error>{error}</Error><RequestId>rehearsal</RequestId></ErrorResponse>"
        return HttpAnswer(_DENIED, {"Content-Type": "text/xml"}, said.encode())
    if protocol == "rest-xml":
        said = f"<Error><Code>AccessDenied</Code><Message>{escape(message)}</Message></Error>"
        return HttpAnswer(_DENIED, {"Content-Type": "application/xml"}, said.encode())
    body = json.dumps({"__type": _CODE, "message": message, "Message": message}).encode()
    return HttpAnswer(_REFUSED, {"Content-Type": "application/json", "x-amzn-ErrorType": _CODE}, body)


def recorded(asked: NamedRequest, given: Mapping[str, Any]) -> HttpAnswer | None:
    """An answer as boto3 gives it out, put back on the wire; None where its protocol is not written here."""
    model = asked.model
    if model is None or asked.cbor:
        return None
    protocol, shape = model.service_model.metadata.get("protocol", ""), model.output_shape
    if protocol == "json":
        return HttpAnswer(200, {"Content-Type": "application/x-amz-json-1.0"}, _json(given))
    if protocol == "query":
        name, inner = model.name, "".join(_members(shape, given)) if shape else ""
        body = f"<{name}Response><{name}Result>{inner}</{name}Result></{name}Response>"
        return HttpAnswer(200, {"Content-Type": "text/xml"}, body.encode())
    if protocol in {"rest-json", "rest-xml"}:
        return _rest(model, shape, given, is_json=protocol == "rest-json")
    return None


def _rest(
    model: OperationModel, shape: Shape | None, given: Mapping[str, Any], *, is_json: bool
) -> HttpAnswer:
    """Some members are headers, one may be the whole body, the others are its fields."""
    members = getattr(shape, "members", {})
    places = {name: member.serialization.get("location", "") for name, member in members.items()}
    headers = {
        members[name].serialization.get("name", name): str(value)
        for name, value in given.items()
        if places.get(name) == "header"
    }
    payload = shape.serialization.get("payload", "") if shape else ""
    if payload:
        body = _payload(given.get(payload, ""))
    elif is_json:
        body = _json({name: value for name, value in given.items() if not places.get(name)})
    else:
        inner = "".join(_members(shape, given)) if shape else ""
        body = f"<{model.name}Result>{inner}</{model.name}Result>".encode()
    kind = "application/json" if is_json else "application/xml"
    return HttpAnswer(200, {"Content-Type": kind} | headers, body)


def _payload(value: Any) -> bytes:
    return value.encode() if isinstance(value, str) else _json(value)


def _json(value: Any) -> bytes:
    return json.dumps(value, default=_plain).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    return base64.b64encode(bytes(value)).decode()


def _members(shape: Shape, given: Mapping[str, Any]) -> Iterator[str]:
    members = getattr(shape, "members", {})
    for name, value in given.items():
        if name in members and not members[name].serialization.get("location"):
            yield _xml(members[name], members[name].serialization.get("name", name), value)


def _xml(shape: Shape, name: str, value: Any) -> str:
    if shape.type_name == "structure":
        return f"<{name}>{''.join(_members(shape, value))}</{name}>"
    if shape.type_name == "list":
        member = shape.member  # type: ignore[attr-defined]  # of a list shape
        inner = member.serialization.get("name", "member")
        if shape.serialization.get("flattened"):
            return "".join(_xml(member, member.serialization.get("name", name), each) for each in value)
        return f"<{name}>{''.join(_xml(member, inner, each) for each in value)}</{name}>"
    if shape.type_name == "map":
        return f"<{name}>{''.join(_entry(shape, *each) for each in value.items())}</{name}>"
    return f"<{name}>{escape(str(value).lower() if isinstance(value, bool) else str(value))}</{name}>"


def _entry(shape: Shape, key: str, value: Any) -> str:
    named = shape.key, shape.value  # type: ignore[attr-defined]  # of a map shape
    names = [each.serialization.get("name", word) for each, word in zip(named, ("key", "value"), strict=True)]
    return f"<entry><{names[0]}>{escape(key)}</{names[0]}>{_xml(named[1], names[1], value)}</entry>"


def _cbor(text: str) -> bytes:
    """A text string with a length of two bytes (RFC 8949, 3.1)."""
    raw = text.encode()[:65_535]
    return b"\x79" + len(raw).to_bytes(2, "big") + raw
