"""Invoke the function that gave up on an event once more, asynchronously, with the event as it was.

An answer of 202 means that the event stands in Lambda's own queue; what the function makes of it, Lambda's
retries and the function's destination tell. An event may have 1 MB (API reference, Invoke).
"""

from collections.abc import Sequence
from typing import cast

from bot.aws.session import Clients
from bot.aws.ways_back.endpoint import Endpoint
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.dead_letters.way_back import LambdaAsync
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from bot.ports.dead_letter_queues import DeadLetterQueues


def send(clients: Clients, queues: DeadLetterQueues, going: Sequence[Going]) -> Sent:
    return Endpoint(clients, queues, going[0].way.to).take(going, _event)


def _event(going: Going) -> ReceivedMessage:
    return going.message._replace(body=cast("LambdaAsync", going.way).payload)
