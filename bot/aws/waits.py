"""How long to wait before AWS is asked again."""

import random

# If many may retry at the same moment, the earliest does so after half its wait.
_JITTER = (0.5, 1.0)


def doubled(first: float, attempt: int) -> float:
    """Seconds before the next try: twice as long each time, and not the same for two that began together."""
    waits: float = first * 2**attempt
    return waits * random.uniform(*_JITTER)  # noqa: S311 - jitter is no secret
