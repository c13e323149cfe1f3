"""What AWS says when a role of ours lacks a permission.

https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
"""

from collections.abc import Mapping

# Where IAM's action is not called like the operation, and its service not like the one that signs.
_ACTIONS: Mapping[str, str] = {
    "ChangeMessageVisibilityBatch": "ChangeMessageVisibility",
    "DeleteMessageBatch": "DeleteMessage",
    "Invoke": "InvokeFunction",
    "ListObjectsV2": "ListBucket",
    "SendMessageBatch": "SendMessage",
}
_SERVICES: Mapping[str, str] = {
    "cloudwatch-logs": "logs",
    "dynamodb-streams": "dynamodb",
    "eventbridge": "events",
    "monitoring": "cloudwatch",
    "secrets-manager": "secretsmanager",
}


def not_authorized(service: str, operation: str, why: str = "") -> str:
    """The message of a denial; `why` instead of AWS's words for a missing permission."""
    action = f"{_SERVICES.get(service, service)}:{_ACTIONS.get(operation, operation)}"
    who = "arn:aws:sts::123456789012:assumed-role/lastcall/a-function"
    lacking = f"because no identity-based policy allows the {action} action"
    return f"User: {who} is not authorized to perform: {action} on resource: arn:aws:a:b:c:d {why or lacking}"
