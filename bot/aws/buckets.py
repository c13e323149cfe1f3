"""What functions put in S3 buckets: the list of objects, and one of them.

Keys come in byte order, and ListObjectsV2 may begin after any of them, so objects older than an incident
are never listed (Amazon S3 API reference). botocore itself finds a bucket of another region.
"""

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import UTC
from itertools import islice
from typing import Any

from botocore.exceptions import ClientError

from bot.aws.errors import Client, asking, code
from bot.aws.refusals import refused_as_missing
from bot.aws.session import LOOK, Clients
from bot.domain.errors import BotError, Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.resource.arn import name_of
from bot.domain.resource.grouping import Resource
from bot.ports.buckets import Listing, StoredObject

MOST_PAGES = 5
# Objects per answer, by S3's own limit.
PAGE = 1_000
_PARAMETER = "FailureBucketArns"


class S3Buckets:
    """Implements ports.Buckets."""

    def __init__(self, clients: Clients, page: int = PAGE) -> None:
        self._clients = clients
        self._page = page

    def folders(self, place: Resource, bucket: str, prefix: str) -> tuple[str, ...] | Missing:
        return refused_as_missing(lambda: self._folders(place, bucket, prefix))

    def objects(self, place: Resource, bucket: str, prefix: str, after: str) -> Listing | Missing:
        return refused_as_missing(lambda: self._objects(place, bucket, prefix, after))

    def text(self, place: Resource, bucket: str, key: str, most: int) -> str | Missing:
        return refused_as_missing(lambda: self._text(place, bucket, key, most))

    def _client(self, place: Resource) -> Client:
        return self._clients.for_place(place.account, place.region).client("s3", LOOK)

    def _folders(self, place: Resource, bucket: str, prefix: str) -> tuple[str, ...]:
        pages = _pages(
            self._client(place), bucket, {"Prefix": prefix, "Delimiter": "/", "MaxKeys": self._page}
        )
        return tuple(str(each["Prefix"]) for page in pages for each in page.get("CommonPrefixes", ()))

    def _objects(self, place: Resource, bucket: str, prefix: str, after: str) -> Listing:
        asked = {"Prefix": prefix, "StartAfter": after, "MaxKeys": self._page}
        found: list[StoredObject] = []
        more = False
        try:
            for page in islice(_pages(self._client(place), bucket, asked), MOST_PAGES):
                found += map(_object, page.get("Contents", ()))
                more = bool(page.get("IsTruncated"))
        except BotError as fault:
            if not found:
                raise
            # What was read so far is true; so is that there is more.
            return Listing(tuple(found), str(fault))
        counted = f"of {name_of(bucket)} only the first {len(found):,} objects were counted"
        return Listing(tuple(found), counted if more else "")

    def _text(self, place: Resource, bucket: str, key: str, most: int) -> str:
        client = self._client(place)
        with asking("s3:GetObject", f"{bucket}/aws/lambda/* ({_PARAMETER})"):
            answer = _known(lambda: client.get_object(Bucket=name_of(bucket), Key=key), bucket)
            with closing(answer["Body"]) as body:
                if answer["ContentLength"] > most:
                    raise Permanent(f"an object of {answer['ContentLength']:,} bytes is not read: {key}")
                return bytes(body.read()).decode("utf-8", "replace")


def _pages(client: Client, bucket: str, asked: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    page = _listed(client, bucket, asked)
    yield page
    while page.get("IsTruncated"):
        page = _listed(client, bucket, {**asked, "ContinuationToken": page["NextContinuationToken"]})
        yield page


def _listed(client: Client, bucket: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    with asking("s3:ListBucket", f"{bucket} ({_PARAMETER})"):
        return _known(lambda: client.list_objects_v2(Bucket=name_of(bucket), **asked), bucket)


def _known(ask: Any, bucket: str) -> Mapping[str, Any]:
    try:
        answer: Mapping[str, Any] = ask()
    except ClientError as error:
        if code(error) == "NoSuchBucket":
            raise Permanent(f"there is no bucket {name_of(bucket)} any more") from error
        if code(error) == "NoSuchKey":
            raise Permanent(f"an object was deleted from {name_of(bucket)} meanwhile") from error
        raise
    return answer


def _object(told: Mapping[str, Any]) -> StoredObject:
    return StoredObject(str(told["Key"]), int(told["Size"]), told["LastModified"].astimezone(UTC))
