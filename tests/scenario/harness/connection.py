"""Slack without sockets: whatever the standard library would send to `slack.test` is answered in process."""

import http.client
import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from typing import Any
from urllib.parse import urlsplit

import pytest

import bot.slack.answers
import bot.slack.opening
from local.slack_workspace import replies
from local.slack_workspace.gateway import Answer, Gateway
from local.slack_workspace.http_server import uploaded
from local.slack_workspace.web_api.call import parse_call
from local.slack_workspace.workspace import Workspace
from tests.fakes import HandClock
from tests.scenario.harness.places import SLACK
from tests.scenario.harness.wire import LostError, Wire

HOST = urlsplit(SLACK).netloc
_REFUSED = Answer(status=500, headers={}, body=b"")
_answering: list["SlackServer"] = []


class SlackServer:
    """The HTTP side of the workspace."""

    def __init__(self, wire: Wire, workspace: Workspace, gateway: Gateway, clock: HandClock) -> None:
        self.clock = clock
        self._wire = wire
        self._workspace = workspace
        self._gateway = gateway

    @contextmanager
    def answering(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(http.client, "HTTPConnection", _Connection)
            patch.setattr(bot.slack.opening, "HTTPConnection", _Connection)
            patch.setattr(bot.slack.answers, "WAITS", (0, 0, 0))
            _answering.append(self)
            try:
                yield
            finally:
                _answering.remove(self)

    def answer(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Raises LostError where the answer does not arrive."""
        name, about, apply = self._asked(path, body, headers)
        answer = self._wire.carry(
            f"slack.{name}", about, f"slack {len(self._wire.calls)}", apply=apply, refuse=lambda: _REFUSED
        )
        if answer.dropped:
            raise LostError
        return answer

    def _asked(
        self, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[str, str, Callable[[], Answer]]:
        if path.startswith("/response/"):
            secret = path.removeprefix("/response/")
            return (
                "response_url",
                "",
                lambda: _json(*replies.respond(self._workspace, secret, json.loads(body))),
            )
        if path.startswith("/upload/"):
            secret = path.removeprefix("/upload/")
            return "upload", "", lambda: uploaded(self._workspace, secret, body)
        call = parse_call(
            path.removeprefix("/api/"),
            query="",
            content_type=headers["content-type"],
            body=body,
            authorization=headers.get("authorization", ""),
        )
        channel = call.args.get("channel") or call.args.get("channel_id")
        about = str(channel or call.args.get("user") or "")
        return call.method, about, lambda: self._gateway.call(call)


class _Connection(HTTPConnection):
    """A connection that opens no socket to Slack, and is itself to anybody else."""

    _answered: Answer | None = None

    def request(self, method: str, url: str, body: Any = None, headers: Any = None, **how: Any) -> None:
        if self.host != HOST:
            super().request(method, url, body, headers or {}, **how)
            return
        sent = body.encode() if isinstance(body, str) else bytes(body or b"")
        named = {str(name).lower(): str(value) for name, value in (headers or {}).items()}
        try:
            self._answered = _answering[-1].answer(url, sent, named)
        except LostError:
            self._answered = None

    def getresponse(self) -> HTTPResponse:
        if self.host != HOST:
            return super().getresponse()
        if self._answered is None:
            raise RemoteDisconnected("the answer was lost")
        if self._answered.delay > (patience := float(self.timeout or 0)):
            _answering[-1].clock.forward(seconds=patience)
            raise TimeoutError
        response = HTTPResponse(_Socket(_raw(self._answered)))  # type: ignore[arg-type]  # it reads from a file of it only
        response.begin()
        return response


class _Socket:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw

    def makefile(self, *_: Any) -> io.BytesIO:
        return io.BytesIO(self._raw)


def _raw(answer: Answer) -> bytes:
    headers = {**answer.headers, "Content-Length": str(len(answer.body))}
    lines = [f"HTTP/1.1 {answer.status} -", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + answer.body


def _json(status: int, value: Mapping[str, Any]) -> Answer:
    headers = {"Content-Type": "application/json; charset=utf-8"}
    return Answer(status=status, headers=headers, body=json.dumps(value).encode())
