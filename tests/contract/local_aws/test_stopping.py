"""The wish to stop, when a signal comes at the worst moment."""

import signal
import threading
import time
from datetime import timedelta

import pytest

from local.local_aws.stopping import Stop, Stopped, stop_on_signals

MOMENT = timedelta(milliseconds=1)


def test_a_wait_ends_as_soon_as_somebody_asks() -> None:
    stop = Stop()
    threading.Timer(0.05, stop.ask).start()
    with pytest.raises(Stopped):
        stop.wait(timedelta(minutes=5))


def test_a_wait_that_nobody_interrupts_ends_in_its_time() -> None:
    began = time.monotonic()
    Stop().wait(MOMENT)
    assert time.monotonic() - began >= MOMENT.total_seconds()


def test_once_asked_for_it_stays() -> None:
    stop = Stop()
    for _ in range(3):
        stop.ask()
    for _ in range(3):
        with pytest.raises(Stopped):
            stop.wait(timedelta(minutes=5))


def test_signals_that_hit_every_moment_of_a_wait_never_make_it_wait_for_itself() -> None:
    """The handler asks again and again while the same thread begins and ends its waits."""
    before = signal.getsignal(signal.SIGALRM)
    stop = Stop()
    signal.signal(signal.SIGALRM, lambda *_: stop.ask())
    signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
    try:
        for _ in range(2000):
            with pytest.raises(Stopped):
                stop.wait(timedelta(minutes=5))
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_signal_asks_and_the_handlers_from_before_come_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with stop_on_signals() as stop:
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Stopped):
            stop.heed()
    assert signal.getsignal(signal.SIGINT) is before
