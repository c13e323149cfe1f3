"""The queue that an ARN names."""

from bot.domain.errors import Permanent
from bot.domain.resource.arn import read_arn
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind


def queue_of(text: str) -> Resource:
    """Raises Permanent for the ARN of something else."""
    arn = read_arn(text)
    if arn is None or arn.service != "sqs":
        raise Permanent(f"{text} is not the ARN of an SQS queue")
    return Resource(ResourceKind.QUEUE, arn.resource, arn.account, arn.region)
