"""Do a thing in many threads at once."""

import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def race(count: int, attempt: Callable[[int], T]) -> list[T]:
    """The results, in the order of the threads. A thread that fails fails the race."""
    barrier = threading.Barrier(count)
    results: dict[int, T] = {}

    def run(n: int) -> None:
        barrier.wait()
        results[n] = attempt(n)

    threads = [threading.Thread(target=run, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results[n] for n in range(count)]
