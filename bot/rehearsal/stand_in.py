"""What a rehearsed function talks to: the Runtime API, and all of AWS, at one loopback address.

The Runtime API gives it one event after the other, takes what comes of each, and hears of nothing else:
https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
Of AWS there is nothing: each request is named, kept and refused, unless an answer to it was recorded. What is
sent here as to a proxy was meant for another host, and is refused by that host's name.
"""

import json
import threading
import time
from typing import Any
from urllib.parse import urlsplit

from bot.parsing.untrusted import get, items, parsed, text
from bot.rehearsal.answers import HttpAnswer, recorded, refusal
from bot.rehearsal.calls import Effect, OutwardCall
from bot.rehearsal.ran import Raised, Returned
from bot.rehearsal.recorded import RecordedAnswers
from bot.rehearsal.wire import HttpRequest, asked

_RUNTIME = "/2018-06-01/runtime"
_OURS = "/.rehearsal/"
_MARK, _MOST = "lastcall rehearse", 50
_ARN = "arn:aws:lambda:{region}:000000000000:function:{name}"


class StandIn:
    """One function's, for the life of its process.

    Attributes:
        calls: Of the event that it has now.
        end: What came of that event, once it did.
        caught: The exceptions that the handler met on the way.
        began: When it got the event, by the monotonic clock.
        client: What the function said it is run by; None before it said so, which is before any code of it.
    """

    def __init__(self, region: str, function: str, answers: RecordedAnswers, milliseconds: int) -> None:
        self._arn = _ARN.format(region=region, name=function)
        self._answers, self._milliseconds = answers, milliseconds
        self._changed = threading.Condition()
        self._event: bytes | None = None
        self._number = 0
        self._over = False
        self._variable = ""
        self.calls: list[OutwardCall] = []
        self.end: Returned | Raised | None = None
        self.client: str | None = None
        self.caught: tuple[Raised, ...] = ()
        self.began: float | None = None

    def give(self, event: bytes) -> None:
        with self._changed:
            if self._number:  # what the import came to belongs to the first
                self.end, self.caught, self.calls, self._variable = None, (), [], ""
            self._event, self.began = event, None
            self._number += 1
            self._changed.notify_all()

    def wait(self, seconds: float) -> bool:
        """Whether something has come of the event."""
        with self._changed:
            return self._changed.wait_for(lambda: self.end is not None, seconds)

    def close(self) -> None:
        with self._changed:
            self._over = True
            self._changed.notify_all()

    def answer(self, request: HttpRequest) -> HttpAnswer | None:
        """None once there is nothing more to be said: the process is about to be ended."""
        if request.method == "CONNECT" or "://" in request.path:
            return self._another_host(request)
        if request.path.startswith(_RUNTIME):
            return self._runtime(request.path.removeprefix(_RUNTIME), request.body)
        if request.path.startswith(_OURS):
            return self._told(request.path.removeprefix(_OURS), request.body)
        return self._aws(request)

    # -- AWS, and all others

    def _aws(self, request: HttpRequest) -> HttpAnswer:
        said = asked(request)
        given = self._answers.answer_to(said.call)
        if given is not None and (answer := recorded(said, given)):
            self._keep(said.call._replace(answered=True))
            return answer
        self._keep(said.call)
        return refusal(said, f"lastcall rehearse refuses {said.call.name}: nothing is read or written here")

    def _another_host(self, request: HttpRequest) -> HttpAnswer:
        host = request.path if request.method == "CONNECT" else urlsplit(request.path).netloc
        self._keep(OutwardCall(Effect.CONNECTION, target=text(host, 300)))
        return HttpAnswer(403, {}, f"lastcall rehearse lets nothing leave this machine: {host}".encode())

    def _keep(self, call: OutwardCall) -> None:
        with self._changed:
            self.calls.append(call)

    # -- what the process says of itself

    def _told(self, kind: str, body: bytes) -> HttpAnswer:
        said = parsed(body.decode("utf-8", "replace"))
        if kind == "refused":
            effect = Effect.PROGRAM if get(said, "what") == "program" else Effect.CONNECTION
            self._keep(OutwardCall(effect, target=text(get(said, "name"), 300)))
        elif kind == "client":
            self.client = text(said, 100)
        elif kind == "raised":
            self._variable = text(get(said, "variable"), 255)
            self.caught = tuple(_raised(each) for each in items(get(said, "caught"), _MOST))
        return HttpAnswer(202, {}, b"")

    # -- Runtime API

    def _runtime(self, path: str, body: bytes) -> HttpAnswer | None:
        if path.endswith("/next"):
            return self._next()
        said = parsed(body.decode("utf-8", "replace"))
        at_import = path == "/init/error"
        with self._changed:
            if at_import or path.endswith("/error"):
                refused = bool(self.caught) and self.caught[-1].refused
                self.end = _raised(said)._replace(
                    refused=refused or _raised(said).refused, variable=self._variable, at_import=at_import
                )
            elif path.endswith("/response"):
                self.end = Returned(said)
            self._changed.notify_all()
        return HttpAnswer(202, {"Content-Type": "application/json"}, b'{"status":"OK"}')

    def _next(self) -> HttpAnswer | None:
        with self._changed:
            self._changed.wait_for(lambda: self._over or self._event is not None)
            event, self._event = self._event, None
            if event is None:
                return None
            self.began = time.monotonic()
            headers = {
                "Content-Type": "application/json",
                "Lambda-Runtime-Aws-Request-Id": f"00000000-0000-4000-8000-{self._number:012d}",
                "Lambda-Runtime-Deadline-Ms": str(int(time.time() * 1000) + self._milliseconds),
                "Lambda-Runtime-Invoked-Function-Arn": self._arn,
                "Lambda-Runtime-Trace-Id": "Root=1-00000000-000000000000000000000000;Sampled=0",
            }
            return HttpAnswer(200, headers, event)


def _raised(said: Any) -> Raised:
    frames = get(said, "stackTrace")
    return Raised(
        type=text(get(said, "errorType"), 255),
        message=text(get(said, "errorMessage"), 4096),
        refused=get(said, "refused") is True or _MARK in json.dumps(said),
        trace=tuple(text(each) for each in frames) if isinstance(frames, list) else (),
    )
