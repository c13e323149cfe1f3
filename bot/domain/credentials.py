"""Credentials that are unmistakable by their own shape, whatever stands around them.

Shapes: AWS IAM identifiers (unique ids AKIA, ASIA), RFC 7519 (JWT), RFC 7468 (PEM), token types of Slack,
GitHub, GitLab, Stripe and Google. So none of our own words is ever taken for one, and everything that is
posted can be looked through for them, names of alarms and links included.
"""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

# At the edge of a word, or behind a character as links encode it (`%20`, `$20`, `$2520`).
_BEGINS = r"(?:\b|(?<=[%$5][0-9A-F]{2}))"
_MASK = "[masked]"


class Pattern(NamedTuple):
    """Attributes: personal marks data of people, which a team may keep visible; credentials it may not."""

    name: str
    regex: re.Pattern[str]
    personal: bool = False
    proven: Callable[[str], bool] = lambda _: True


PRIVATE_KEY = Pattern(
    "private key",
    re.compile(
        r"-----BEGIN [A-Z0-9 ]{1,60}-----(?:(?!-----END [A-Z0-9 ]{1,60}-----).)*"
        r"(?:-----END [A-Z0-9 ]{1,60}-----)?",
        re.DOTALL,
    ),
)
TOKENS = (
    Pattern("AWS key", re.compile(r"(?:AKIA|ASIA)[A-Z0-9]{12,}")),
    Pattern("JWT", re.compile(r"eyJ[\w-]{5,}(?:\.[\w-]*)*"), proven=lambda found: "." in found.rstrip(".")),
    Pattern("Slack token", re.compile(_BEGINS + r"(?:xox[a-z](?:\.xox[a-z])?-[\w.-]{8,}|xapp-[\w-]{8,})")),
    Pattern(
        "API key",
        re.compile(_BEGINS + r"(?:gh[a-z]_|github_pat_|glpat-|[sr]k_(?:live|test)_|AIza)[\w-]{16,}"),
    ),
)


def without_credentials(value: Any) -> Any:
    """A payload as it is, but for credentials in its texts; a mask is shorter than what it masks."""
    if isinstance(value, str):
        for pattern in (PRIVATE_KEY, *TOKENS):
            value = pattern.regex.sub(masking(pattern, _MASK), value)
        return value
    if isinstance(value, dict):
        return {name: without_credentials(each) for name, each in value.items()}
    return [without_credentials(each) for each in value] if isinstance(value, list) else value


def masking(pattern: Pattern, mask: str) -> Callable[[re.Match[str]], str]:
    return lambda found: mask if pattern.proven(found[0]) else found[0]
