"""Numbers as a proof says them."""

from datetime import timedelta

from bot.domain.durations import lasting

_SECOND, _MINUTE = 1.0, 60.0


def per_second(number: float) -> str:
    """`43/s`, `0.4/s`; what comes less than once in ten seconds by the minute: `3/min`."""
    if number >= 10 * _SECOND:
        return f"{number:,.0f}/s"
    if number >= _SECOND / 10:
        return f"{number:.1f}/s"
    return f"{number * _MINUTE:.1f}/min"


def span(length: timedelta) -> str:
    """`0.08 s`, `9.2 s`, `15 min`."""
    seconds = length.total_seconds()
    if seconds < _SECOND:
        return f"{seconds:.2f} s"
    return f"{seconds:.1f} s".replace(".0 s", " s") if seconds < _MINUTE else lasting(length)


def ago(length: timedelta) -> str:
    """`12 min before this look`; of the minute that is not over yet `just now`."""
    return f"{span(length)} before this look" if length > timedelta(0) else "just now"


def a_minute(slope: float) -> str:
    """Seconds of age per second, as seconds a minute: `60 s a minute`."""
    return f"{abs(slope) * _MINUTE:,.0f} s a minute"


def in_all(seconds: float) -> str:
    """A setting in seconds, with the unit people think in."""
    return f"{seconds:.0f} s"
