"""Subscriptions of topics, by their redrive policy.

Raw delivery leaves no trace of topic or subscription in a message. The queue's own policy says what may write
to it, so the topics named there are asked.
"""

from collections.abc import Iterator
from typing import Any

from bot.aws.errors import asking
from bot.aws.feeders.place import QueueSite, arn_of, if_there
from bot.domain.dead_letters.dead_letter import Origin, OriginKind
from bot.domain.resource.arn import read_arn
from bot.parsing.untrusted import parsed
from bot.ports.feeders import Writers

MOST_TOPICS = 5
MOST_SUBSCRIPTIONS = 50


def of_envelope(place: QueueSite, claim: Origin) -> Writers:
    """The envelope names the topic, and its unsubscribe link mostly the subscription."""
    topic = claim.through
    if claim.arn:
        return if_there(lambda: _those_that_name(place, topic, [claim.arn]), "such subscription")
    return if_there(lambda: _of_topic(place, topic), "such topic")


def of_raw_message(place: QueueSite) -> Writers:
    named = [writer for topic in _topics(place) for writer in _of_topic(place, topic).named]
    return Writers(tuple(named), "" if named else "nothing in the message says who wrote it")


def _of_topic(place: QueueSite, topic: str) -> Writers:
    arns = (str(each.get("SubscriptionArn", "")) for each in place.subscriptions(topic))
    # A subscription not yet confirmed has a word instead of an ARN.
    return _those_that_name(place, topic, [arn for arn in arns if read_arn(arn)][:MOST_SUBSCRIPTIONS])


def _those_that_name(place: QueueSite, topic: str, subscriptions: list[str]) -> Writers:
    return Writers(
        tuple(
            Origin(OriginKind.SUBSCRIPTION, each, topic, claimed=False)
            for each in subscriptions
            if _failure_queue(place, each) == place.queue.arn
        )
    )


def _failure_queue(place: QueueSite, subscription: str) -> str:
    sns = place.client("sns", arn_of(subscription, "sns"))
    with asking("sns:GetSubscriptionAttributes", subscription):
        attributes = sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]
    policy = parsed(attributes.get("RedrivePolicy", ""))
    return str(policy.get("deadLetterTargetArn", "")) if isinstance(policy, dict) else ""


def _topics(place: QueueSite) -> list[str]:
    """The topics that the queue's policy allows."""
    sqs, queue = place.client("sqs"), place.queue
    with asking("sqs:GetQueueUrl", queue.arn):
        url = sqs.get_queue_url(QueueName=queue.name, QueueOwnerAWSAccountId=queue.account)["QueueUrl"]
    with asking("sqs:GetQueueAttributes", queue.arn):
        answer = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])
    policy = parsed(answer.get("Attributes", {}).get("Policy", ""))
    arns = (text for text in _texts(policy) if (arn := read_arn(text)) and arn.service == "sns")
    return [arn for arn in dict.fromkeys(arns) if "*" not in arn][:MOST_TOPICS]


def _texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Every text in a policy document, wherever its author put it."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list) and depth < 10:  # noqa: PLR2004 - deeper than any policy
        for each in value.values() if isinstance(value, dict) else value:
            yield from _texts(each, depth + 1)
