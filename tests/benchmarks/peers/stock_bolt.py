"""A Slack bot as it is usually put on Lambda: Bolt, its Lambda adapter, and boto3 for the queue behind it.

boto3 is measured both ways: in the package, as AWS advises who wants to pin it, and the runtime's.
"""

import json
import os
from typing import Any

import boto3
from slack_bolt import Ack, App
from slack_bolt.adapter.aws_lambda import SlackRequestHandler
from slack_sdk import WebClient

queue_url = os.environ["LASTCALL_COMMAND_QUEUE_URL"]
sqs = boto3.client("sqs")
app = App(
    client=WebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["LASTCALL_SLACK_API_URL"]),
    signing_secret=os.environ["SLACK_SIGNING_SECRET"],
    process_before_response=True,
)
adapter: Any = SlackRequestHandler(app)


@app.action("acknowledge")
def acknowledge(ack: Ack, body: dict[str, Any]) -> None:
    sqs.send_message(QueueUrl=queue_url, MessageBody=json.dumps(body))
    ack()


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    answer: dict[str, Any] = adapter.handle(event, context)
    return answer
