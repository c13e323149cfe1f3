"""Failures that Lambda and Step Functions tell by an event each; the error's shape tells one from another.

    {"source": "lambda", "detail-type": "Lambda Function Invocation Result - Failure", "detail": RECORD}
    RECORD                                      as a function's destination record is invoked with
    {"source": "aws.states", "detail-type": "Step Functions Execution Status Change",
     "detail": {"stateMachineArn", "name", "status", "stopDate": epoch ms, "error", "cause"}}

Lambda developer guide, "Capturing records of asynchronous invocations"; Step Functions developer guide,
"Automating event delivery".
"""

import hashlib
from datetime import datetime
from typing import Any

from bot.domain.alarm.alarm import AlarmState, AlarmTransition, Signal
from bot.domain.resource.arn import Arn, read_arn
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind
from bot.parsing.execution_cause import cause_of
from bot.parsing.transport import Transport
from bot.parsing.untrusted import epoch, get, text, time, word

_INVOCATION = "lambda function invocation result"
_EXECUTION = "step functions execution status change"
_GAVE_UP = {"retriesexhausted", "eventageexceeded"}
_UNSUCCESSFUL = {"FAILED": "failed", "TIMED_OUT": "timed out", "ABORTED": "aborted"}
_GOING_WELL = {"RUNNING", "SUCCEEDED", "PENDING_REDRIVE"}
# Of a function's name (64) and a state machine's (80) nothing is cut; of what is none of theirs it is.
_LONGEST = 255

FailureEvent = AlarmTransition | str | None


def read_failure_event(document: Any, transport: Transport) -> FailureEvent:
    """The failure; why it is none to be told; None for what is no such event, or cannot be read."""
    kind, detail = word(get(document, "detail-type")), get(document, "detail")
    at = time(get(document, "time")) or transport.at
    if kind.startswith(_INVOCATION):
        return _invocation(detail, at, transport)
    if kind == _EXECUTION:
        return _execution(detail, at, transport)
    return None if kind else _invocation(document, transport.at, transport)


def _invocation(record: Any, at: datetime, transport: Transport) -> FailureEvent:
    context, response = get(record, "requestContext"), get(record, "responsePayload")
    condition = text(get(context, "condition"), 100)
    if word(condition) == "success":
        return "an invocation that succeeded"
    arn = read_arn(text(get(context, "functionArn"), 300))
    name = arn.name if arn else ""
    if arn is None or arn.service != "lambda" or not name or word(condition) not in _GAVE_UP:
        return None
    error = _error(text(get(response, "errorType"), 255), get(response, "errorMessage")) or condition
    return _told(
        Signal.INVOCATION,
        arn=str(arn._replace(resource=f"function:{name}")),
        about=_about(ResourceKind.FUNCTION, name, arn),
        name=error,
        reason=f"{condition}: {error}" if error != condition else condition,
        at=time(get(record, "timestamp")) or at,
        transport=transport,
    )


def _execution(detail: Any, at: datetime, transport: Transport) -> FailureEvent:
    status = text(get(detail, "status"), 40).strip().upper()
    if status in _GOING_WELL:
        return "an execution that runs or succeeded"
    machine = text(get(detail, "stateMachineArn"), 300)
    arn = read_arn(machine)
    name = arn.name if arn else ""
    if arn is None or arn.service != "states" or not name or status not in _UNSUCCESSFUL:
        return None
    what = f"An execution {_UNSUCCESSFUL[status]}"
    error = _error(text(get(detail, "error"), 255), cause_of(get(detail, "cause")))
    return _told(
        Signal.EXECUTION,
        arn=str(arn._replace(resource=f"stateMachine:{name}")),
        about=_about(ResourceKind.STATE_MACHINE, name, arn),
        name=f"{what}: {error}" if error else what,
        reason=f"{text(get(detail, 'name'), 80)} {_UNSUCCESSFUL[status]}: {error}".strip(": "),
        at=epoch(get(detail, "stopDate")) or at,
        transport=transport,
    )


def _about(kind: str, name: str, arn: Arn) -> Resource:
    return Resource(kind, name[:_LONGEST], arn.account, arn.region)


def _told(
    signal: Signal, *, arn: str, about: Resource, name: str, reason: str, at: datetime, transport: Transport
) -> AlarmTransition:
    return AlarmTransition(
        arn=arn,
        name=name,
        account=about.account,
        region=about.region,
        state=AlarmState.ALARM,
        at=at,
        path=transport.path,
        contributor=hashlib.sha256(name.encode()).hexdigest()[:12],
        reason=reason,
        signal=signal,
        about=about,
        count=1,
    )


def _error(kind: str, message: Any) -> str:
    from bot.domain.evidence.error_shape import error_shape  # noqa: PLC0415 - patterns that no alarm needs

    line = ": ".join(part for part in (kind, text(message, 4096)) if part)
    return error_shape(line) if line else ""
