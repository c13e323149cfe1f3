"""Call a schedule's target with the input it would have had: its function or its queue.

Of what Scheduler wrote beside the input, the target gets nothing.
https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-templated.html
"""

from collections.abc import Sequence
from typing import cast

from bot.aws.session import Clients
from bot.aws.ways_back.endpoint import Endpoint
from bot.domain.dead_letters.dead_letter import ReceivedMessage
from bot.domain.dead_letters.way_back import ScheduleTarget
from bot.domain.redrive.route import Going
from bot.domain.redrive.sqs_answers import Sent
from bot.ports.dead_letter_queues import DeadLetterQueues


def send(clients: Clients, queues: DeadLetterQueues, going: Sequence[Going]) -> Sent:
    return Endpoint(clients, queues, going[0].way.to).take(going, _input)


def _input(going: Going) -> ReceivedMessage:
    return going.message._replace(body=cast("ScheduleTarget", going.way).payload, attributes={})
