"""One process of a function: it gets one event after the other, as a warm one of Lambda."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from bot.rehearsal.loopback import Serving
from bot.rehearsal.ran import Exited, Ran, TimedOut
from bot.rehearsal.recorded import RecordedAnswers
from bot.rehearsal.stand_in import StandIn

_HERE = Path(__file__).parent
_POLL, _START = 0.02, 30.0  # seconds: between two looks at the process; for it to say where it listens
_INIT = 10.0  # seconds that Lambda gives the import alone
# Of the shell's variables, those that would lead out of here, or change how Python runs.
_NOT_PASSED_ON = ("AWS_", "PYTHON", "LD_", "DYLD_", "LASTCALL_", "_LAMBDA", "BOTO_")


class CannotStart(Exception):
    """The interpreter, or the folder, cannot be used; one line says why."""


class Function(NamedTuple):
    """What is rehearsed.

    Attributes:
        handler: As Lambda has it: `module.function`.
        folder: The team's code, which is first on the path.
        python: The interpreter, which has what the code needs.
        timeout: In seconds, of the handler alone; Lambda gives the import ten more.
    """

    handler: str
    folder: Path
    python: str
    variables: Mapping[str, str]
    answers: RecordedAnswers
    timeout: float = 30.0
    memory: int = 128
    region: str = "us-east-1"

    @property
    def name(self) -> str:
        return self.handler.rpartition(".")[0].rpartition("/")[2] or self.handler


class Process:
    def __init__(
        self, stand_in: StandIn, process: "subprocess.Popen[bytes]", function: Function, *, enclosed: bool
    ) -> None:
        self._stand_in, self._process = stand_in, process
        self._function, self._enclosed = function, enclosed

    @property
    def alive(self) -> bool:
        """Whether it can be given another event: it has neither ended nor is it still at the last."""
        return self._process.poll() is None and self._stand_in.end is not None

    def run(self, event: bytes) -> Ran:
        """What comes of one event. Raises: CannotStart."""
        self._stand_in.give(event)
        given_at = time.monotonic()
        while not self._stand_in.wait(_POLL) and self._process.poll() is None:
            began = self._stand_in.began or given_at + _INIT
            if time.monotonic() > began + self._function.timeout:
                break
        status = self._process.poll()
        if status is not None:
            self._stand_in.wait(_POLL)  # what it posted last
        if self._stand_in.client is None:
            python = self._function.python
            raise CannotStart(f"{python}: does not run Python code; a rehearsal needs Python 3.10 or later")
        end = self._stand_in.end or (TimedOut(self._function.timeout) if status is None else Exited(status))
        return Ran(
            end=end,
            calls=tuple(self._stand_in.calls),
            caught=self._stand_in.caught,
            client=self._stand_in.client or "",
            enclosed=self._enclosed,
        )


@contextmanager
def started(function: Function) -> Iterator[Process]:
    """A process of its own for whoever asks; nothing of it outlives the block."""
    milliseconds = int(function.timeout * 1000)
    stand_in = StandIn(function.region, function.name, function.answers, milliseconds)
    home = tempfile.mkdtemp(prefix="lastcall-rehearse-")
    ours, theirs = socket.socketpair()
    try:
        process = _popen(function, theirs, home)
        try:
            theirs.close()
            enclosed, listening = _handed_over(ours)
            serving = Serving(stand_in, listening)
            try:
                yield Process(stand_in, process, function, enclosed=enclosed)
            finally:
                serving.close()
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    finally:
        ours.close()
        theirs.close()
        shutil.rmtree(home, ignore_errors=True)


def _popen(function: Function, theirs: socket.socket, home: str) -> "subprocess.Popen[bytes]":
    command = [function.python, "-m", "lastcall_rehearsed", function.handler]
    return subprocess.Popen(
        [sys.executable, "-I", str(_HERE / "enclose.py"), str(theirs.fileno()), *command],
        cwd=function.folder,
        env=_environment(function, home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=[theirs.fileno()],
        start_new_session=True,
    )


def _handed_over(ours: socket.socket) -> tuple[bool, socket.socket]:
    ours.settimeout(_START)
    try:
        said, descriptors, _, _ = socket.recv_fds(ours, 1, 1)
    except OSError as fault:
        raise CannotStart("the function's process did not start") from fault
    if not descriptors:
        raise CannotStart("the function's process ended before it began")
    return said == b"1", socket.socket(fileno=descriptors[0])


# All that leads outside leads to the stand-in, and nothing says where anybody's credentials are.
_STAND_IN = "http://127.0.0.1:@PORT@"
_INSIDE = {
    **{
        name: _STAND_IN
        for word in ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy")
        for name in (word, word.upper())
    },
    "NO_PROXY": "127.0.0.1,localhost",
    "no_proxy": "127.0.0.1,localhost",
    "AWS_ENDPOINT_URL": _STAND_IN,
    "AWS_ACCESS_KEY_ID": "REHEARSAL",
    "AWS_SECRET_ACCESS_KEY": "rehearsal",
    "AWS_SESSION_TOKEN": "rehearsal",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_MAX_ATTEMPTS": "1",
    "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:@PORT@",
    "AWS_XRAY_SDK_ENABLED": "false",
    "POWERTOOLS_TRACE_DISABLED": "true",
    "PYTHONPATH": str(_HERE / "child"),
    "PYTHONDONTWRITEBYTECODE": "1",
    "LASTCALL_REHEARSAL_PORT": "@PORT@",
    "TZ": ":UTC",
}


def _environment(function: Function, home: str) -> dict[str, str]:
    """As Lambda's, but for what leads outside; the shell's other variables, too.

    Credentials of anybody are neither in it nor where an SDK would look for them.
    """
    shell = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(_NOT_PASSED_ON) and not name.lower().endswith("_proxy")
    }
    return {
        **shell,
        **function.variables,
        **_INSIDE,
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        "AWS_LAMBDA_FUNCTION_NAME": function.name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory),
        "AWS_LAMBDA_LOG_GROUP_NAME": f"/aws/lambda/{function.name}",
        "AWS_LAMBDA_LOG_STREAM_NAME": "rehearsal",
        "LAMBDA_TASK_ROOT": str(function.folder),
        "LAMBDA_RUNTIME_DIR": str(function.folder),
        "_HANDLER": function.handler,
        "HOME": home,
        "TMPDIR": home,
    }
