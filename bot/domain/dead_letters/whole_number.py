"""Whole numbers from untrusted text: int() takes digits of every script, and raises for very many."""

from datetime import UTC, datetime

# Milliseconds until the year 5138: anything beyond is no time, and overflows once something is added.
_DIGITS_OF_A_TIME = 14


def whole_number(text: str, digits: int) -> int | None:
    """The number in at most `digits` ASCII digits; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= digits else None


def moment(milliseconds: str) -> datetime | None:
    """A time written as milliseconds since 1970, as SQS writes them."""
    known = whole_number(milliseconds, _DIGITS_OF_A_TIME)
    return None if known is None else datetime.fromtimestamp(known / 1000, UTC)
