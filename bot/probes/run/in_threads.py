"""Independent reads in parallel: in threads, or in the executor a look is given instead."""

from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

# How many threads, and their name.
Threads = Callable[[int, str], Executor]

# They mostly wait for AWS; botocore keeps ten connections per client.
MOST = 5


def in_threads(most: int, name: str) -> Executor:
    return ThreadPoolExecutor(max_workers=most, thread_name_prefix=name)


class SideBySide:
    """Starts reads and abandons those whose answers are no longer needed."""

    def __init__(self, threads: Threads) -> None:
        self._pool = threads(MOST, "read")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def begin(self, read: Callable[[], T]) -> Future[T]:
        return self._pool.submit(read)


def read_all(threads: Threads, reads: Sequence[Callable[[], T]]) -> list[T]:
    """The answers, in the order of the reads."""
    with SideBySide(threads) as together:
        return [answer.result() for answer in [together.begin(read) for read in reads]]
