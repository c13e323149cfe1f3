"""Buckets as lists of objects."""

from datetime import datetime
from typing import NamedTuple

from bot.domain.evidence.missing import Missing
from bot.domain.resource.grouping import Resource
from bot.ports.buckets import Listing, StoredObject


class Stored(NamedTuple):
    at: datetime
    body: str


class FakeBuckets:
    """Fill `stored` by `put`. A bucket nobody put anything into is not there.

    `denied` maps a bucket's ARN to why it may not be listed, `unreadable` one to why its objects may not be
    read; of a bucket in `half_read` only so many objects are listed, for that reason.
    """

    def __init__(self) -> None:
        self.stored: dict[str, dict[str, Stored]] = {}
        self.denied: dict[str, Missing] = {}
        self.unreadable: dict[str, Missing] = {}
        self.half_read: dict[str, tuple[int, str]] = {}
        self.reads = 0

    def put(self, bucket: str, key: str, body: str, at: datetime) -> None:
        self.stored.setdefault(bucket, {})[key] = Stored(at, body)

    def folders(self, place: Resource, bucket: str, prefix: str) -> tuple[str, ...] | Missing:
        found = self._keys(bucket, prefix)
        if isinstance(found, Missing):
            return found
        below = (key.removeprefix(prefix).partition("/") for key in found)
        return tuple(dict.fromkeys(f"{prefix}{name}/" for name, slash, _ in below if slash))

    def objects(self, place: Resource, bucket: str, prefix: str, after: str) -> Listing | Missing:
        keys = self._keys(bucket, prefix)
        if isinstance(keys, Missing):
            return keys
        most, why = self.half_read.get(bucket, (len(keys), ""))
        found = [self._object(bucket, key) for key in keys if key > after]
        return Listing(tuple(found[:most]), why)

    def text(self, place: Resource, bucket: str, key: str, most: int) -> str | Missing:
        self.reads += 1
        if bucket in self.unreadable:
            return self.unreadable[bucket]
        if key not in self.stored.get(bucket, {}):
            return Missing(f"an object was deleted from {_name(bucket)} meanwhile")
        body = self.stored[bucket][key].body
        size = len(body.encode())
        return body if size <= most else Missing(f"an object of {size:,} bytes is not read: {key}")

    def _keys(self, bucket: str, prefix: str) -> list[str] | Missing:
        if bucket in self.denied:
            return self.denied[bucket]
        if bucket not in self.stored:
            return Missing(f"there is no bucket {_name(bucket)} any more")
        return sorted(key for key in self.stored[bucket] if key.startswith(prefix))

    def _object(self, bucket: str, key: str) -> StoredObject:
        at, body = self.stored[bucket][key]
        return StoredObject(key, len(body.encode()), at)


def _name(bucket: str) -> str:
    return bucket.rpartition(":")[2]
