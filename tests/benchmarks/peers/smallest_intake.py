"""The smallest handler that takes an alarm in without losing it: one client, one conditional write."""

import json
import os
from typing import Any

import botocore.session

table = os.environ["LASTCALL_INCIDENT_TABLE"]
dynamodb: Any = botocore.session.get_session().create_client("dynamodb")


def handler(event: dict[str, Any], context: object) -> dict[str, list[str]]:
    for record in event["Records"]:
        alarm = json.loads(json.loads(record["body"])["Message"])
        dynamodb.update_item(
            TableName=table,
            Key={"pk": {"S": alarm["AlarmArn"]}, "sk": {"S": "ALARM"}},
            UpdateExpression="SET changed_at = :at, alarm_state = :state",
            ConditionExpression="attribute_not_exists(changed_at) OR changed_at < :at",
            ExpressionAttributeValues={
                ":at": {"S": alarm["StateChangeTime"]},
                ":state": {"S": alarm["NewStateValue"]},
            },
        )
    return {"batchItemFailures": []}
