"""Start a program in a network of its own, with one listening socket, handed to whoever started this.

    python -I enclose.py DESCRIPTOR PROGRAM [ARGUMENT...]

A new network namespace has nothing but its own loopback, so the kernel itself keeps all that runs in it from
reaching anything: native libraries, programs, whatever has no guard (namespaces(7), user_namespaces(7)).
A socket belongs to the namespace it was made in, so it is served from outside. Where the system has no such
namespaces, or does not let this user make one, the program is started all the same and the guard is alone.

Over the descriptor, a Unix socket, go one byte that says which it is (`1` enclosed, `0` not) and the socket.
In the environment `@PORT@` becomes the socket's port. Run by its path and in isolation: it imports nothing of
ours.
"""

import ctypes
import fcntl
import os
import socket
import struct
import sys
from pathlib import Path

_NEW_USER, _NEW_NETWORK = 0x10000000, 0x40000000  # sched.h
_SET_FLAGS, _UP = 0x8914, 0x1 | 0x40  # SIOCSIFFLAGS; IFF_UP and IFF_RUNNING of net/if.h


def main() -> None:
    starter = socket.socket(fileno=int(sys.argv[1]))
    enclosed = _can_enclose() and _enclose()
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    port = str(listening.getsockname()[1])
    socket.send_fds(starter, [b"1" if enclosed else b"0"], [listening.fileno()])
    starter.close()
    environment = {name: value.replace("@PORT@", port) for name, value in os.environ.items()}
    environment["LASTCALL_REHEARSAL_ENCLOSED"] = "1" if enclosed else "0"
    os.execve(sys.argv[2], sys.argv[2:], environment)  # noqa: S606 - a list, and no shell


def _can_enclose() -> bool:
    """Tried by a process that ends: one that came only half-way could not go back."""
    if not (trial := os.fork()):
        os._exit(0 if _enclose() else 1)
    return os.waitpid(trial, 0)[1] == 0


def _enclose() -> bool:
    user, group = os.getuid(), os.getgid()
    try:
        if ctypes.CDLL(None, use_errno=True).unshare(_NEW_USER | _NEW_NETWORK):
            return False
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
            fcntl.ioctl(any_socket, _SET_FLAGS, struct.pack("16sh14x", b"lo", _UP))
    except (AttributeError, OSError):
        return False
    return True


if __name__ == "__main__":
    main()
