"""The wish to stop: asked for by a signal, heeded between steps.

A signal raises nothing by itself, so what has been started is always known to whoever ends it. Whoever waits,
waits here.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta


class Stopped(Exception):
    """Somebody asked to stop; everything is left as the `finally`s on the way out leave it."""


class Stop:
    """Asked for once, it stays."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def ask(self) -> None:
        self._asked.set()

    def heed(self) -> None:
        """Raise `Stopped` when somebody has asked."""
        if self._asked.is_set():
            raise Stopped

    def wait(self, at_most: timedelta) -> None:
        """Let this much time pass; raise `Stopped` as soon as somebody asks."""
        self._asked.wait(at_most.total_seconds())
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
