"""Numbers in the words of a proof."""

from datetime import timedelta

from bot.domain.evidence.durations import measured

_SECOND, _MINUTE = 1.0, 60.0


def per_second(number: float) -> str:
    """`43/s`, `0.4/s`; below once in ten seconds, per minute: `3/min`."""
    if number >= 10 * _SECOND:
        return f"{number:,.0f}/s"
    if number >= _SECOND / 10:
        return f"{number:.1f}/s"
    return f"{number * _MINUTE:.1f}/min"


def ago(length: timedelta) -> str:
    """`12 min before this look`; `just now` for a moment ago or the current minute."""
    return f"{measured(length)} before this look" if length >= timedelta(seconds=1) else "just now"


def a_minute(slope: float) -> str:
    """Seconds of age per second, as seconds a minute: `60 s a minute`."""
    return f"{abs(slope) * _MINUTE:,.0f} s a minute"


def in_all(seconds: float) -> str:
    """A setting in seconds, with the unit people think in."""
    return f"{seconds:.0f} s"
