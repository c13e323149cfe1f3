"""The app's door: signed requests to its Function URL, or straight into a Python callable.

The signature is Slack's v0: https://docs.slack.dev/authentication/verifying-requests-from-slack
The Lambda shapes are payload format 2.0:
https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
"""

import base64
import hashlib
import hmac
import http.client
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

DEADLINE = timedelta(seconds=3)
FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorRequest:
    """What Slack sends to the app; always a POST."""

    headers: Mapping[str, str]
    body: bytes
    method: str = "POST"
    path: str = "/"

    def as_function_url_event(self) -> dict[str, Any]:
        """The event Lambda makes of it: header names in lower case, a body that is text."""
        return {
            "version": "2.0",
            "routeKey": "$default",
            "rawPath": self.path,
            "rawQueryString": "",
            "headers": {name.lower(): value for name, value in self.headers.items()},
            "requestContext": {
                "http": {"method": self.method, "path": self.path, "sourceIp": "127.0.0.1"},
                "requestId": "local",
            },
            "body": self.body.decode(),
            "isBase64Encoded": False,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorResponse:
    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_function_url_result(cls, result: Mapping[str, Any]) -> "DoorResponse":
        """What a handler returned, as its caller sees it."""
        text = str(result.get("body") or "")
        body = base64.b64decode(text) if result.get("isBase64Encoded") else text.encode()
        headers = {name.lower(): str(value) for name, value in (result.get("headers") or {}).items()}
        return cls(status=int(result.get("statusCode", 200)), body=body, headers=headers)


class DoorClosedError(Exception):
    """No answer within three seconds, or none at all."""


Door = Callable[[DoorRequest], DoorResponse]


def sign(secret: str, timestamp: int, body: bytes) -> str:
    digest = hmac.new(secret.encode(), b"v0:%d:%b" % (timestamp, body), hashlib.sha256)
    return "v0=" + digest.hexdigest()


def signed_request(*, secret: str, timestamp: int, body: bytes, content_type: str) -> DoorRequest:
    return DoorRequest(
        headers={
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": str(timestamp),
            "X-Slack-Signature": sign(secret, timestamp, body),
        },
        body=body,
    )


def http_door(url: str) -> Door:
    """A door behind a URL; the three seconds count from connecting to the last byte."""
    parts = urlsplit(url)
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection

    def send(request: DoorRequest) -> DoorResponse:
        began = time.monotonic()
        connection = kind(parts.hostname or "", parts.port, timeout=DEADLINE.total_seconds())
        try:
            connection.request("POST", parts.path or "/", body=request.body, headers=dict(request.headers))
            response = connection.getresponse()
            body = response.read()
        except (OSError, http.client.HTTPException) as failure:
            raise DoorClosedError(str(failure) or type(failure).__name__) from failure
        finally:
            connection.close()
        if time.monotonic() - began > DEADLINE.total_seconds():
            raise DoorClosedError("answered after three seconds")
        headers = {name.lower(): value for name, value in response.getheaders()}
        return DoorResponse(status=response.status, body=body, headers=headers)

    return send
