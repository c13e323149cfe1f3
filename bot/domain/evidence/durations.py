"""Durations in the words of a card."""

from datetime import timedelta

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_SECOND = 1000


def lasting(length: timedelta) -> str:
    """Two units at most: `2 d 4 h`, `42 min`, `8 s`."""
    seconds = max(int(length.total_seconds()), 0)
    units = (("d", seconds // _DAY), ("h", seconds % _DAY // _HOUR), ("min", seconds % _HOUR // _MINUTE))
    shown = [f"{count} {unit}" for unit, count in units if count]
    return " ".join(shown[:2]) or f"{seconds} s"


def measured(length: timedelta) -> str:
    """Rounded: `80 ms`, `9 s`, `15 min`; no one reads tenths of a second."""
    thousandths = max(round(length / timedelta(milliseconds=1)), 0)
    if 0 < thousandths < _SECOND:
        return f"{thousandths} ms"
    return lasting(timedelta(seconds=round(thousandths / _SECOND)))
