"""Child processes in groups of their own: Ctrl-C reaches only us, and nothing of theirs outlives us."""

import os
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import IO

from local.local_aws.failures import Failed
from local.local_aws.stopping import Stop

POLL = timedelta(milliseconds=50)


class ChildFailed(Failed):
    """A child ended with an error; the text is the last line it said."""


@contextmanager
def child(
    command: Sequence[str | Path],
    *,
    log: IO[bytes],
    environment: Mapping[str, str] | None = None,
    descriptors: Sequence[int] = (),
) -> Iterator[subprocess.Popen[bytes]]:
    """A running child that writes to `log` and reads a pipe; at the end its whole group is killed."""
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.PIPE,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=environment,
        pass_fds=descriptors,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdin:
        process.stdin.close()


def run_to_its_end(command: Sequence[str | Path], *, log: Path, stop: Stop) -> None:
    """Run a child until it ends; raises `ChildFailed`, or `Stopped` when somebody asks meanwhile."""
    with log.open("wb") as said, child(command, log=said) as process:
        while process.poll() is None:
            stop.wait(POLL)
    if process.returncode:
        raise ChildFailed(f"{Path(command[0]).name}: {last_line(log)}")


def last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
