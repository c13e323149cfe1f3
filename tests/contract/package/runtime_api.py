"""The Lambda Runtime API on loopback, enough for awslambdaric: one function process, one event at a time.

Paths and headers: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue
from typing import Any

from tests.contract.package.loopback_server import QuietHandler, serving


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the function said, and when; `fault` is Lambda's error object instead of a value."""

    value: Any
    fault: dict[str, Any] | None
    at: float  # of time.perf_counter


@dataclass(slots=True)
class RuntimeApi:
    """The side that hands events out and takes answers in."""

    events: Queue[bytes] = field(default_factory=Queue)
    answers: Queue[Answer] = field(default_factory=Queue)

    def invoke(self, event: Any, *, timeout: float = 30) -> Answer:
        self.events.put(json.dumps(event).encode())
        return self.answers.get(timeout=timeout)


@contextmanager
def runtime_api() -> Iterator[tuple[RuntimeApi, str]]:
    """The API and the host:port for AWS_LAMBDA_RUNTIME_API."""
    api = RuntimeApi()
    with serving(handler_for(api)) as server:
        yield api, f"127.0.0.1:{server.server_port}"
        api.events.put(b"")  # lets a waiting handler go


def handler_for(api: RuntimeApi) -> type[QuietHandler]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
            event = api.events.get()
            self.say(
                200,
                event,
                Lambda_Runtime_Aws_Request_Id="8476a536-e9f4-11e8-9739-2dfe598c3fcd",
                Lambda_Runtime_Deadline_Ms=str(int(time.time() * 1000) + 60_000),
                Lambda_Runtime_Invoked_Function_Arn="arn:aws:lambda:eu-west-1:111122223333:function:lastcall",
            )

        def do_POST(self) -> None:  # noqa: N802 - the name is http.server's
            at = time.perf_counter()
            said = json.loads(self.asked() or b"null")
            failed = self.path.endswith("/error")
            api.answers.put(Answer(value=None if failed else said, fault=said if failed else None, at=at))
            self.say(202, b"")

    return Handler
