"""Loaded by Python itself at the start of a rehearsed function, and of each Python that it starts.

Whatever would reach anything but the stand-in is refused and named. An audit hook cannot be taken off again,
and the functions below `socket` report to it as well (PEP 578); it does not see the connections that a native
library opens by itself, which is what a network of its own is for (enclose.py). Loopback is no exception: a
tunnel may begin there.

Files are for reading, but for those in Lambda's /tmp. It imports the standard library alone.
"""

import errno
import json
import os
import sys
from typing import Any

_PORT = int(os.environ.get("LASTCALL_REHEARSAL_PORT", "0"))
_ENCLOSED = os.environ.get("LASTCALL_REHEARSAL_ENCLOSED") == "1"
_HERE = ("127.0.0.1", "::1", "localhost")
_SENDS = ("socket.connect", "socket.sendto", "socket.sendmsg")
_RESOLVES = ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr")
_CHANGES = (
    "os.remove",
    "os.rename",
    "os.mkdir",
    "os.rmdir",
    "os.truncate",
    "os.link",
    "os.symlink",
    "os.chmod",
)
_LINKS = ("os.link", "os.symlink")
_TEMPORARY = ("/tmp", "/dev", "/proc", os.environ.get("HOME", "/dev"))  # noqa: S108 - as Lambda has it
_WRITABLE = tuple(os.path.join(os.path.realpath(each), "") for each in _TEMPORARY)
_CODE = os.path.join(os.path.realpath(os.environ.get("LAMBDA_TASK_ROOT", "/var/task")), "")
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.spawn")


def tell(what: Any, kind: str) -> None:
    """The stand-in keeps the record; where it is gone, so is whoever would read it."""
    import socket  # noqa: PLC0415 - a function that opens no connection need not load it

    body = json.dumps(what).encode()
    head = f"POST /.rehearsal/{kind} HTTP/1.1\r\nHost: stand-in\r\nContent-Length: {len(body)}\r\n"
    try:
        with socket.create_connection(("127.0.0.1", _PORT), 2) as connection:
            connection.sendall(f"{head}Connection: close\r\n\r\n".encode() + body)
            connection.recv(1)
    except OSError:
        pass


def _refuse(what: str, name: str) -> None:
    tell({"what": what, "name": name}, "refused")
    raise PermissionError(errno.EACCES, f"lastcall rehearse lets nothing leave this machine: {name}")


def _heed(event: str, given: Any) -> None:
    if event in _SENDS:
        _heed_address(given[1])
    elif event in _RESOLVES:
        _heed_name(given[0], given[1] if len(given) > 1 else None)
    elif event == "open":
        if given[2] and given[2] & _WRITES:
            _heed_file(given[0])
    elif event in _CHANGES:
        for name in given[:2] if event == "os.rename" else given[1:2] if event in _LINKS else given[:1]:
            _heed_file(name)
    elif event in _STARTS and not _ENCLOSED:
        named = os.fsdecode(given[1][0] if event == "subprocess.Popen" and not given[0] else given[0])
        _refuse("program", named.split(" ")[0].rpartition("/")[2])


def _heed_file(name: Any) -> None:
    """Lambda's file system is for reading, but for /tmp: here it is the team's own tree."""
    if isinstance(name, (str, bytes, os.PathLike)):
        path = os.path.realpath(os.fsdecode(name))
        if not path.startswith(_WRITABLE) or path.startswith(_CODE):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)


def _heed_address(address: Any) -> None:
    if address is None:  # of a connection that stands
        return
    if not isinstance(address, tuple):  # a socket in the file system, behind which anything may be
        _refuse("connection", os.fsdecode(address))
    elif address[0] not in _HERE or address[1] != _PORT:
        _refuse("connection", f"{address[0]}:{address[1]}")


def _heed_name(host: Any, port: Any) -> None:
    host = host.decode("ascii", "replace") if isinstance(host, bytes) else host
    if not host or host in _HERE:
        return
    if host == os.uname().nodename:  # by what only wants to know where it runs
        raise PermissionError(errno.EACCES, "lastcall rehearse resolves no names")
    _refuse("connection", f"{host}:{port}" if port else str(host))


if _PORT:
    sys.addaudithook(_heed)
