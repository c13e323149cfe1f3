"""SNS: what a publication may say, who has confirmed, and that a queue takes only what its policy allows.

A message may not be empty. A subject has less than 100 characters and no line breaks or control characters
(API reference, Publish). The reference once said ASCII that begins with a letter, number or punctuation mark,
and says UTF-8 now; where the two differ the older one is kept. An undeliverable message is dropped.
https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
https://docs.aws.amazon.com/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html
"""

from collections.abc import Callable
from typing import Any

from .borrowed import IAM_EVALUATOR, SNS, SQS, Json, borrow, region

Publish = Callable[[Json], Any]
LONGEST = 99


def as_sns_takes(publish: Publish) -> Publish:
    def published(params: Json) -> Any:
        if not borrow(SNS, "_p")(params, "Message"):
            return unfit("Empty message")
        if "Subject" in params and not is_subject(borrow(SNS, "_p")(params, "Subject")):
            return unfit("Subject")
        return publish(params)

    return published


def is_subject(text: str) -> bool:
    """All of printable ASCII but the space are letters, numbers and punctuation marks."""
    return 0 < len(text) <= LONGEST and text.isascii() and text.isprintable() and not text.startswith(" ")


def unfit(what: str) -> Any:
    return borrow(SNS, "_error")("InvalidParameter", f"Invalid parameter: {what}", 400)


def until_confirmed(listed: Callable[[Json], Any]) -> Callable[[Json], Any]:
    """The emulator's list of subscriptions: of one that nobody confirmed a word stands for its ARN.

    Nobody here reads mail, so one by mail is never confirmed.
    """

    def told(params: Json) -> Any:
        status, headers, body = listed(params)
        topic = borrow(SNS, "_topics").get(borrow(SNS, "_p")(params, "TopicArn")) or {}
        for each in topic.get("subscriptions", ()):
            if each["protocol"].startswith("email") or not each.get("confirmed"):
                body = body.replace(_named(each["arn"]), _named("PendingConfirmation"))
        return status, headers, body

    return told


def _named(arn: str) -> bytes:
    return f"<SubscriptionArn>{arn}</SubscriptionArn>".encode()


def queue_allows(queue_arn: str, service: str, source_arn: str, source_account: str) -> bool:
    """Whether a queue's policy lets a service deliver to it; the emulator asks only where IAM is enforced."""
    known = (each["attributes"] for each in borrow(SQS, "_queues").values())
    policy = next((each.get("Policy") for each in known if each["QueueArn"] == queue_arn), None)
    if not policy:
        return False
    asked = borrow(IAM_EVALUATOR, "EvalContext")(
        principal_arn="*",
        principal_type="Service",
        principal_account="",
        action="sqs:SendMessage",
        resource_arn=queue_arn,
        region=region(),
        service_context={
            "aws:sourcearn": source_arn,
            "aws:sourceaccount": source_account,
            "aws:sourceowner": source_account,
        },
    )
    decided = borrow(IAM_EVALUATOR, "evaluate_resource_policy")(policy, asked, service=service)
    return bool(decided.decision == "Allow")
