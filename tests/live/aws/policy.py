"""What the one who tries the beliefs may do."""

from pathlib import Path

POLICY = Path(__file__).parents[3] / "docs" / "live-policy.json"
# The emulator does not find in the request what these are done to, or knows no `lambda:FunctionArn`.
NOT_FOUND_HERE = (
    "cloudwatch:DeleteAlarms",
    "dynamodb:DescribeStream",
    "dynamodb:GetRecords",
    "dynamodb:GetShardIterator",
    "events:DeleteRule",
    "events:PutRule",
    "events:PutTargets",
    "events:RemoveTargets",
    "iam:CreatePolicy",
    "kinesis:GetRecords",
    "lambda:CreateEventSourceMapping",
    "lambda:CreateFunction",
    "lambda:DeleteEventSourceMapping",
    "lambda:GetEventSourceMapping",
)
