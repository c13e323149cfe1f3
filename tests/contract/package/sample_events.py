"""One event of its kind for every entrypoint, as its trigger sends it."""

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

from tests.contract.package.loopback_services import SIGNING_SECRET

ACCOUNT = "111122223333"
QUEUE_ARN = f"arn:aws:sqs:eu-west-1:{ACCOUNT}:work"
GROUP = f"{ACCOUNT}/eu-west-1/queue/orders-dlq"


def sqs_event(*bodies: Any) -> dict[str, Any]:
    return {"Records": [sqs_record(number, body) for number, body in enumerate(bodies)]}


def sqs_record(number: int, body: Any) -> dict[str, Any]:
    return {
        "messageId": f"00000000-0000-4000-8000-{number:012}",
        "receiptHandle": "handle",
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": "1700000000000"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": QUEUE_ARN,
        "awsRegion": "eu-west-1",
    }


def alarm_notification(
    *, at: str = "2026-03-01T03:00:00.000+0000", queue: str = "orders-dlq"
) -> dict[str, Any]:
    """An alarm on the depth of a dead-letter queue, in SNS's envelope."""
    alarm = {
        "AlarmName": f"{queue}-depth",
        "AlarmDescription": None,
        "AWSAccountId": ACCOUNT,
        "AlarmArn": f"arn:aws:cloudwatch:eu-west-1:{ACCOUNT}:alarm:{queue}-depth",
        "NewStateValue": "ALARM",
        "OldStateValue": "OK",
        "NewStateReason": "Threshold Crossed: 1 datapoint [37.0] was greater than the threshold (0.0).",
        "StateChangeTime": at,
        "Region": "EU (Ireland)",
        "Trigger": {
            "MetricName": "ApproximateNumberOfMessagesVisible",
            "Namespace": "AWS/SQS",
            "StatisticType": "Statistic",
            "Statistic": "MAXIMUM",
            "Dimensions": [{"name": "QueueName", "value": queue}],
            "Period": 60,
            "EvaluationPeriods": 1,
            "ComparisonOperator": "GreaterThanThreshold",
            "Threshold": 0.0,
        },
    }
    return {
        "Type": "Notification",
        "MessageId": "95df01b4-ee98-5cb9-9903-4c221d41eb5e",
        "TopicArn": f"arn:aws:sns:eu-west-1:{ACCOUNT}:alarms",
        "Message": json.dumps(alarm),
        "Timestamp": "2026-03-01T03:00:01.000Z",
    }


def click_body(action: str = "acknowledge", value: str = GROUP) -> str:
    """A press of a button, as Slack encodes it."""
    payload = {
        "type": "block_actions",
        "user": {"id": "U1", "team_id": "T1"},
        "team": {"id": "T1"},
        "channel": {"id": "C1"},
        "container": {"type": "message", "message_ts": "1700000000.000100", "channel_id": "C1"},
        "trigger_id": "1.2.abc",
        "response_url": "http://127.0.0.1/none",
        "actions": [
            {
                "type": "button",
                "action_id": action,
                "block_id": "b",
                "value": value,
                "action_ts": "1700000001.1",
            }
        ],
    }
    return urlencode({"payload": json.dumps(payload)})


def signed_click(body: str) -> dict[str, Any]:
    sent_at = str(int(time.time()))
    signed = hmac.new(SIGNING_SECRET.encode(), f"v0:{sent_at}:{body}".encode(), hashlib.sha256)
    return {
        "version": "2.0",
        "rawPath": "/",
        "rawQueryString": "",
        "headers": {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": sent_at,
            "x-slack-signature": f"v0={signed.hexdigest()}",
        },
        "requestContext": {"http": {"method": "POST", "path": "/"}, "accountId": "anonymous"},
        "body": body,
        "isBase64Encoded": False,
    }


def queued_click() -> dict[str, Any]:
    return {
        "slack": {
            "body": click_body(),
            "content_type": "application/x-www-form-urlencoded",
            "answered": None,
        }
    }


def stream_event(pk: str = f"GROUP#{GROUP}") -> dict[str, Any]:
    keys = {"pk": {"S": pk}, "sk": {"S": "INCIDENT"}}
    return {
        "Records": [
            {
                "eventID": "1",
                "eventName": "MODIFY",
                "eventSource": "aws:dynamodb",
                "awsRegion": "eu-west-1",
                "dynamodb": {"Keys": keys, "SequenceNumber": "111", "StreamViewType": "KEYS_ONLY"},
                "eventSourceARN": f"arn:aws:dynamodb:eu-west-1:{ACCOUNT}:table/incidents/stream/2026",
            }
        ]
    }


def scheduled_event() -> dict[str, Any]:
    return {
        "version": "0",
        "id": "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": ACCOUNT,
        "time": "2026-03-01T03:02:00Z",
        "region": "eu-west-1",
        "resources": [f"arn:aws:events:eu-west-1:{ACCOUNT}:rule/clock"],
        "detail": {},
    }


def sample_event(entrypoint: str) -> dict[str, Any]:
    """Made when asked for, because a signature is only good for minutes."""
    makers = {
        "on_alarm": lambda: sqs_event(alarm_notification()),
        "on_slack": lambda: signed_click(click_body()),
        "on_command": lambda: sqs_event(queued_click()),
        "on_job": lambda: sqs_event({"evidence": {"group": GROUP, "wanted_at": "2026-03-01T03:00:02+00:00"}}),
        "on_change": stream_event,
        "on_clock": scheduled_event,
    }
    return makers[entrypoint]()


def environment(services_url: str) -> dict[str, str]:
    """What template.yaml gives the functions, all of it to each: what is not asked for does no harm."""
    return {
        "AWS_ENDPOINT_URL": services_url,
        "LASTCALL_STACK": "lastcall",
        "LASTCALL_INCIDENT_TABLE": "incidents",
        "LASTCALL_COMMAND_QUEUE_URL": f"{services_url}/{ACCOUNT}/commands",
        "LASTCALL_JOB_QUEUE_URL": f"{services_url}/{ACCOUNT}/jobs",
        "LASTCALL_CARD_QUEUE_URL": f"{services_url}/{ACCOUNT}/cards",
        "LASTCALL_SIGNING_SECRET_ID": "signing-secret",
        "LASTCALL_BOT_TOKEN_ID": "bot-token",
        "LASTCALL_SLACK_API_URL": f"{services_url}/api/",
    }
