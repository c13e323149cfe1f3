"""Waiting for what a local AWS does by itself."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

Found = TypeVar("Found")

# Of logs, which AWS lets an account search a few times a second, the product's own searches included.
NOW_AND_THEN = timedelta(seconds=1)
# What is long in coming is looked for less and less often: at most so much later than it came.
SHARE_OF_THE_WAIT = 1 / 16


def eventually(
    look: Callable[[], Found | None],
    *,
    within: timedelta = timedelta(seconds=20),
    every: timedelta = timedelta(milliseconds=50),
) -> Found:
    """What `look` finds, soon after it is there."""
    began = time.monotonic()
    while (waited := time.monotonic() - began) < within.total_seconds():
        found = look()
        if found:
            return found
        time.sleep(max(every.total_seconds(), waited * SHARE_OF_THE_WAIT))
    raise AssertionError(f"nothing found within {within}")
