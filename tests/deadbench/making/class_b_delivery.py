"""Class b: events and messages that are not delivered, by AWS's own pages on dead-letter queues and keys."""

import json

from tests.deadbench.making.draft import Draft
from tests.deadbench.making.entry import Entry, entry
from tests.deadbench.making.frame import ACCOUNT, MINUTE, REGION, since, stamp, steady, uuid
from tests.deadbench.making.routes import lets_in, policy

_READ = "2026-11-29"
_RULE_DLQ = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"


def no_permission(draft: Draft) -> Entry:
    worker = f"{draft.noun}-handler"
    target = draft.function(worker)
    rule = _undelivered(draft, target, "NO_PERMISSIONS", "User is not authorized to invoke the function")
    return entry(
        family="delivery",
        also=[{"family": "delivery", "resource": worker, "setting": None}],
        would_pass="no",
        loses=draft.expires(f"{rule}-dlq"),
        source=_RULE_DLQ,
        dated=_READ,
        states="When the permission to the target is missing, EventBridge does not retry: it sends the event "
        "to the dead-letter queue, with ERROR_CODE NO_PERMISSIONS.",
        filled="R1 to R5, R10; the function has no policy; ERROR_MESSAGE is in our words.",
    )


def target_gone(draft: Draft) -> Entry:
    gone = f"{draft.noun}-former"
    target = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{gone}"
    rule = _undelivered(draft, target, "NO_RESOURCE", "The target does not exist")
    return entry(
        family="delivery",
        also=[{"family": "delivery", "resource": gone, "setting": None}],
        would_pass="no",
        loses=draft.expires(f"{rule}-dlq"),
        source=_RULE_DLQ,
        dated=_READ,
        states="When the target no longer exists, EventBridge does not retry: it sends the event to the "
        "dead-letter queue, with ERROR_CODE NO_RESOURCE.",
        filled="R1 to R5, R10; ERROR_MESSAGE is in our words.",
    )


def _undelivered(draft: Draft, target: str, code: str, said: str) -> str:
    """A rule whose dead-letter queue keeps what it could not deliver; its name."""
    name, dead = f"{draft.noun}-created", draft.number(9, 25)
    dlq = f"{name}-dlq"
    made = draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    arn = draft.rule(name, target, dlq=dlq)
    send = lets_in("events", "sqs:SendMessage", made) | {"Condition": {"ArnEquals": {"aws:SourceArn": arn}}}
    draft.attributes(dlq, Policy=policy(send))
    draft.account()
    bodies = [
        json.dumps(
            {
                "version": "0",
                "id": uuid(f"{draft.name} event {number}"),
                "detail-type": f"{draft.noun} created",
                "source": f"com.example.{draft.noun}",
                "account": ACCOUNT,
                "time": stamp(draft.now - 60 * MINUTE + number * MINUTE),
                "region": REGION,
                "resources": [],
                "detail": {"id": 800 + number, "amount": 3 * number},
            }
        )
        for number in range(dead)
    ]
    draft.dead(
        dlq,
        bodies,
        since=60 * MINUTE,
        receives=0,
        attributes={
            "RULE_ARN": arn,
            "TARGET_ARN": target,
            "ERROR_CODE": code,
            "ERROR_MESSAGE": said,
            "RETRY_ATTEMPTS": "0",
        },
    )
    begin = draft.now - 60 * MINUTE
    rate = dead / 50
    draft.of_rule(
        name,
        MatchedEvents=steady(rate),
        TriggeredRules=steady(rate),
        Invocations=steady(rate),
        FailedInvocations=since(begin, rate, None),
        InvocationsSentToDlq=since(begin, rate, None),
    )
    draft.depth_alarm(dlq, dead)
    return name


def customer_key(draft: Draft) -> Entry:
    topic, queue, dlq = f"{draft.noun}-news", f"{draft.noun}-ledger", f"{draft.noun}-news-undelivered"
    rate, begin = draft.number(2, 5), draft.now - draft.number(45, 80) * MINUTE
    arn = draft.topic(topic)
    target = draft.queue(
        queue,
        SqsManagedSseEnabled="false",
        KmsMasterKeyId=draft.key("ledger"),
        KmsDataKeyReusePeriodSeconds=300,
    )
    kept = draft.queue(dlq, MessageRetentionPeriod=1_209_600)
    for name, to in ((queue, target), (dlq, kept)):
        send = lets_in("sns", "sqs:SendMessage", to) | {"Condition": {"ArnEquals": {"aws:SourceArn": arn}}}
        draft.attributes(name, Policy=policy(send))
    draft.subscribe(topic, "sqs", target, dlq=dlq)
    draft.of_topic(
        topic,
        NumberOfMessagesPublished=steady(rate),
        NumberOfNotificationsDelivered=since(begin, None, rate),
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
        for number, body in enumerate(draft.bodies(12))
    ]
    draft.dead(dlq, bodies, since=draft.now - begin, receives=0)
    draft.account()
    draft.counts("NumberOfNotificationsRedrivenToDlq", {"TopicName": topic}, rate)
    return entry(
        family="delivery",
        resource=topic,
        also=[{"family": "delivery", "resource": queue, "setting": None}],
        would_pass="no",
        source="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html",
        dated=_READ,
        states="A service sends to an encrypted queue only if the policy of a customer managed key lets it "
        "use kms:GenerateDataKey and kms:Decrypt.",
        filled="R1 to R5, R8, R10; the key's policy names the account alone.",
    )
