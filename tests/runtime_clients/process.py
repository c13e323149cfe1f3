"""One process of a client: events are given to it, and all it writes is read, until it waits or has ended."""

import os
import selectors
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.runtime_clients.loopback import Invocations, invocations
from tests.runtime_clients.written import Written, framed

_MOST = 1 << 16
# A handler that writes this hangs from then on: Lambda's time for it is over.
HANGS = "hangs from here on"


class ClientProcess:
    def __init__(self, api: Invocations, process: subprocess.Popen[bytes], frames: int) -> None:
        self._api, self._process, self._frames = api, process, frames
        assert process.stdout is not None
        self._printed = process.stdout.fileno()
        for each in (self._frames, self._printed):
            os.set_blocking(each, False)
        self._read: dict[int, bytes] = {self._frames: b"", self._printed: b""}

    def written(self) -> Written:
        """All until the client asks for the next event, or ends."""
        with selectors.DefaultSelector() as ready:
            for each in (self._frames, self._printed, self._api.waits):
                ready.register(each, selectors.EVENT_READ)
            while (done := self._done(ready)) is None:
                pass
        frames, printed = (self._read[each] for each in (self._frames, self._printed))
        self._read = dict.fromkeys(self._read, b"")
        return Written(framed(frames), _own(printed.decode()), self._process.wait() if done else None)

    def first(self, event: object) -> Written:
        """All of its beginning, and of the event if it comes so far as to ask for one."""
        begun = self.written()
        if begun.status is not None:
            return begun
        self._api.give(event)
        done = self.written()
        return done._replace(framed=begun.framed + done.framed, printed=begun.printed + done.printed)

    def _done(self, ready: selectors.BaseSelector) -> bool | None:
        """Whether it has ended, once it has ended or waits."""
        files = [key.fd for key, _ in ready.select()]
        ended = [each for each in files if each in self._read and not self._drain(each)]
        for each in ended:
            ready.unregister(each)
        if HANGS.encode() in self._read[self._printed] and self._process.poll() is None:
            self._process.kill()
        if self._api.waits in files:
            os.read(self._api.waits, 1)
            for each in self._read:
                self._drain(each)
            return False
        return True if len(ready.get_map()) == 1 else None

    def _drain(self, file: int) -> bool:
        """False where nobody will ever write again."""
        try:
            while read := os.read(file, _MOST):
                self._read[file] += read
        except BlockingIOError:
            return True
        return False


def _own(printed: str) -> str:
    """Without what tells of this trial: that the handler hangs now, and how Node's program begins."""
    lines = printed.splitlines(keepends=True)
    return "".join(each for each in lines if HANGS not in each and not each.startswith("Executing '"))


@contextmanager
def client_process(
    command: Sequence[str | Path], folder: Path, environment: Mapping[str, str]
) -> Iterator[tuple[Invocations, ClientProcess]]:
    """The command in a folder that is the function's own."""
    frames, given = os.pipe()
    with invocations() as api:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={
                "AWS_LAMBDA_RUNTIME_API": api.address,
                "AWS_LAMBDA_FUNCTION_NAME": "orders",
                "AWS_REGION": "eu-west-1",
                "LAMBDA_TASK_ROOT": str(folder),
                "_LAMBDA_TELEMETRY_LOG_FD": str(given),
                "_HANDLER": "app.handler",
                "POWERTOOLS_SERVICE_NAME": "orders",
                "NO_COLOR": "1",
                "PATH": "/usr/local/bin:/usr/bin:/bin",
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[given],
        )
        os.close(given)
        try:
            yield api, ClientProcess(api, process, frames)
        finally:
            process.kill()
            process.wait()
            os.close(frames)
            assert process.stdout is not None
            process.stdout.close()
