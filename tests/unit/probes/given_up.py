"""What Lambda leaves of what it gave up on: the record of an event, and of a batch of a stream."""

import json
from typing import Any

from tests.unit.probes.lagging import ARN, CLICKS

SHARD = "shardId-000000000000"


def event(error: str = "KeyError", message: str = "'fullname'", payload: Any = None, of: str = ARN) -> str:
    return json.dumps(
        {
            "version": "1.0",
            "timestamp": "2026-03-02T11:50:00.000Z",
            "requestContext": {
                "requestId": "00000000-0000-4000-8000-000000000003",
                "functionArn": f"{of}:$LATEST",
                "condition": "RetriesExhausted",
                "approximateInvokeCount": 3,
            },
            "requestPayload": payload or {"order": 1},
            "responseContext": {"statusCode": 200, "functionError": "Unhandled"},
            "responsePayload": {"errorType": error, "errorMessage": message},
        }
    )


def batch(records: int, *, as_text: bool = True, stream: str = CLICKS) -> str:
    payload = {"Records": [{"kinesis": {"sequenceNumber": str(n)}} for n in range(records)]}
    return json.dumps(
        {
            "version": "1.0",
            "requestContext": {"functionArn": ARN, "condition": "RetryAttemptsExhausted"},
            "KinesisBatchInfo": {
                "shardId": SHARD,
                "startSequenceNumber": "1",
                "endSequenceNumber": str(records),
                "batchSize": records,
                "streamArn": stream,
            },
            "payload": json.dumps(payload) if as_text else payload,
        }
    )
