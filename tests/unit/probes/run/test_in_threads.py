"""Reads that do not need each other do not wait for each other."""

import threading
from functools import partial

import pytest

from bot.probes.run.in_threads import SideBySide, in_threads, read_all


def test_the_answers_come_in_the_order_of_the_reads() -> None:
    assert read_all(in_threads, [lambda: 1, lambda: 2, lambda: 3]) == [1, 2, 3]


def test_reads_run_at_the_same_time() -> None:
    together = threading.Barrier(3)
    assert sorted(read_all(in_threads, [partial(together.wait, 30)] * 3)) == [0, 1, 2]


def test_what_a_read_raises_is_raised() -> None:
    def fault() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        read_all(in_threads, [lambda: 1, fault])


def test_an_answer_nobody_waits_for_holds_nobody_up() -> None:
    never = threading.Event()
    try:
        with SideBySide(in_threads) as reads:
            reads.begin(never.wait)
            assert reads.begin(lambda: 7).result(30) == 7
    finally:
        never.set()
