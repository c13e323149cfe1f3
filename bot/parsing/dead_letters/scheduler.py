"""EventBridge Scheduler could not call a schedule's target.

Body: the input the target would have had. Attributes, all strings: SCHEDULE_ARN, TARGET_ARN, ERROR_CODE,
ERROR_MESSAGE, EXECUTION_ID, RETRY_ATTEMPTS, SCHEDULED_TIME, IS_PAYLOAD_TRUNCATED, and, where it retried,
EXHAUSTED_RETRY_CONDITION. https://docs.aws.amazon.com/scheduler/latest/UserGuide/configuring-schedule-dlq.html
"""

from bot.domain.dead_letters.dead_letter import DeadLetter, Failure, Origin, OriginKind, StatedCause
from bot.domain.dead_letters.way_back import NoWayBack, ScheduleTarget, WayBack
from bot.domain.resource.arn import read_arn
from bot.parsing.wire_format import Wire, WireFormat, attribute, tried
from bot.parsing.wrappings import payload_of

_NAME = "scheduler"


def _read(wire: Wire) -> DeadLetter | None:
    given = wire.outer.attributes
    schedule = attribute(given, "SCHEDULE_ARN")
    if not schedule:
        return None
    payload, records = payload_of(*wire.layers)
    return DeadLetter(
        format=_NAME,
        origin=Origin(OriginKind.SCHEDULE, schedule, through=attribute(given, "TARGET_ARN")),
        cause=StatedCause(
            attribute(given, "ERROR_CODE"),
            attribute(given, "EXHAUSTED_RETRY_CONDITION"),
            tried(attribute(given, "RETRY_ATTEMPTS")),
        ),
        failure=Failure(
            attribute(given, "ERROR_CODE"),
            attribute(given, "ERROR_MESSAGE"),
            attribute(given, "EXECUTION_ID"),
        ),
        payload=payload,
        records=records,
        way_back=_way_back(wire, schedule),
    )


def _way_back(wire: Wire, schedule: str) -> WayBack:
    given = wire.outer.attributes
    target = attribute(given, "TARGET_ARN")
    if attribute(given, "IS_PAYLOAD_TRUNCATED").lower() == "true":
        return NoWayBack(
            "Scheduler cut the payload (IS_PAYLOAD_TRUNCATED): the whole input is not in the message"
        )
    if read_arn(target) is None:
        return NoWayBack("it names no target (TARGET_ARN)")
    return ScheduleTarget(target, schedule, wire.message.body)


FORMAT = WireFormat(
    name=_NAME,
    who="EventBridge Scheduler, when it could not call a schedule's target",
    known_by="attribute `SCHEDULE_ARN`",
    way_back="the schedule's target is called with the body as its input; cut payloads are refused",
    read=_read,
    names=frozenset({"schedule_arn"}),
)
