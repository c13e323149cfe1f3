"""What a consumer logs when it fails, and how long ago."""

from datetime import timedelta

KEY_ERROR = "[ERROR] KeyError: 'fullname'\nTraceback (most recent call last):"


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)
