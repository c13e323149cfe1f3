"""Buckets where functions put failed events."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from bot.domain.evidence.missing import Missing
    from bot.domain.resource.grouping import Resource


class StoredObject(NamedTuple):
    """One object of a bucket; `at` is when it was written, in UTC."""

    key: str
    size: int
    at: datetime


class Listing(NamedTuple):
    """Objects of a bucket in key order.

    Attributes:
        unread: Why there may be more; empty if these are all.
    """

    objects: tuple[StoredObject, ...] = ()
    unread: str = ""


class Buckets(Protocol):
    """Buckets, by ARN, where functions put failed events. `place` gives account and region."""

    def folders(self, place: Resource, bucket: str, prefix: str) -> tuple[str, ...] | Missing:
        """The prefixes one level below a prefix, each with its slash; at most the first thousand."""
        ...

    def objects(self, place: Resource, bucket: str, prefix: str, after: str) -> Listing | Missing:
        """Objects under a prefix whose keys come after that one."""
        ...

    def text(self, place: Resource, bucket: str, key: str, most: int) -> str | Missing:
        """An object, undecodable bytes replaced; Missing if it has more bytes than `most`."""
        ...
