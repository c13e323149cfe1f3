"""SNS could not deliver to one subscription: its envelope, which an ordinary message of the topic has too.

So it is a dead letter only where a subscription's redrive policy names this queue. No error is attached.
`UnsubscribeURL` names the subscription where it has a parameter SubscriptionArn. With raw delivery the
body is the bare message, which nothing tells from any other: see the unknown format.
https://docs.aws.amazon.com/sns/latest/dg/sns-dead-letter-queues.html
"""

import re
from typing import Any
from urllib.parse import unquote

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack, Subscription, WayBack
from bot.domain.resource.arn import read_arn
from bot.parsing.untrusted import get, text
from bot.parsing.wire_format import Wire, WireFormat
from bot.parsing.wrappings import is_notification, payload_of

_NAME = "sns_subscription"
_SUBSCRIPTION = re.compile(r"[?&]SubscriptionArn=([^&#]+)")


def _read(wire: Wire) -> DeadLetter | None:
    if not is_notification(wire.outer.document):
        return None
    topic = text(get(wire.outer.document, "TopicArn"))
    subscription = _subscription(wire.outer.document, topic)
    payload, records = payload_of(*wire.layers)
    return DeadLetter(
        format=_NAME,
        origin=Origin(OriginKind.SUBSCRIPTION, subscription, through=topic),
        cause=StatedCause(),
        failure=Failure(),
        payload=payload,
        records=records,
        way_back=_way_back(wire, topic, subscription),
    )


def _subscription(envelope: Any, topic: str) -> str:
    """The subscription's ARN, which begins with its topic's; empty when it is not told."""
    found = _SUBSCRIPTION.search(text(get(envelope, "UnsubscribeURL"), 2048))
    arn = text(unquote(found[1])) if found else ""
    return arn if topic and arn.startswith(f"{topic}:") else ""


def _way_back(wire: Wire, topic: str, subscription: str) -> WayBack:
    arn = read_arn(topic)
    if arn is None or arn.service != "sns":
        return NoWayBack("it names no topic")
    return Subscription(topic, subscription, wire.message.body)


FORMAT = WireFormat(
    name=_NAME,
    who="SNS, when it could not deliver to a subscription",
    known_by="SNS's envelope (`Type` is `Notification`) in a subscription's dead-letter queue",
    way_back="that one subscription gets it",
    read=_read,
    names=frozenset({"type"}),
)
