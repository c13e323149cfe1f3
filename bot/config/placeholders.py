"""Ids of the examples: right in form, and nobody's. Left in, no card would ever be seen."""

_RISING = "0123456789" * 3
_FALLING = _RISING[::-1]


def is_placeholder(slack_id: str) -> bool:
    """Whether an id is that of an example: digits in order, or one sign over and over."""
    rest = slack_id[1:]
    return rest in _RISING or rest in _FALLING or len(set(rest.lstrip("0"))) <= 1
