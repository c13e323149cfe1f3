"""S3 as far as failures are left there: ListObjectsV2 and GetObject. Shapes: its API reference."""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from tests.scenario.diagnosis.account.boundary import Json, Operation, RefusedError


class Object(NamedTuple):
    body: bytes
    at: datetime


class Buckets:
    """Attributes: objects of each bucket, by its name and their keys."""

    def __init__(self) -> None:
        self.objects: dict[str, dict[str, Object]] = {}

    def operations(self) -> Mapping[str, Operation]:
        return {"s3.ListObjectsV2": self._list, "s3.GetObject": self._get}

    def _of(self, asked: Json) -> dict[str, Object]:
        if asked["Bucket"] not in self.objects:
            raise RefusedError("NoSuchBucket", "The specified bucket does not exist", 404)
        return self.objects[asked["Bucket"]]

    def _list(self, asked: Json) -> Json:
        prefix, after, delimiter = asked["Prefix"], asked.get("StartAfter", ""), asked.get("Delimiter")
        found = sorted(
            (key, each) for key, each in self._of(asked).items() if key.startswith(prefix) and key > after
        )
        about: Json = {"Name": asked["Bucket"], "Prefix": prefix, "MaxKeys": asked["MaxKeys"]}
        if delimiter:
            folders = {key.removeprefix(prefix).partition(delimiter)[0] for key, _ in found}
            below = [{"Prefix": f"{prefix}{each}{delimiter}"} for each in sorted(folders)]
            return about | {"CommonPrefixes": below, "KeyCount": len(below), "IsTruncated": False}
        contents = [
            {"Key": key, "Size": len(each.body), "LastModified": each.at, "StorageClass": "STANDARD"}
            for key, each in found
        ]
        return about | {"Contents": contents, "KeyCount": len(contents), "IsTruncated": False}

    def _get(self, asked: Json) -> Json:
        body, at = self._of(asked)[asked["Key"]]
        return {"Body": io.BytesIO(body), "ContentLength": len(body), "LastModified": at}
