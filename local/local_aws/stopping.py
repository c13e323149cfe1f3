"""The wish to stop: asked for by a signal, heeded between steps.

A signal raises nothing by itself, so what has been started is always known to whoever ends it. Whoever waits,
waits here.
"""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta


class Stopped(Exception):
    """Somebody asked to stop; everything is left as the `finally`s on the way out leave it."""


# How soon a wish is heeded at the latest: soon enough for whoever pressed Ctrl-C.
GLANCE = 0.05


class Stop:
    """Asked for once, it stays.

    A plain flag that is glanced at, and no lock: a signal's handler runs inside whatever the main thread is
    doing, and a `threading.Event` that is set by the handler while that very thread is about to wait for it
    waits for itself for ever.
    """

    def __init__(self) -> None:
        self._asked = False

    def ask(self) -> None:
        self._asked = True

    def heed(self) -> None:
        """Raise `Stopped` when somebody has asked."""
        if self._asked:
            raise Stopped

    def wait(self, at_most: timedelta) -> None:
        """Let this much time pass; raise `Stopped` as soon as somebody asks."""
        ends = time.monotonic() + at_most.total_seconds()
        while not self._asked and (left := ends - time.monotonic()) > 0:
            time.sleep(min(GLANCE, left))
        self.heed()


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """A stop that SIGINT, SIGTERM and SIGHUP ask for while the block runs; further signals change nothing."""
    stop = Stop()
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: stop.ask()) for number in numbers}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
