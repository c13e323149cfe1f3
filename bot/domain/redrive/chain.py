"""Lines of which each holds the hash of the one before, so that nothing can be changed unseen.

Each line ends with the hash of all that stands before it, and begins with its number and that of its
predecessor; the first names the hash of the job's id instead.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_HASHED = re.compile(rb'(\{.*),"hash":"([0-9a-f]{64})"\}', re.DOTALL)


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
    return f'{begun},"hash":"{head}"}}', Chain(length, head)


def beginning(job: str) -> str:
    """What the first line of a job's chain follows."""
    return hash_of(job.encode("utf-8", "replace"))


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def unchanged(line: bytes) -> Mapping[str, Any] | None:
    """What a line tells; None where it is not, byte for byte, what was hashed."""
    found = _HASHED.fullmatch(line)
    if found is None or hash_of(found[1]) != found[2].decode():
        return None
    try:
        told = json.loads(line)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
