"""The shop's consumer, as it runs in Lambda: one order at a time, into the table of processed orders.

The table counts how often each order was processed and keeps what arrived, so that the story can be checked.
"""

import json
import os
from typing import Any

import boto3
from customer import customer_name  # type: ignore[import-not-found]  # beside this file in the package

dynamodb = boto3.client("dynamodb")


def handler(event: dict[str, Any], _context: Any) -> None:
    for record in event["Records"]:
        process(record)


def process(record: dict[str, Any]) -> None:
    order = json.loads(record["body"])
    dynamodb.update_item(
        TableName=os.environ["ORDERS_TABLE"],
        Key={"order_id": {"S": order["order_id"]}},
        UpdateExpression="ADD times :once SET customer = :customer, body = :body, attributes = :attributes",
        ExpressionAttributeValues={
            ":once": {"N": "1"},
            ":customer": {"S": customer_name(order)},
            ":body": {"S": record["body"]},
            ":attributes": {"S": json.dumps(record["messageAttributes"], sort_keys=True)},
        },
    )
