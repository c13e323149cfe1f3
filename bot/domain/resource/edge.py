"""Lambda@Edge: functions that run in the region nearest a viewer, while their code is in us-east-1.

There CloudWatch calls such a function `us-east-1.NAME`, in its metrics and its log group's name; a function's
own name has no dot.
https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-functions-logs.html
"""

EDGE_REGION = "us-east-1"


def edge_name(called: str) -> str:
    """The function's own name; empty if it runs in its own region."""
    region, dot, name = called.partition(".")
    return name if dot and region == EDGE_REGION else ""


def edge_log(name: str) -> str:
    """The log group's name in each region it ran in."""
    return f"/aws/lambda/{EDGE_REGION}.{name}"
