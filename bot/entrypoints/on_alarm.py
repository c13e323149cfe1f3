"""AlarmQueue, and alarms that invoke us directly: take the alarms in, keep the heartbeat.

From the queue a record that cannot be taken in now is reported by its id and comes again alone; a direct
invocation fails as a whole and Lambda tries it again.
"""

import logging
from collections.abc import Iterator, Mapping
from typing import Any

from bot import wiring
from bot.domain.errors import BotError, Transient
from bot.parsing.alarm_event import Heartbeat, Ignored, Parsed, parse_alarm_message, parse_direct
from bot.use_cases.take_in_alarm import Delivery

log = logging.getLogger("lastcall")

_clock, _take_in, _incidents, _stack = wiring.for_on_alarm()


def handler(event: Mapping[str, Any], _context: Any) -> dict[str, list[dict[str, str]]]:
    records = event.get("Records")
    if isinstance(records, list) and all(each.get("eventSource") == "aws:sqs" for each in records):
        failed = _take(_from_queue(records))
        return {"batchItemFailures": [{"itemIdentifier": each} for each in sorted(failed)]}
    if _take(("", parsed) for parsed in parse_direct(event, received_at=_clock(), stack=_stack)):
        raise Transient("the alarm could not be taken in now")
    return {"batchItemFailures": []}


def _from_queue(records: list[Mapping[str, Any]]) -> Iterator[tuple[str, Parsed]]:
    for record in records:
        message_id = str(record.get("messageId"))
        parsed = parse_alarm_message(
            str(record.get("body", "")),
            message_id=message_id,
            received_at=_clock(),
            source_arn=str(record.get("eventSourceARN", "")),
            stack=_stack,
        )
        yield from ((message_id, each) for each in parsed)


def _take(parsed: Iterator[tuple[str, Parsed]]) -> frozenset[str]:
    deliveries: list[Delivery] = []
    failed: set[str] = set()
    for record, each in parsed:
        match each:
            case Heartbeat(at):
                try:
                    _incidents.beat(at)
                except BotError:
                    log.exception("heartbeat not kept")
                    failed.add(record)
            case Ignored(why):
                log.info("ignored", extra={"why": why})
            case transition:
                deliveries.append(Delivery(record, transition))
    return frozenset(failed) | _take_in(deliveries, _clock())
