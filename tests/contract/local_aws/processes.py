"""Processes by what they were started with, and what they listen on. Linux only."""

import os
from contextlib import suppress
from pathlib import Path

import pytest

PROC = Path("/proc")
LISTENING = "0A"  # of the column `st` in /proc/net/tcp

needs_proc = pytest.mark.skipif(
    not Path("/proc/self/fd").is_dir(), reason="NOT TESTED: it takes /proc to see processes and sockets"
)


def mentioning(text: str) -> list[int]:
    """The processes whose command line or environment mentions this, but for this one."""
    return [pid for pid in pids() if pid != os.getpid() and text in said_by(pid)]


def pids() -> list[int]:
    return [int(path.name) for path in PROC.iterdir() if path.name.isdigit()]


def said_by(pid: int) -> str:
    said = b""
    for name in ("cmdline", "environ"):
        with suppress(OSError):
            said += (PROC / str(pid) / name).read_bytes()
    return said.decode(errors="replace")


def listened_on(pid: int) -> set[str]:
    """The hexadecimal `address:port` of every TCP socket that the process listens on."""
    own = {str(path.readlink()) for path in (PROC / str(pid) / "fd").iterdir()}
    rows = [row.split() for name in ("tcp", "tcp6") for row in table(name)]
    return {row[1] for row in rows if row[3] == LISTENING and f"socket:[{row[9]}]" in own}


def table(name: str) -> list[str]:
    path = PROC / "net" / name
    return path.read_text().splitlines()[1:] if path.exists() else []
