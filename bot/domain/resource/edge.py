"""Lambda@Edge: functions that run in whatever region is near a viewer, while their code lies in us-east-1.

There CloudWatch calls such a function `us-east-1.NAME`, in its metrics and in the name of its log group; a
function's own name holds no dot.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
"""

EDGE_REGION = "us-east-1"


def edge_name(called: str) -> str:
    """The function's own name; empty for what runs in its own region."""
    region, dot, name = called.partition(".")
    return name if dot and region == EDGE_REGION else ""


def edge_log(name: str) -> str:
    """Of each region it ran in."""
    return f"/aws/lambda/{EDGE_REGION}.{name}"
