"""Class b: what a topic cannot deliver, by AWS's own pages."""

import json

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import ACCOUNT, MINUTE, REGION, since, stamp, steady, uuid
from tests.deadbench.making.routes import lets_in, policy

_READ = "2026-11-29"


def queue_is_closed(draft: Draft) -> Entry:
    topic, queue = f"{draft.noun}-changes", f"{draft.noun}-copies"
    rate = draft.number(3, 8)
    draft.topic(topic)
    target = draft.queue(queue)
    other = f"arn:aws:sns:{REGION}:{ACCOUNT}:{draft.noun}-drafts"
    send = lets_in("sns", "sqs:SendMessage", target) | {"Condition": {"ArnEquals": {"aws:SourceArn": other}}}
    draft.attributes(queue, Policy=policy(send))
    draft.subscribe(topic, "sqs", target)
    draft.of_topic(
        topic,
        NumberOfMessagesPublished=steady(rate),
        NumberOfNotificationsDelivered=steady(0),
        NumberOfNotificationsFailed=steady(rate),
    )
    draft.account()
    draft.counts("NumberOfNotificationsFailed", {"TopicName": topic}, rate)
    return entry(
        family="delivery",
        resource=topic,
        also=[{"family": "delivery", "resource": queue, "setting": None}],
        lost=118 * rate,
        source="https://repost.aws/knowledge-center/sns-sqs-subscriptions-notifications",
        dated=_READ,
        states="A confirmed subscription's messages are not delivered when the queue's access policy does "
        "not let the topic send.",
        filled="R1 to R4, R7, R8, R10: the policy lets another topic in.",
    )


def endpoint_deleted(draft: Draft) -> Entry:
    topic, gone, dlq = f"{draft.noun}-alerts", f"{draft.noun}-pager", f"{draft.noun}-alerts-dlq"
    rate, begin = draft.number(1, 3), draft.now - draft.number(45, 80) * MINUTE
    arn = draft.topic(topic)
    kept = draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    send = lets_in("sns", "sqs:SendMessage", kept) | {"Condition": {"ArnEquals": {"aws:SourceArn": arn}}}
    draft.attributes(dlq, Policy=policy(send))
    draft.subscribe(topic, "lambda", f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{gone}", dlq=dlq)
    draft.of_topic(
        topic,
        NumberOfMessagesPublished=steady(rate),
        NumberOfNotificationsFailed=since(begin, rate, None),
        NumberOfNotificationsRedrivenToDlq=since(begin, rate, None),
    )
    bodies = [
        json.dumps(
            {
                "Type": "Notification",
                "MessageId": uuid(f"{draft.name} {number}"),
                "TopicArn": arn,
                "Message": body,
                "Timestamp": stamp(begin + number * MINUTE, ".100Z"),
                "SignatureVersion": "1",
            }
        )
        for number, body in enumerate(draft.bodies(14))
    ]
    draft.dead(dlq, bodies, since=draft.now - begin, receives=0)
    draft.account()
    draft.depth_alarm(dlq, 14)
    return entry(
        family="delivery",
        also=[{"family": "delivery", "resource": each, "setting": None} for each in (gone, topic, dlq)],
        would_pass="no",
        loses=draft.expires(dlq),
        source="https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html",
        dated=_READ,
        states="Delivery fails with a client error when SNS has stale subscription metadata, as when the "
        "owner deletes the endpoint, for example a Lambda function; such a message goes to the dead-letter "
        "queue at once.",
        filled="R1 to R5, R10.",
    )
