"""What the deployed table holds of one group."""

import json
from typing import Any

from bot.domain.resource.grouping import Resource, group_key
from tests.e2e.local_process import RunningLocal

Json = dict[str, Any]


def group_of(local: RunningLocal, queue: str) -> str:
    return group_key(Resource("queue", queue, local["account"], local["region"]))


def items(local: RunningLocal, queue: str) -> dict[str, Json]:
    """The documents of the group, by sort key."""
    answer = local.client("dynamodb").query(
        TableName=local["incident_table"],
        ConsistentRead=True,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": f"GROUP#{group_of(local, queue)}"}},
    )
    written = (item for item in answer["Items"] if "document" in item)
    return {item["sk"]["S"]: json.loads(item["document"]["S"]) for item in written}


def incident(local: RunningLocal, queue: str) -> Json:
    return items(local, queue)["INCIDENT"]


def story(local: RunningLocal, queue: str) -> list[Json]:
    """The timeline, in order."""
    return [entry for sk, entry in sorted(items(local, queue).items()) if sk.startswith("TIMELINE#")]
