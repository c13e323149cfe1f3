"""AlarmQueue, and alarms that invoke us directly: take alarms in, write the heartbeat.

A queue record that cannot be taken in now is reported by its id and redelivered alone; a direct invocation
fails as a whole and Lambda retries it.
"""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bot.domain.dead_letters.whole_number import moment
from bot.domain.errors import BotError, Transient
from bot.entrypoints import started
from bot.entrypoints.batch import Failures
from bot.parsing.alarm_event import Heartbeat, Ignored, Parsed, parse_alarm_message, parse_direct
from bot.parsing.untrusted import get
from bot.use_cases.take_in_alarm import Delivery
from bot.wiring.on_alarm import AlarmWiring, wired
from bot.wiring.runtime import lambda_runtime

log = logging.getLogger("lastcall")


class OnAlarm:
    def __init__(self, wired: AlarmWiring) -> None:
        self._wired = wired

    def __call__(self, event: Mapping[str, Any], context: Any) -> Failures:
        records = get(event, "Records")
        if isinstance(records, list) and all(get(each, "eventSource") == "aws:sqs" for each in records):
            failed = self._take(self._from_queue(records))
            return {"batchItemFailures": [{"itemIdentifier": each} for each in sorted(failed)]}
        parsed = parse_direct(
            event,
            received_at=self._wired.clock(),
            stack=self._wired.stack,
            function_arn=str(getattr(context, "invoked_function_arn", "")),
        )
        if self._take(("", each) for each in parsed):
            raise Transient("the alarm could not be taken in now")
        return {"batchItemFailures": []}

    def _from_queue(self, records: list[Mapping[str, Any]]) -> Iterator[tuple[str, Parsed]]:
        for record in records:
            message_id = str(record.get("messageId"))
            parsed = parse_alarm_message(
                str(record.get("body", "")),
                message_id=message_id,
                received_at=_sent_at(record) or self._wired.clock(),
                source_arn=str(record.get("eventSourceARN", "")),
                stack=self._wired.stack,
            )
            yield from ((message_id, each) for each in parsed)

    def _take(self, parsed: Iterator[tuple[str, Parsed]]) -> frozenset[str]:
        deliveries: list[Delivery] = []
        failed: set[str] = set()
        for record, each in parsed:
            match each:
                case Heartbeat(at):
                    failed |= {record} if not self._beat(at) else set()
                case Ignored(why):
                    log.info("ignored", extra={"why": why})
                case transition:
                    deliveries.append(Delivery(record, transition))
        return frozenset(failed) | self._wired.take_in(deliveries, self._wired.clock())

    def _beat(self, at: datetime) -> bool:
        try:
            self._wired.incidents.beat(at)
        except BotError:
            log.exception("heartbeat not kept")
            return False
        return True


def _sent_at(record: Mapping[str, Any]) -> datetime | None:
    """When the message was sent to the queue: the same at every delivery, so results based on it are, too."""
    return moment(str(record.get("attributes", {}).get("SentTimestamp", "")))


handler = started(OnAlarm(wired(lambda_runtime())))
