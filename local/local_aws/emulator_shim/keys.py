"""KMS: a queue or a topic whose key is not there takes nothing, and says so in its service's own spelling.

Only that: nothing is encrypted here, and no key is asked who may use it. The spellings are those of
botocore's models (`KmsNotFound` of SQS by its older name, `KMSNotFoundException` of SNS).
"""

from collections.abc import Callable
from typing import Any

from .borrowed import KMS, SNS, SQS, Json, borrow

Handle = Callable[[Json, str], Json]
Publish = Callable[[Json], Any]
SETTING = "KmsMasterKeyId"


def with_its_key(handle: Handle) -> Handle:
    """An action on a queue's messages, refused where the queue's key is not there."""

    def handled(request: Json, queue_url: str) -> Json:
        queue = borrow(SQS, "_get_q")(request.get("QueueUrl", queue_url), "sqs:SendMessage")
        if not is_there(queue["attributes"].get(SETTING, "")):
            raise borrow(SQS, "_Err")("KMS.NotFoundException", "the key of the queue does not exist")
        return handle(request, queue_url)

    return handled


def with_topics_key(publish: Publish) -> Publish:
    """Publish, refused where the topic's key is not there."""

    def published(params: Json) -> Any:
        topic = borrow(SNS, "_topics").get(borrow(SNS, "_p")(params, "TopicArn")) or {}
        if not is_there((topic.get("attributes") or {}).get(SETTING, "")):
            return borrow(SNS, "_error")("KMSNotFound", "the key of the topic does not exist", 400)
        return publish(params)

    return published


def is_there(key: str) -> bool:
    """Whether there is such a key, named by id, ARN or alias; AWS's own and none at all always are."""
    name = key.rpartition(":")[2]
    if not name or name.startswith("alias/aws/"):
        return True
    aliases = borrow(KMS, "_aliases")
    return name.rpartition("/")[2] in borrow(KMS, "_keys") or any(
        each.rpartition(":")[2] == name for each in aliases
    )
