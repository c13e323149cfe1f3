"""A record from botocore as the value the probes read."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from bot.ports.streams import StreamRecord


def read_record(record: Mapping[str, Any]) -> StreamRecord:
    """From Kinesis, or from DynamoDB, which has a part of that name."""
    return _dynamodb(record) if "dynamodb" in record else _kinesis(record)


def _kinesis(record: Mapping[str, Any]) -> StreamRecord:
    return StreamRecord(
        sequence=str(record["SequenceNumber"]),
        at=_utc(record.get("ApproximateArrivalTimestamp")),
        key=str(record.get("PartitionKey", "")),
        data=bytes(record["Data"]),
    )


def _dynamodb(record: Mapping[str, Any]) -> StreamRecord:
    inner = record["dynamodb"]
    return StreamRecord(
        sequence=str(inner["SequenceNumber"]),
        at=_utc(inner.get("ApproximateCreationDateTime")),
        key=_json(inner.get("Keys", {})),
        data=_json(inner).encode(),
        event=str(record.get("eventName", "")),
    )


def _utc(at: Any) -> datetime | None:
    return at.astimezone(UTC) if isinstance(at, datetime) else None


def _json(value: Any) -> str:
    """As Lambda writes it: times in epoch seconds, binary values in base64."""
    return json.dumps(value, default=_plain, ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.timestamp()
    return base64.b64encode(bytes(value)).decode()
