"""`python -m tests.e2e.loopback_only COMMAND...`, under `unshare -rn`: become the command, cut off.

A new network namespace has a loopback that is down (netdevice(7) says how it is brought up) and no route.
"""

import errno
import fcntl
import os
import socket
import struct
import sys

SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40
# RFC 5737: an address for documentation. Where any way leads outside, calling it is anything but unreachable.
OUTSIDE = ("198.51.100.1", 443)
CUT_OFF = "nothing outside can be reached"


def main() -> None:
    bring_loopback_up()
    with socket.socket() as caller:
        caller.settimeout(1)
        answer = caller.connect_ex(OUTSIDE)
    if answer != errno.ENETUNREACH:
        sys.exit(f"there is a way outside: {errno.errorcode.get(answer, answer)}")
    print(CUT_OFF, flush=True)
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the test's own command, and no shell is wanted


def bring_loopback_up() -> None:
    with socket.socket() as any_socket:
        fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", IFF_UP | IFF_RUNNING))


if __name__ == "__main__":
    main()
