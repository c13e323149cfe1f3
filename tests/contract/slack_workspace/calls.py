"""Calls of the workspace, as the app and others make them."""

import http.client
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

import pytest
from slack_sdk.errors import SlackApiError

Post = Callable[..., str]


def refused(call: Callable[..., Any], **args: Any) -> str:
    """Why the workspace refused a call of the Web API."""
    with pytest.raises(SlackApiError) as failure:
        call(**args)
    error: str = failure.value.response["error"]
    return error


def post_json(url: str, body: bytes, headers: Mapping[str, str] | None = None) -> tuple[int, dict[str, Any]]:
    """Status and JSON answer, as an HTTP client without opinions sees them."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request("POST", path, body, {"Content-Type": "application/json", **(headers or {})})
    response = connection.getresponse()
    status, answer = response.status, json.load(response)
    connection.close()
    return status, answer
