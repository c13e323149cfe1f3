"""Deep links into the AWS console, in the partition the resource lies in.

The part behind `#` is encoded for CloudWatch's own router: percent-encoding with `$` for `%`, and for
log groups percent-encoding twice (terraform-aws-modules/terraform-aws-notify-slack#203 shows a name
with `/` that plain percent-encoding breaks).
"""

from urllib.parse import quote

from bot.domain.grouping import Resource, partition

_HOSTS = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
_ENDPOINTS = {"aws": "amazonaws.com", "aws-us-gov": "amazonaws.com", "aws-cn": "amazonaws.com.cn"}


def resource_link(resource: Resource) -> str:
    """Where a resource is looked at; empty for a kind without a page of its own."""
    match resource.kind:
        case "queue":
            return queue_link(resource)
        case "function":
            return function_link(resource.name, resource.region)
        case "alarm" if resource.name.startswith("arn:"):
            name = resource.name.partition("#")[0].partition(":alarm:")[2]
            return alarm_link(name, resource.region) if name else ""
        case _:
            return ""


def queue_link(queue: Resource) -> str:
    endpoint = _ENDPOINTS[partition(queue.region)]
    url = f"https://sqs.{queue.region}.{endpoint}/{queue.account}/{queue.name}"
    return _console("sqs/v3", queue.region, f"/queues/{_quoted(url)}")


def alarm_link(name: str, region: str) -> str:
    return _console("cloudwatch", region, f"alarmsV2:alarm/{_quoted(name).replace('%', '$')}")


def function_link(name: str, region: str) -> str:
    return _console("lambda", region, f"/functions/{_quoted(name)}?tab=monitoring")


def log_group_link(name: str, region: str) -> str:
    twice = _quoted(_quoted(name)).replace("%", "$")
    return _console("cloudwatch", region, f"logsV2:log-groups/log-group/{twice}")


def _console(service: str, region: str, place: str) -> str:
    where = _quoted(region)
    if not region:
        return ""
    return f"https://{where}.{_HOSTS[partition(region)]}/{service}/home?region={where}#{place}"


def _quoted(text: str) -> str:
    return quote(text, safe="", errors="replace")
