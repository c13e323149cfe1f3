"""Dead letters that SQS did not move, as their writers put them into a queue."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

ACCOUNT, REGION = "111122223333", "us-east-1"
STREAM = "part-events"


class DecodedMessage(NamedTuple):
    """Attributes:
    stream: The name of the Kinesis stream it points into, which must be there.
    topic: The name of the topic that could not deliver it to the worker, and keeps it in the queue.
    """

    body: str
    attributes: Mapping[str, str] = {}
    stream: str = ""
    topic: str = ""

    @property
    def message_attributes(self) -> dict[str, Any]:
        return {
            name: {"DataType": "Number" if value.isdigit() else "String", "StringValue": value}
            for name, value in self.attributes.items()
        }


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


_FUNCTION = _arn("lambda", "function:orders-worker")


def given_up_by(function: str) -> DecodedMessage:
    """The record of an event, as Lambda writes it at a function's failure destination."""
    context = {"requestId": "8a1b2c3d", "functionArn": f"{function}:$LATEST", "condition": "RetriesExhausted"}
    return DecodedMessage(
        json.dumps({"version": "1.0", "requestContext": context, "requestPayload": {"part": 1}})
    )


FROM_A_TOPIC = DecodedMessage(
    json.dumps({"Type": "Notification", "TopicArn": _arn("sns", "no-such-topic"), "Message": "hello"})
)
FROM_A_SUBSCRIPTION = DecodedMessage(
    json.dumps({"Type": "Notification", "TopicArn": _arn("sns", "part-topic"), "Message": "hello"}),
    topic="part-topic",
)
FROM_A_FUNCTION = DecodedMessage(
    "{}",
    {
        "RequestID": "8a1b2c3d-0000-4000-8000-000000000001",
        "ErrorCode": "200",
        "ErrorMessage": "no such customer",
    },
)
FROM_A_STREAM = DecodedMessage(
    json.dumps(
        {
            # A function of another region is not asked about, so the pointer is followed on its word.
            "requestContext": {
                "functionArn": _FUNCTION.replace(REGION, "eu-north-1"),
                "condition": "RetryAttemptsExhausted",
            },
            "KinesisBatchInfo": {
                "shardId": "shardId-000000000000",
                "startSequenceNumber": "1",
                "endSequenceNumber": "1",
                "approximateArrivalOfFirstRecord": "2026-03-02T12:00:00.000Z",
                "batchSize": 1,
                "streamArn": _arn("kinesis", f"stream/{STREAM}"),
            },
        }
    ),
    stream=STREAM,
)
