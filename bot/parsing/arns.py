"""The parts of an ARN: `arn:partition:service:region:account:resource`; the resource may hold colons."""

from typing import NamedTuple

_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")
_PARTS = 6
_UNQUALIFIED = 7


class Arn(NamedTuple):
    partition: str
    service: str
    region: str
    account: str
    resource: str


def read_arn(text: str) -> Arn | None:
    """The ARN; None for a text that is none."""
    parts = text.split(":", _PARTS - 1)
    if len(parts) != _PARTS or parts[0] != "arn" or not parts[1] or not parts[2] or not parts[5]:
        return None
    if any(len(part) > 64 or not _PLAIN.issuperset(part) for part in parts[1:5]):  # noqa: PLR2004 - none is longer
        return None
    return Arn(*parts[1:])


def unqualified(function: str) -> str:
    """A function's ARN without version or alias, which would be its eighth part."""
    return ":".join(function.split(":")[:_UNQUALIFIED])


def stream_of(source: str) -> str:
    """The stream of a consumer with enhanced fan-out: `.../stream/name/consumer/consumer-name:created`."""
    return source.partition("/consumer/")[0]
