"""Lambda's Invoke, which takes an asynchronous event and says no more than that.

The status, and what is refused with which: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
The header names of a request: the same page, "Request Syntax". What is no function, or no version or alias of
one, is not found; whoever names none asks for the function itself.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

MOST_BYTES = {"Event": 1024 * 1024, "RequestResponse": 6 * 1024 * 1024}
Answer = tuple[int, dict[str, str], str]


class Invoked(NamedTuple):
    """Attributes: function is the ARN as it was asked for; trace is empty where none came with it."""

    function: str
    how: str
    payload: str
    trace: str = ""


class Invocations:
    """Attributes: functions are the ARNs that can be invoked, each version and alias by its own; taken is
    what they were asked to do.
    """

    def __init__(self) -> None:
        self.functions: set[str] = set()
        self.taken: list[Invoked] = []

    def answer(self, url: str, headers: Mapping[str, Any], body: bytes) -> Answer:
        function = unquote(urlsplit(url).path).partition("/functions/")[2].removesuffix("/invocations")
        how = _text(headers.get("X-Amz-Invocation-Type")) or "RequestResponse"
        if function not in self.functions:
            return _refused(404, "ResourceNotFoundException", f"Function not found: {function}")
        if len(body) > MOST_BYTES[how]:
            return _refused(413, "RequestTooLargeException", f"{len(body)} byte payload is too large")
        if not _is_json(body):
            return _refused(400, "InvalidRequestContentException", "Could not parse request body into json")
        self.taken.append(Invoked(function, how, body.decode(), _text(headers.get("X-Amzn-Trace-Id"))))
        return 202, {}, ""


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body or b"null")
    except ValueError:
        return False
    return True


def _refused(status: int, code: str, message: str) -> Answer:
    return status, {"x-amzn-errortype": code}, json.dumps({"Type": "User", "Message": message})


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value or "")
