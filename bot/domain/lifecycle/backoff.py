"""What is tried in vain is tried less and less often."""

from datetime import timedelta

# Doubled more often than this, anything is longer than whatever bounds it.
_MOST_DOUBLINGS = 32


def backed_off(first: timedelta, times: int, longest: timedelta) -> timedelta:
    """The first wait doubled so many times, at most the longest; also after weeks, when nothing held it."""
    doubled: int = 2 ** min(times, _MOST_DOUBLINGS)
    return min(first * doubled, longest)
