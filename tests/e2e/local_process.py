"""A `lastcall` command as a person starts it: its lines as they come, a signal, what is left."""

import json
import os
import queue
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from local.local_aws.clients import client
from tests.contract.local_aws.processes import mentioning

ROOT = Path(__file__).resolve().parents[2]
STREAMS = 2
PATIENCE = (
    120.0  # seconds; far more than any step takes, so that a hanging one fails and does not hang the run
)


@dataclass
class Command:
    """`lines` has what it says on either stream as it comes; None at the end of a stream."""

    process: subprocess.Popen[str]
    folder: Path
    lines: "queue.Queue[str | None]" = field(default_factory=queue.Queue)
    said: list[str] = field(default_factory=list)

    def next_line(self) -> str | None:
        line = self.lines.get(timeout=PATIENCE)
        if line is not None:
            self.said.append(line)
        return line

    def until(self, beginning: str) -> str:
        """The next line that begins so."""
        ends = 0
        while ends < STREAMS:
            line = self.next_line()
            ends += line is None
            if line is not None and line.startswith(beginning):
                return line
        raise AssertionError(f"it never said {beginning!r}:\n" + "\n".join(self.said))

    def rest(self) -> list[str]:
        """Whatever else it says until both of its streams end."""
        ends, before = 0, len(self.said)
        while ends < STREAMS:
            ends += self.next_line() is None
        return self.said[before:]

    def interrupt(self, number: signal.Signals = signal.SIGINT) -> int:
        """Send the signal, and return the exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def leftovers(self) -> list[str]:
        """Processes and temporary folders that are still there."""
        processes = [f"process {pid}" for pid in mentioning(str(self.folder))]
        return processes + [str(path) for path in self.folder.iterdir()]


def free_port() -> int:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        return int(holder.getsockname()[1])


@contextmanager
def command(folder: Path, *arguments: str, usual_port: bool = False) -> Iterator[Command]:
    """A command whose temporary folders all lie in `folder`; it is killed where a test leaves it running.

    Its page gets a port of its own unless the test is about the usual one: other stacks run beside it.
    """
    if not usual_port and not {"--port", "--slack"} & set(arguments):
        arguments = (*arguments, "--port", str(free_port()))
    with started(folder, sys.executable, "-m", "bot", *arguments) as running:
        yield running


@contextmanager
def started(folder: Path, *words: str) -> Iterator[Command]:
    """Any command line, in the repository, its temporary folders in `folder`; it ends with its children."""
    process = subprocess.Popen(
        words,
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    running = Command(process, folder)
    readers = [
        threading.Thread(target=read, args=(stream, running.lines))
        for stream in (process.stdout, process.stderr)
    ]
    for reader in readers:
        reader.start()
    try:
        yield running
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        for reader in readers:
            reader.join()


def read(stream: IO[str], lines: "queue.Queue[str | None]") -> None:
    with stream:
        for line in stream:
            lines.put(line.rstrip("\n"))
    lines.put(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningLocal:
    """What the JSON line of `lastcall local` says, and boto3 clients of its AWS."""

    said: Mapping[str, Any]
    clients: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, key: str) -> str:
        return str(self.said[key])

    @property
    def endpoint(self) -> str:
        return self["aws"]

    @property
    def users(self) -> Mapping[str, str]:
        named: Mapping[str, str] = self.said["users"]
        return named

    def client(self, service: str) -> Any:
        if service not in self.clients:
            self.clients[service] = client(
                service,
                endpoint=self["aws"],
                region=self["region"],
                access_key_id=self["access_key_id"],
                secret_access_key=self["secret_access_key"],
            )
        return self.clients[service]


def running_local(started: Command) -> RunningLocal:
    return RunningLocal(said=json.loads(started.until("{")))


def answers(url: str) -> bool:
    """Whether anybody listens where the URL points."""
    where = urlsplit(url)
    with socket.socket() as caller:
        return caller.connect_ex((str(where.hostname), int(where.port or 80))) == 0
