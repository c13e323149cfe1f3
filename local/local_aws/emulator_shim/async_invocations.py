"""Lambda: asynchronous events, from their queueing to their destination.

In place of the emulator's own, which counts a throttle as a try, runs the code of the
time of sending for ever, and ends in a record of no shape that AWS has. What differs: a failed event is
tried again after one and two seconds, not minutes, and each try has a request id of its own.
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

import contextvars
import json
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from .borrowed import LAMBDA, Json, borrow
from .destinations import deliver
from .invocations import tell

RETRIES = 2
MAX_AGE = 21_600.0  # seconds
AFTER_FAILURE = 1.0  # seconds, doubled each time; a minute on AWS
AFTER_THROTTLE, LONGEST_WAIT = 1.0, 300.0  # seconds, doubled each time: as on AWS
MESSAGE_BYTES = 1024


class Settings(NamedTuple):
    """What a function says about its asynchronous events."""

    retries: int
    max_age: float
    on_failure: str
    dead_letters: str


class Event(NamedTuple):
    """One asynchronous event in Lambda's queue. `function` is the ARN as it was invoked."""

    function: str
    payload: Any
    queued_at: float


def invoke_async(func: Json, payload: Any) -> None:
    """Queue it; what becomes of it is another thread's affair, in the scope of whoever sent it."""
    config = func.get("config") or func
    tell(config["FunctionName"], {"AsyncEventsReceived": 1.0})
    event = Event(config["FunctionArn"], payload, time.time())
    scope = contextvars.copy_context()
    threading.Thread(target=scope.run, args=(carry, event), daemon=True).start()


def carry(event: Event) -> None:
    """Invoke until it succeeds or is given up, each time with what the function is by then."""
    failures = throttles = 0
    last: Json = {}
    while (found := borrow(LAMBDA, "_get_func_record_for_ref")(event.function))[0] is not None:
        func, config, name = found
        settings, age = settings_of(func, config), time.time() - event.queued_at
        tell(name, {"AsyncEventAge": age * 1000})
        if age > settings.max_age or failures > settings.retries:
            give_up(event, settings, failures, last)
            return
        answer = borrow(LAMBDA, "_execute_function")({**func, "config": config}, event.payload)
        if answer.get("throttle"):
            throttles += 1
            wait(AFTER_THROTTLE, throttles)
        elif answer.get("error"):
            failures, last = failures + 1, answer
            if failures <= settings.retries:
                wait(AFTER_FAILURE, failures)
        else:
            return


def wait(first: float, number: int) -> None:
    time.sleep(min(first * 2 ** (number - 1), LONGEST_WAIT))


def settings_of(func: Json, config: Json) -> Settings:
    told = borrow(LAMBDA, "_event_invoke_config")(func, None) or {}
    retries, max_age = told.get("MaximumRetryAttempts"), told.get("MaximumEventAgeInSeconds")
    return Settings(
        retries=RETRIES if retries is None else int(retries),
        max_age=MAX_AGE if max_age is None else float(max_age),
        on_failure=((told.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination") or "",
        dead_letters=(config.get("DeadLetterConfig") or {}).get("TargetArn") or "",
    )


def unqualified_is_latest(own: Callable[[Json, str | None], Json | None]) -> Callable[..., Json | None]:
    """A function's settings for asynchronous events: SAM names `$LATEST`, most others name nothing."""

    def found(func: Json, qualifier: str | None) -> Json | None:
        if qualifier not in (None, "", "$LATEST"):
            return own(func, qualifier)
        return own(func, None) or own(func, "$LATEST")

    return found


def give_up(event: Event, settings: Settings, tries: int, result: Json) -> None:
    """To the on-failure destination and to the dead-letter target, where there are such."""
    name = event.function.split(":")[6]
    condition = "RetriesExhausted" if tries > settings.retries else "EventAgeExceeded"
    if settings.on_failure and not deliver(settings.on_failure, record(event, condition, tries, result)):
        tell(name, {"DestinationDeliveryFailures": 1.0})
    if settings.dead_letters:
        body = json.dumps(event.payload)
        if not deliver(settings.dead_letters, body, attributes(result)):
            tell(name, {"DeadLetterErrors": 1.0})
    tell(name, {"AsyncEventsDropped": 1.0})


def record(event: Event, condition: str, tries: int, result: Json) -> str:
    """What a destination gets; of an event that never ran it tells no response."""
    qualified = event.function if event.function.count(":") > 6 else f"{event.function}:$LATEST"  # noqa: PLR2004 - parts of a function's ARN
    envelope: Json = {
        "version": "1.0",
        "timestamp": datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds")[:-6] + "Z",
        "requestContext": {
            "requestId": request_id(result),
            "functionArn": qualified,
            "condition": condition,
            "approximateInvokeCount": tries,
        },
        "requestPayload": event.payload,
    }
    if result:
        context = {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"}
        envelope |= {"responseContext": context, "responsePayload": result.get("body")}
    return json.dumps(envelope)


def attributes(result: Json) -> dict[str, Json]:
    """What a dead-letter target gets beside the event itself."""
    body = result.get("body")
    message = str(body.get("errorMessage", "")) if isinstance(body, dict) else ""
    told = {"ErrorMessage": ("String", message[:MESSAGE_BYTES]), "ErrorCode": ("Number", "200")}
    told["RequestID"] = ("String", request_id(result))
    return {name: {"DataType": kind, "StringValue": value} for name, (kind, value) in told.items() if value}


def request_id(result: Json) -> str:
    return str(result.get("lastcall_request_id") or uuid.uuid4())
