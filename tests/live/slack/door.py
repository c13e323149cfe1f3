"""Where the app's interactivity requests arrive: a loopback server that keeps payloads and answers them."""

import json
import queue
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

Json = dict[str, Any]


class Door:
    """Attributes: answer is what the next submission is answered with."""

    def __init__(self, port: int) -> None:
        self._arrived: queue.Queue[Json] = queue.Queue()
        self.answer: Json = {}
        arrived, door = self._arrived, self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                payload = json.loads(parse_qs(body).get("payload", ["{}"])[0])
                submitted = payload.get("type") == "view_submission"
                answer = json.dumps(door.answer).encode() if submitted and door.answer else b""
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)
                arrived.put(payload)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name it overrides
                """Nothing: the report is all that is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/"

    def next(self, kind: str, *, within: timedelta) -> Json | None:
        """The next payload of the kind; None when none comes in time."""
        while True:
            try:
                payload = self._arrived.get(timeout=within.total_seconds())
            except queue.Empty:
                return None
            if payload.get("type") == kind:
                return payload

    @contextmanager
    def opened(self) -> Iterator["Door"]:
        thread = Thread(target=self._server.serve_forever, args=(0.05,), name="live-door")
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()
