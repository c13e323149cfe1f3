"""HTTP around the workspace, on loopback only.

Other web sites cannot reach it through the reader's browser: see `callers`. What the page itself asks for
carries a token of this run, which only that page's own document holds, and what changes something is JSON.
"""

import hmac
import json
import secrets
import socket
import sys
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from local.local_aws.emulator_shim.callers import refusal
from local.slack_workspace import replies, site
from local.slack_workspace.errors import ApiError
from local.slack_workspace.gateway import Answer, Gateway
from local.slack_workspace.page_api import PageApi
from local.slack_workspace.web_api.call import parse_call
from local.slack_workspace.workspace import Workspace

LOOPBACK = "127.0.0.1"
LARGEST_BODY = 2_000_000


class WorkspaceHttpServer(ThreadingHTTPServer):
    """Stops without leaving a thread behind: idle connections are closed, slow answers cut short."""

    daemon_threads = False
    block_on_close = True
    request_queue_size = 128

    def __init__(self, port: int, *, workspace: Workspace, gateway: Gateway, page_api: PageApi) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.workspace = workspace
        self.gateway = gateway
        self.page_api = page_api
        self.token = secrets.token_urlsafe(32)
        self.stopping = threading.Event()
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()

    @property
    def address(self) -> str:
        return f"http://{LOOPBACK}:{self.server_port}/"

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that went away is no news, nor what is asked while all ends; anything else is."""
        if not self.stopping.is_set() and not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)

    def stop(self) -> None:
        self.stopping.set()
        self.workspace.close()
        self.shutdown()
        self.hang_up()
        self.server_close()

    def hang_up(self) -> None:
        """End the reading side of what is open: an answer under way leaves, a next request never comes."""
        with self._open_lock:
            for connection in self._open:
                _hang_up(connection)


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RD)
    except OSError:
        return  # it was closed already


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30  # seconds a connection may idle, or a caller refuse to read
    server_version = "LocalSlack"
    wbufsize = 65536  # one write per answer: headers and body leave together
    disable_nagle_algorithm = True
    server: WorkspaceHttpServer

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name in the standard library
        """Say nothing: tests read the log of calls instead."""

    def do_GET(self) -> None:
        self._serve(self._get)

    def do_POST(self) -> None:
        self._serve(self._post)

    def do_OPTIONS(self) -> None:
        self._serve(lambda *_: _line(405, "there is nothing to ask for"))

    def _serve(self, respond: Callable[[str, str, bytes], Answer]) -> None:
        body = self._body()
        url = urlsplit(self.path)
        answer = self._refusal(url.path) if body is not None else _line(413, "the body is too large")
        self._send(answer or respond(url.path, url.query, body or b""))

    def _body(self) -> bytes | None:
        """The whole body, or None where its length is beyond reason or no number."""
        length = self.headers.get("Content-Length") or "0"
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            return None
        return self.rfile.read(int(length))

    def _refusal(self, path: str) -> Answer | None:
        why = refusal(self.command, self.headers.items(), self.server.server_port, pages=True)
        if why is not None:
            return _line(403, why)
        if not path.startswith("/workspace/"):
            return None
        if not hmac.compare_digest(
            self.headers.get(site.CALLER_HEADER, "").encode(), self.server.token.encode()
        ):
            return _line(403, "only this workspace's own page may do that: it holds the token of this run")
        if self.command == "POST" and self.headers.get_content_type() != "application/json":
            return _line(415, "send application/json")
        return None

    def _get(self, path: str, query: str, body: bytes) -> Answer:
        if path.startswith("/api/"):
            return self._api(path, query, body)
        if path.startswith("/workspace/"):
            read = self.server.page_api.read(path.removeprefix("/workspace/"), dict(parse_qsl(query)))
            return _json(*read)
        if path.startswith("/files/"):
            return self._file(path.removeprefix("/files/"))
        name = path.removeprefix("/page/") if path.startswith("/page/") else "index.html"
        found = (
            site.load(name, self.server.token)
            if path == "/" or path.startswith(("/page/", "/archives/"))
            else None
        )
        if found is None:
            return _line(404, "there is no such page")
        return Answer(status=200, headers={"Content-Type": found[0], **site.SECURITY_HEADERS}, body=found[1])

    def _post(self, path: str, query: str, body: bytes) -> Answer:
        if path.startswith("/api/"):
            return self._api(path, query, body)
        if path.startswith("/response/"):
            secret = path.removeprefix("/response/")
            return _json(*replies.respond(self.server.workspace, secret, _parsed(body)))
        if path.startswith("/upload/"):
            return uploaded(self.server.workspace, path.removeprefix("/upload/"), body)
        if path.startswith("/workspace/"):
            return _json(*self.server.page_api.write(path.removeprefix("/workspace/"), body))
        return _line(404, "there is nothing to post to")

    def _file(self, file_id: str) -> Answer:
        """A shared file, as the picture that all of them are here."""
        workspace = self.server.workspace
        with workspace.lock:
            content = workspace.uploads.shown(file_id)
        if content is None:
            return _line(404, "there is no such file")
        return Answer(
            status=200, headers={"Content-Type": "image/png", **site.SECURITY_HEADERS}, body=content
        )

    def _api(self, path: str, query: str, body: bytes) -> Answer:
        try:
            call = parse_call(
                path.removeprefix("/api/"),
                query=query,
                content_type=self.headers.get("Content-Type", ""),
                body=body,
                authorization=self.headers.get("Authorization", ""),
            )
        except ApiError as refused:
            return _json(200, refused.answer())
        return self.server.gateway.call(call)

    def _send(self, answer: Answer) -> None:
        if answer.delay:
            self.server.stopping.wait(answer.delay)
        if answer.dropped:
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


def uploaded(workspace: Workspace, secret: str, content: bytes) -> Answer:
    """The bytes of a file, at the address that was given out for it."""
    with workspace.lock:
        taken = workspace.uploads.receive(secret, content)
    return _line(200, f"OK - {len(content)}") if taken else _line(400, "no such file is waited for")


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None


def _json(status: int, value: Mapping[str, Any]) -> Answer:
    headers = {"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"}
    return Answer(status=status, headers=headers, body=json.dumps(value).encode())


def _line(status: int, text: str) -> Answer:
    return Answer(
        status=status, headers={"Content-Type": "text/plain; charset=utf-8"}, body=f"{text}\n".encode()
    )
