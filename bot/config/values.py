"""Values in a lastcall.toml: each function reads one, or says what would be valid."""

import re
from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from typing import Any
from zoneinfo import ZoneInfo

from bot.config.problem import Unfit
from bot.config.slow_pattern import why_slow
from bot.domain.redaction.names import names_a_credential

_DURATION = re.compile(r"(\d{1,6})([smhd])")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
_LONGEST = timedelta(days=366)
_TIMES = re.compile(r"(\d\d):(\d\d)-(\d\d):(\d\d)")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_END_OF_DAY = 24 * 60
_ID = re.compile(r"[A-Z][A-Z0-9]{7,20}")
_WHERE = "in Slack: Copy ID in the menu of the profile, channel or group"


def text(raw: Any) -> str:
    if not isinstance(raw, str) or not raw.strip():
        raise Unfit(f"must be text in quotes, not {raw!r}")
    return raw.strip()


def kept(raw: Any) -> str:
    """The name of a field that stays readable."""
    name = text(raw)
    if names_a_credential(name):
        raise Unfit(f'has "{name}", the name of a credential: its value is always masked, so remove it')
    return name


def line(raw: Any) -> str:
    """Text that fits on a card."""
    given = text(raw)
    if "\n" in given or len(given) > 200:  # noqa: PLR2004 - two lines on a phone
        raise Unfit("must be one line of at most 200 characters")
    return given


def one_of(*words: str) -> Any:
    def read(raw: Any) -> str:
        if raw not in words:
            raise Unfit(f"must be {_listed(words)}, not {raw!r}{guess(raw, words)}")
        return str(raw)

    return read


def guess(raw: Any, words: Collection[str]) -> str:
    """A suggestion for a misspelt word; empty if none is close."""
    near = get_close_matches(str(raw), words, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def _listed(words: Collection[str]) -> str:
    quoted = [f'"{word}"' for word in words]
    return " or ".join((", ".join(quoted[:-1]), quoted[-1])) if len(quoted) > 1 else quoted[0]


def duration(least: timedelta, most: timedelta = _LONGEST) -> Any:
    """A duration within bounds: `90s`, `15m`, `2h`, `1d`."""

    def read(raw: Any) -> timedelta:
        found = _DURATION.fullmatch(raw) if isinstance(raw, str) else None
        if found is None:
            raise Unfit(f'must be a duration such as "90s", "15m", "2h" or "1d", not {raw!r}')
        given = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
        if not least <= given <= most:
            raise Unfit(f"must be at least {shown(least)} and at most {shown(most)}, not {raw}")
        return given

    return read


def shown(given: timedelta) -> str:
    """A duration as written in the file."""
    whole = int(given.total_seconds())
    unit = next((unit for unit in "dhm" if whole and whole % _UNITS[unit] == 0), "s")
    return f"{whole // _UNITS[unit]}{unit}"


def whole_number(least: int, most: int) -> Any:
    def read(raw: Any) -> int:
        if isinstance(raw, bool) or not isinstance(raw, int) or not least <= raw <= most:
            raise Unfit(f"must be a whole number from {least} to {most}, not {raw!r}")
        return raw

    return read


def switch(raw: Any) -> bool:
    if not isinstance(raw, bool):
        raise Unfit(f"must be true or false, without quotes, not {raw!r}")
    return raw


def timezone(raw: Any) -> str:
    name = text(raw)
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError) as fault:
        raise Unfit(f'must be a time zone such as "Europe/Berlin" or "UTC", not {raw!r}') from fault
    return name


def days(raw: Any) -> tuple[int, ...]:
    """`mon-fri`, `mon,wed`, or both: `mon-wed,sat`; a range may wrap around the week's end."""
    found: set[int] = set()
    for part in text(raw).lower().split(","):
        first, dash, last = part.strip().partition("-")
        last = last if dash else first
        if first not in _DAYS or last not in _DAYS:
            raise Unfit(f'must be days such as "mon-fri" or "mon,wed,fri", not {raw!r}')
        begins, ends = _DAYS.index(first), _DAYS.index(last)
        found.update((begins + ahead) % 7 for ahead in range((ends - begins) % 7 + 1))
    return tuple(sorted(found))


def times(raw: Any) -> tuple[int, int]:
    """`09:00-18:00` as minutes since midnight."""
    found = _TIMES.fullmatch(text(raw))
    if found is None:
        raise Unfit(f'must be times such as "09:00-18:00", not {raw!r}')
    hour, minute, last_hour, last_minute = (int(part) for part in found.groups())
    begins, ends = hour * 60 + minute, last_hour * 60 + last_minute
    if max(minute, last_minute) > 59 or not begins < ends <= _END_OF_DAY:  # noqa: PLR2004 - minutes of an hour
        raise Unfit(f"must begin before it ends, within one day, not {raw}")
    return begins, ends


def beginning(raw: Any) -> datetime | date:
    """A TOML date or time; without an offset it is in the policy's time zone."""
    if not isinstance(raw, date):
        raise Unfit(f"must be a date such as 2026-01-05 or a time such as 2026-01-05T09:00:00, not {raw!r}")
    return raw


def at_once(given: datetime | date, zone: str) -> datetime:
    """The moment that a date or a local time means in a zone."""
    moment = given if isinstance(given, datetime) else datetime(given.year, given.month, given.day)  # noqa: DTZ001 - the zone is added next
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def _slack_id(what: str, letters: str) -> Any:
    def read(raw: Any) -> str:
        if not isinstance(raw, str) or raw[:1] not in letters or not _ID.fullmatch(raw):
            example = f"{letters[0]}0123456789"
            raise Unfit(f'must be the ID of a Slack {what}, such as "{example}" ({_WHERE}), not {raw!r}')
        return raw

    return read


user = _slack_id("user", "UW")
channel = _slack_id("channel", "CG")
group = _slack_id("user group", "S")
workspace = _slack_id("workspace", "TE")


def pattern(raw: Any) -> str:
    """A regular expression whose matching time is proportional to the text."""
    given = text(raw)
    try:
        empty = re.compile(given).fullmatch("")
    except (re.error, OverflowError, RecursionError) as fault:
        raise Unfit(f"is not a valid regular expression: {fault}") from fault
    if empty:
        raise Unfit("matches empty text, so it would mask nothing or everything")
    if slow := why_slow(given):
        raise Unfit(slow)
    return given
