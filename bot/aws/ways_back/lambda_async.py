"""Invoke the function that gave up on an event once more, asynchronously, with the event as it was.

An answer of 202 means that the event stands in Lambda's own queue; what the function makes of it, Lambda's
retries and the function's destination tell. An event may have 1 MB (API reference, Invoke).
"""

from collections.abc import Sequence
from typing import cast

from bot.aws.session import Clients
from bot.aws.ways_back.invoking import EVENT, Invoking
from bot.aws.ways_back.one_by_one import Not, OneByOne
from bot.domain.dead_letters.way_back import LambdaAsync
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent

_TAKEN = 202


def send(clients: Clients, going: Sequence[Going]) -> Sent:
    invoking = Invoking(clients, going[0].way.to)

    def hand(each: Going) -> Not | None:
        way = cast("LambdaAsync", each.way)
        answer = invoking.ask(EVENT, way.payload, each.message)
        return None if answer["StatusCode"] == _TAKEN else Not()

    return OneByOne(invoking.action, invoking.function, hand).send(going)
