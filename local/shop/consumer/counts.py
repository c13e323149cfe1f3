"""How much of each kind of work is done, in the table that the panel reads."""

import os

import boto3

dynamodb = boto3.client("dynamodb")


def count(work: str, done: int) -> None:
    dynamodb.update_item(
        TableName=os.environ["COUNTS_TABLE"],
        Key={"work": {"S": work}},
        UpdateExpression="ADD done :done",
        ExpressionAttributeValues={":done": {"N": str(done)}},
    )
