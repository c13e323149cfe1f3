"""Class a: what cannot be delivered, because a key or a role does not let it in."""

import json

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import ACCOUNT, MINUTE, REGION, since, stamp, steady, uuid
from tests.deadbench.making.routes import lets_in, policy
from tests.deadbench.world import Json


def role_cannot_receive(draft: Draft) -> Entry:
    """hashicorp/terraform-provider-aws#14042."""
    queue, worker = f"{draft.noun}", f"{draft.noun}-consumer"
    begin, rate = draft.now - draft.number(70, 100) * MINUTE, draft.number(5, 12)
    role = f"{worker}-role"
    arn = draft.function(worker, LastModified=stamp(begin - 4 * MINUTE, ".000+0000"))
    logs = {"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}
    draft.role(role, "logs", logs)
    source = draft.queue(queue, CreatedTimestamp=int((begin - 5 * MINUTE).timestamp()))
    draft.of_queue(
        queue,
        NumberOfMessagesSent=since(begin, rate, None),
        NumberOfMessagesReceived=since(begin, 0, None),
        NumberOfMessagesDeleted=since(begin, 0, None),
        ApproximateNumberOfMessagesVisible=lambda at: (at - begin) / MINUTE * rate if at >= begin else None,
        ApproximateNumberOfMessagesNotVisible=since(begin, 0, None),
        ApproximateNumberOfMessagesDelayed=since(begin, 0, None),
        ApproximateAgeOfOldestMessage=lambda at: (at - begin).total_seconds() if at >= begin else None,
    )
    draft.attributes(queue, ApproximateNumberOfMessages=int((draft.now - begin) / MINUTE) * rate)
    for minutes in (3, 1):
        draft.refused_mapping(
            begin - minutes * MINUTE,
            source,
            arn,
            "The provided execution role does not have permissions to call ReceiveMessage on SQS",
        )
    draft.account()
    draft.alarm(
        "AWS/SQS",
        "ApproximateAgeOfOldestMessage",
        {"QueueName": queue},
        threshold=1800,
        value=round((draft.now - begin).total_seconds()),
    )
    return entry(
        family="not_consuming",
        resource=queue,
        also=[
            {"family": "delivery", "resource": None, "setting": None},
            {"family": "not_consuming", "resource": worker, "setting": None},
        ],
        loses=draft.retained(queue, begin),
        source="https://github.com/hashicorp/terraform-provider-aws/issues/14042",
        dated="2021-04-16",
        states="Lambda refuses the event source mapping, since the function's role lacks ReceiveMessage, "
        "DeleteMessage and GetQueueAttributes on the queue.",
        filled="R1 to R4; the queue that nobody reads, and its alarm.",
    )


def subscribed_queue_key(draft: Draft) -> Entry:
    """aws/aws-cdk#19796."""
    topic, queue = f"{draft.noun}-updates", f"{draft.noun}-inbox"
    rate = draft.number(4, 9)
    arn = draft.topic(topic)
    target = draft.queue(
        queue,
        SqsManagedSseEnabled="false",
        KmsMasterKeyId=draft.managed_key("sqs"),
        KmsDataKeyReusePeriodSeconds=300,
    )
    send = lets_in("sns", "sqs:SendMessage", target) | {"Condition": {"ArnEquals": {"aws:SourceArn": arn}}}
    draft.attributes(queue, Policy=policy(send))
    draft.subscribe(topic, "sqs", target)
    draft.of_topic(
        topic,
        NumberOfMessagesPublished=steady(rate),
        NumberOfNotificationsDelivered=steady(0),
        NumberOfNotificationsFailed=steady(rate),
    )
    group = f"sns/{REGION}/{ACCOUNT}/{topic}/Failure"
    for number in range(40):
        at = draft.now - 42 * MINUTE + number * MINUTE
        draft.line(group, at, json.dumps(_refused_delivery(draft, arn, target, stamp(at, ".470Z"), number)))
    draft.account()
    draft.counts("NumberOfNotificationsFailed", {"TopicName": topic}, rate)
    return entry(
        family="delivery",
        resource=topic,
        also=[{"family": "delivery", "resource": queue, "setting": "KmsMasterKeyId"}],
        lost=118 * rate,
        source="https://github.com/aws/aws-cdk/issues/19796",
        dated="2022-04-07",
        states="SNS can send nothing to a queue that is encrypted with the AWS managed key: its log says "
        "KMS.AccessDeniedException; the fix refuses such a subscription.",
        filled="R1 to R4; delivery status logging is on, as in the source.",
    )


def _refused_delivery(draft: Draft, topic: str, queue: str, at: str, number: int) -> Json:
    """As SNS logs a delivery that failed."""
    request = uuid(f"{draft.name} kms {number}")
    said = (
        f"null (Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; "
        f"Request ID: {request}; Proxy: null)"
    )
    response = {
        "ErrorCode": "KMS.AccessDeniedException",
        "ErrorMessage": said,
        "sqsRequestId": "Unrecoverable",
    }
    return {
        "notification": {
            "messageMD5Sum": uuid(f"md5 {number}").replace("-", ""),
            "messageId": uuid(f"{draft.name} message {number}"),
            "topicArn": topic,
            "timestamp": at.replace("T", " ").removesuffix("Z"),
        },
        "delivery": {
            "deliveryId": uuid(f"{draft.name} delivery {number}"),
            "destination": queue,
            "providerResponse": json.dumps(response),
            "dwellTimeMs": 59,
            "attempts": 1,
            "statusCode": 400,
        },
        "status": "FAILURE",
    }
