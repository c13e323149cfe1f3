"""Lines of which each holds the hash of the one before, so that nothing can be changed unseen.

Each line ends with the hash of all that stands before it, and begins with its number and that of its
predecessor; the first names the hash of the job's id instead.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

_BEFORE, _AFTER = ',"hash":"', '"}'
_LENGTH = len(_BEFORE) + hashlib.sha256().digest_size * 2 + len(_AFTER)


class Chain(NamedTuple):
    """How far it goes.

    Attributes:
        head: Hash of the last line; empty before the first.
    """

    length: int = 0
    head: str = ""


NO_RECEIPTS = Chain()


def linked(chain: Chain, job: str, told: Mapping[str, Any]) -> tuple[str, Chain]:
    """A line with what it tells, and the chain that it ends."""
    length = chain.length + 1
    begun = json.dumps(
        {"n": length, "before": chain.head or beginning(job), **told}, separators=(",", ":")
    ).removesuffix("}")
    head = hash_of(begun.encode())
    return begun + _ended(head), Chain(length, head)


def beginning(job: str) -> str:
    """What the first line of a job's chain follows."""
    return hash_of(job.encode("utf-8", "replace"))


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _ended(head: str) -> str:
    return f"{_BEFORE}{head}{_AFTER}"


def unchanged(line: bytes) -> Mapping[str, Any] | None:
    """What a line tells; None where it is not, byte for byte, what was hashed."""
    begun, end = line[:-_LENGTH], line[-_LENGTH:]
    if end != _ended(hash_of(begun)).encode():
        return None
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
