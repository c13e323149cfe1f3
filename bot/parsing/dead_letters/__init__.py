"""What a message in a dead-letter queue is: wire formats, most specific first; the first that reads it wins.

A new format is one file here and one line below. Reading is total: any message gives a value, and a way
back that is not certain is refused, with the reason.
"""

from bot.domain.dead_letters.dead_letter import DeadLetter, ReceivedMessage
from bot.parsing.dead_letters import (
    eventbridge_target,
    iot_error_action,
    lambda_async,
    lambda_destination,
    pipes_pointer,
    record_and_exception,
    scheduler,
    sns_subscription,
    sqs_source,
    stream_pointer,
    unknown,
)
from bot.parsing.told_failure import with_told_failure
from bot.parsing.wire_format import WireFormat, wire

FORMATS: tuple[WireFormat, ...] = (
    sqs_source.FORMAT,
    scheduler.FORMAT,
    eventbridge_target.FORMAT,
    lambda_async.FORMAT,
    lambda_destination.FORMAT,
    stream_pointer.FORMAT,
    pipes_pointer.FORMAT,
    iot_error_action.FORMAT,
    sns_subscription.FORMAT,
    record_and_exception.FORMAT,
    unknown.FORMAT,
)


def read_dead_letter(message: ReceivedMessage) -> DeadLetter:
    """What the message is, what dead-lettered it and its one way back, as far as the message itself says."""
    given = wire(message)
    for each in FORMATS:
        if each.names and each.names.isdisjoint(given.names):
            continue
        if letter := each.read(given):
            return with_told_failure(letter, given)
    raise AssertionError("the unknown format takes every message")
