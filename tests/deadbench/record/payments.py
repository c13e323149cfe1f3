"""A service that a consumer calls: it answers, refuses or hangs, as it is told."""

import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self


class PaymentService:
    """A context manager: it listens on loopback meanwhile, at `url`."""

    def __init__(self) -> None:
        self._answer = HTTPStatus.OK
        self._free = threading.Event()
        self._free.set()
        self._server: ThreadingHTTPServer | None = None

    @property
    def url(self) -> str:
        assert self._server is not None
        return f"http://127.0.0.1:{self._server.server_port}/charges"

    def refuse(self) -> None:
        self._answer = HTTPStatus.SERVICE_UNAVAILABLE

    def accept(self) -> None:
        self._answer = HTTPStatus.OK

    def hang(self) -> None:
        self._free.clear()

    def answer(self) -> HTTPStatus:
        """When it is to answer at all."""
        self._free.wait()
        return self._answer

    def __enter__(self) -> Self:
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.send_response(service.answer())
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        assert self._server is not None
        self._free.set()
        self._server.shutdown()
        self._server.server_close()
