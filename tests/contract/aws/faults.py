"""Faults of AWS, injected where botocore sends.

    faults = Faults(client)
    faults.answer("SendMessageBatch", {"Failed": [...]})   an answer of ours; nothing is carried out
    faults.lose_answer("TransactWriteItems")               carried out, never answered
    faults.never_sent("SendMessageBatch")                  no connection
    faults.refuse("ReceiveMessage", "AccessDenied", 403)   an error

Each counts for the next call of that operation; `times` for more. `requests` counts what was really sent.
"""

from collections import Counter
from types import SimpleNamespace
from typing import Any

from botocore.exceptions import EndpointConnectionError, ReadTimeoutError
from moto.core.models import botocore_stubber

from bot.aws.error_codes import ErrorKind, kind_of
from bot.aws.errors import Client
from tests.fakes.denials import not_authorized

_OK = 200


class Faults:
    def __init__(self, client: Client) -> None:
        self._events = client.meta.events
        self._service = client.meta.service_model.service_id.hyphenize()
        self._signer = client.meta.service_model.signing_name
        self.requests: Counter[str] = Counter()
        self._events.register(f"before-send.{self._service}", self._count)

    def answer(self, operation: str, *answers: dict[str, Any], times: int = 1, status: int = 200) -> None:
        left = list(answers) * times

        def call(**_: Any) -> tuple[SimpleNamespace, dict[str, Any]] | None:
            if not left:
                return None
            return SimpleNamespace(status_code=status), left.pop(0)

        self._events.register(f"before-call.{self._service}.{operation}", call)

    def refuse(self, operation: str, code: str, status: int = 400, times: int = 1, **more: Any) -> None:
        """With AWS's words for a missing permission, where the code says that one is missing."""
        denied = kind_of(code, _OK) is ErrorKind.DENIED
        message = not_authorized(self._signer, operation) if denied else f"told {code}"
        error = {"Error": {"Code": code, "Message": message}}
        metadata = {"ResponseMetadata": {"HTTPStatusCode": status}}
        self.answer(operation, {**error, **metadata, **more}, times=times, status=status)

    def lose_answer(self, operation: str, times: int = 1) -> None:
        left = [None] * times

        def send(event_name: str, request: Any, **_: Any) -> None:
            if left:
                left.pop()
                botocore_stubber(event_name, request)
                raise ReadTimeoutError(endpoint_url=request.url)

        self._events.register(f"before-send.{self._service}.{operation}", send)

    def never_sent(self, operation: str, times: int = 1) -> None:
        left = [None] * times

        def send(request: Any, **_: Any) -> None:
            if left:
                left.pop()
                raise EndpointConnectionError(endpoint_url=request.url)

        self._events.register(f"before-send.{self._service}.{operation}", send)

    def _count(self, event_name: str, **_: Any) -> None:
        self.requests[event_name.rpartition(".")[2]] += 1
