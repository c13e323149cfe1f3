"""What functions put in S3 buckets: failed events, and skipped batches of a stream.

Facts: Lambda writes one object for each, `YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<uuid>` in UTC, under
`aws/lambda/async/<function>/` or `aws/lambda/<mapping>/<shard>/`, and none for a success (Lambda developer
guide, "Retaining records of asynchronous invocations", "Using S3 as an on-failure destination").
It stays there until someone, or a lifecycle rule of the bucket, deletes it; such rules are not read.
"""

from datetime import datetime
from typing import NamedTuple

from bot.domain.resource.arn import as_arn, name_of


class FailureBucket(NamedTuple):
    """Whose failures a bucket keeps, by the writer's configuration.

    Attributes:
        arn: Its ARN.
        function: ARN of the function, without version or alias.
        mapping: Id of the event source mapping that gives up on batches; empty for asynchronous events.
        stream: ARN of the stream that mapping reads.
    """

    arn: str
    function: str
    mapping: str = ""
    stream: str = ""

    @property
    def prefix(self) -> str:
        name = name_of(self.function)
        return f"aws/lambda/{self.mapping}/" if self.mapping else f"aws/lambda/async/{name}/"


class BucketContents(NamedTuple):
    """How much the bucket holds.

    Attributes:
        since: Objects written earlier were not counted.
        objects: Each is one event, or one batch of records.
        oldest: When the first of these was written; `newest` when the last was.
        unread: Why there may be more; empty if all were counted.
    """

    bucket: FailureBucket
    since: datetime
    objects: int = 0
    oldest: datetime | None = None
    newest: datetime | None = None
    unread: str = ""


def is_bucket(arn: str) -> bool:
    return as_arn(arn).service == "s3"


def place_name(arn: str) -> str:
    """What people call a queue, a topic, a bus or a bucket."""
    name = name_of(arn)
    return f"s3://{name}" if is_bucket(arn) else name


def first_key(folder: str, at: datetime) -> str:
    """Sorts before every key of that time or later."""
    return f"{folder}{at:%Y/%m/%d/%Y-%m-%dT%H.%M.%S}"
