"""What is right of a world, and what somebody claims: the same words for both."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from tests.deadbench.world import instant


class Family(StrEnum):
    """What went wrong, as anybody in this field would call it."""

    NEW_VERSION = "new_version"
    PRODUCER_CHANGED = "producer_changed"
    ONE_BAD_ITEM = "one_bad_item"
    DEPENDENCY = "dependency"
    RESERVED_LIMIT = "reserved_limit"
    MAPPING_LIMIT = "mapping_limit"
    ACCOUNT_LIMIT = "account_limit"
    NEIGHBOUR = "neighbour"
    SHARD_OR_PARTITION_LIMIT = "shard_or_partition_limit"
    SCALING = "scaling"
    VISIBILITY_OR_TIMEOUT = "visibility_or_timeout"
    BATCH_OR_RESPONSE_CONTRACT = "batch_or_response_contract"
    NOT_CONSUMING = "not_consuming"
    DELIVERY = "delivery"
    RETENTION = "retention"
    OUT_OF_MEMORY = "out_of_memory"
    FAILS_SILENTLY = "fails_silently"
    NOTHING_WRONG = "nothing_wrong"


class Claim(NamedTuple):
    """One cause: what kind, of which resource, and which setting; empty where it is not said."""

    family: str
    resource: str = ""
    setting: str = ""


class FirstLoss(NamedTuple):
    not_before: datetime | None
    at_latest: datetime


class Truth(NamedTuple):
    """Attributes:
    claim: None where the right answer is silence.
    also: Other claims that a careful reader may defend.
    would_pass: yes, no or unknown.
    lost: How many are lost already; None where the source does not say.
    """

    claim: Claim | None
    also: tuple[Claim, ...]
    would_pass: str
    first_loss: FirstLoss | None
    lost: int | None
    read_next: str


class Answer(NamedTuple):
    """What a tool says: up to three claims, none where it cannot tell.

    Attributes:
        numbers: Every number it shows, as it writes them.
    """

    claims: tuple[Claim, ...]
    would_pass: str = "unknown"
    first_loss: FirstLoss | None = None
    lost: int | None = None
    read_next: str = ""
    numbers: tuple[str, ...] = ()


MOST_CLAIMS = 3


def truth(said: Mapping[str, Any]) -> Truth:
    """An answer's file.

    Raises:
        KeyError, ValueError: It is not one.
    """
    claim = None if said["cannot_tell"] else _claim(said)
    also = tuple(_claim(each) for each in said.get("also_accepted", ()))
    return Truth(
        claim,
        also,
        said["would_pass"],
        _loss(said["first_loss"]),
        said["lost_already"],
        said["read_next"] or "",
    )


def answer(said: Mapping[str, Any]) -> Answer:
    """What another tool wrote down: `claims`, and the rest as in a truth."""
    return Answer(
        claims=tuple(_claim(each) for each in said.get("claims", ()))[:MOST_CLAIMS],
        would_pass=said.get("would_pass", "unknown"),
        first_loss=_loss(said.get("first_loss")),
        lost=said.get("lost_already"),
        read_next=said.get("read_next") or "",
        numbers=tuple(map(str, said.get("numbers", ()))),
    )


def _claim(said: Mapping[str, Any]) -> Claim:
    return Claim(Family(said["family"]), said.get("resource") or "", said.get("setting") or "")


def _loss(said: Mapping[str, str] | None) -> FirstLoss | None:
    if not said:
        return None
    begin = said.get("not_before")
    return FirstLoss(instant(begin) if begin else None, instant(said["at_latest"]))
