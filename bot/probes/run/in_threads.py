"""Reads of one probe that do not need each other, at the same time."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Self, TypeVar

T = TypeVar("T")

# They wait for AWS most of their time; botocore keeps ten connections of a client.
MOST = 5


class SideBySide:
    """Begins reads and leaves behind those whose answers nobody waits for any more."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(max_workers=MOST, thread_name_prefix="read")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def begin(self, read: Callable[[], T]) -> Future[T]:
        return self._pool.submit(read)


def read_all(reads: Sequence[Callable[[], T]]) -> list[T]:
    """The answers, in the order of the reads."""
    with SideBySide() as together:
        return [answer.result() for answer in [together.begin(read) for read in reads]]
