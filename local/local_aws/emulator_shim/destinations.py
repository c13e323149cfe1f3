"""Where Lambda puts what it gave up on: queues, topics, buses, functions."""

import json
import uuid
from collections.abc import Mapping

from .borrowed import EVENTBRIDGE, SNS, SQS, Json, borrow


def deliver(target: str, body: str, attributes: Mapping[str, Json] | None = None) -> bool:
    """Put it there; False when there is no such target, as when Lambda's own delivery fails."""
    service = [*target.split(":"), "", "", ""][2]
    ways = {"sqs": _to_queue, "sns": _to_topic, "events": _to_bus, "lambda": _to_function}
    return service in ways and ways[service](target, body, dict(attributes or {}))


def _to_queue(target: str, body: str, attributes: Json) -> bool:
    found = (
        url for url, queue in borrow(SQS, "_queues").items() if queue["attributes"]["QueueArn"] == target
    )
    url = next(found, None)
    if url is None:
        return False
    borrow(SQS, "_HANDLERS")["SendMessage"](
        {"QueueUrl": url, "MessageBody": body, "MessageAttributes": attributes}, url
    )
    return True


def _to_topic(target: str, body: str, attributes: Json) -> bool:
    if target not in borrow(SNS, "_topics"):
        return False
    borrow(SNS, "_fanout")(target, str(uuid.uuid4()), body, "", "", attributes)
    return True


def _to_bus(target: str, body: str, _: Json) -> bool:
    record = json.loads(body)
    outcome = "Success" if record["requestContext"]["condition"] == "Success" else "Failure"
    entry = {
        "Source": "lambda",
        "DetailType": f"Lambda Function Invocation Result - {outcome}",
        "Resources": [target, record["requestContext"]["functionArn"]],
        "EventBusName": target,
        "Detail": body,
    }
    borrow(EVENTBRIDGE, "_put_events")({"Entries": [entry]})
    return True


def _to_function(target: str, body: str, _: Json) -> bool:
    borrow(EVENTBRIDGE, "_dispatch_to_lambda")(target, body)
    return True
