"""The Lambda Runtime API on loopback, enough for awslambdaric: one function process, one event at a time.

Paths and headers: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any


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
    first_asked: float | None = None  # when the first event was asked for, that is, when init was over

    def invoke(self, event: Any, *, timeout: float = 30) -> Answer:
        self.events.put(json.dumps(event).encode())
        return self.answers.get(timeout=timeout)


@contextmanager
def runtime_api() -> Iterator[tuple[RuntimeApi, str]]:
    """The API and the host:port for AWS_LAMBDA_RUNTIME_API."""
    api = RuntimeApi()
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler_for(api))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield api, f"127.0.0.1:{server.server_port}"
    finally:
        api.events.put(b"")  # lets a waiting handler go
        server.shutdown()
        server.server_close()


def handler_for(api: RuntimeApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            api.first_asked = api.first_asked or time.perf_counter()
            event = api.events.get()
            self.send_response(200)
            self.send_header("Lambda-Runtime-Aws-Request-Id", "8476a536-e9f4-11e8-9739-2dfe598c3fcd")
            self.send_header("Lambda-Runtime-Deadline-Ms", str(int(time.time() * 1000) + 60_000))
            self.send_header(
                "Lambda-Runtime-Invoked-Function-Arn",
                "arn:aws:lambda:eu-west-1:111122223333:function:lastcall",
            )
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(event)))
            self.end_headers()
            self.wfile.write(event)

        def do_POST(self) -> None:
            at = time.perf_counter()
            said = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"null")
            failed = self.path.endswith("/error")
            api.answers.put(Answer(value=None if failed else said, fault=said if failed else None, at=at))
            self.send_response(202)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is http.server's
            pass

    return Handler
