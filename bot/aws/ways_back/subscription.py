"""Deliver to the one subscription that SNS gave up on, by its protocol: to its queue or its function.

A queue gets SNS's envelope as it is, a function the event made of it. No call delivers to one subscriber of
another protocol. https://docs.aws.amazon.com/sns/latest/api/API_GetSubscriptionAttributes.html
"""

from collections.abc import Mapping, Sequence

from bot.aws.errors import asking
from bot.aws.session import LOOK, Clients
from bot.aws.ways_back.endpoint import Endpoint, refused
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.errors import Permanent
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from bot.domain.resource.arn import as_arn
from bot.parsing.sns_event import sns_event
from bot.ports.dead_letter_queues import DeadLetterQueues


def send(clients: Clients, queues: DeadLetterQueues, going: Sequence[Going]) -> Sent:
    subscription = going[0].way.to
    try:
        told = _attributes(clients, subscription)
    except Permanent as why:
        return refused(going, str(why))
    endpoint = Endpoint(clients, queues, told.get("Endpoint", ""))
    match told.get("Protocol"):
        case "sqs" if told.get("RawMessageDelivery") == "true":
            return refused(going, "its subscription delivers raw messages now, and this is SNS's envelope")
        case "sqs":
            return endpoint.take(going, lambda each: each.message)
        case "lambda":
            return endpoint.take(going, _event)
        case other:
            return refused(going, f"only by hand: no call delivers to one subscriber by {other}")


def _attributes(clients: Clients, subscription: str) -> Mapping[str, str]:
    arn = as_arn(subscription)
    client = clients.for_place(arn.account, arn.region).client("sns", LOOK)
    with asking("sns:GetSubscriptionAttributes", subscription):
        answer = client.get_subscription_attributes(SubscriptionArn=subscription)
    attributes: Mapping[str, str] = answer["Attributes"]
    return attributes


def _event(going: Going) -> ReceivedMessage:
    return going.message._replace(body=sns_event(going.message.body, going.way.to))
