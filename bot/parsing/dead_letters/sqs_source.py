"""SQS moved it: received more often than the source queue's redrive policy allows.

The only format that cannot be forged: SQS itself writes DeadLetterQueueSourceArn, and nobody can send it.
No reason is attached; the consumer's logs have it. The message moves at the receive after the last one
allowed, so it may have stood for long.
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
"""

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack, SourceQueue
from bot.domain.resource.arn import read_arn
from bot.parsing.wire_format import Wire, WireFormat
from bot.parsing.wrappings import payload_of

_NAME = "sqs_source"


def _read(wire: Wire) -> DeadLetter | None:
    queue = wire.message.source
    if not queue:
        return None
    arn = read_arn(queue)
    payload, records = payload_of(*wire.layers)
    return DeadLetter(
        format=_NAME,
        origin=Origin(OriginKind.QUEUE, queue, claimed=False),
        cause=StatedCause("maxReceiveCount"),
        failure=Failure(),
        payload=payload,
        records=records,
        way_back=SourceQueue(queue)
        if arn and arn.service == "sqs"
        else NoWayBack("its source is not the ARN of a queue"),
    )


FORMAT = WireFormat(
    name=_NAME,
    who="SQS, when a message was received more often than its queue allows",
    known_by="system attribute `DeadLetterQueueSourceArn`",
    way_back="to the source queue, as it is",
    read=_read,
)
