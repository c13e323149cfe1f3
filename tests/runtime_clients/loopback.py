"""The Runtime API on loopback, as the one process of a client sees it.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue

from tests.contract.package.loopback_server import QuietHandler, serving

REQUEST = "8f5c5c5e-1111-2222-3333-444455556666"


class Invocations:
    """Attributes:
    address: For AWS_LAMBDA_RUNTIME_API.
    waits: A byte can be read here whenever the client has done all it had and asks for the next event.
    """

    def __init__(self) -> None:
        self.address = ""
        self.waits, self._tell = os.pipe()
        self._events: Queue[bytes] = Queue()

    def give(self, event: object) -> None:
        self._events.put(json.dumps(event).encode())

    def end(self) -> None:
        self._events.put(b"")
        for each in (self.waits, self._tell):
            os.close(each)

    def next(self) -> bytes:
        os.write(self._tell, b".")
        return self._events.get()


@contextmanager
def invocations() -> Iterator[Invocations]:
    api = Invocations()
    with serving(_handler_for(api)) as server:
        api.address = f"127.0.0.1:{server.server_port}"
        try:
            yield api
        finally:
            api.end()


def _handler_for(api: Invocations) -> type[QuietHandler]:
    class Handler(QuietHandler):
        def do_GET(self) -> None:  # noqa: N802 - the name is http.server's
            self.say(
                200,
                api.next(),
                Lambda_Runtime_Aws_Request_Id=REQUEST,
                Lambda_Runtime_Deadline_Ms=str(int(time.time() * 1000) + 3_000),
                Lambda_Runtime_Invoked_Function_Arn="arn:aws:lambda:eu-west-1:111122223333:function:orders",
            )

        def do_POST(self) -> None:  # noqa: N802 - the name is http.server's
            self.asked()
            self.say(202, b"")

    return Handler
