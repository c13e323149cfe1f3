"""Deep links into the AWS console, in the partition the resource lies in.

The part behind `#` is encoded for CloudWatch's own router: percent-encoding with `$` for `%`, and for
log groups percent-encoding twice (terraform-aws-modules/terraform-aws-notify-slack#203 shows a name
with `/` that plain percent-encoding breaks). Other consoles take plain percent-encoding, ARNs with their
colons. A name belongs to whoever chose it: whatever it holds, it stays one part of the address.
"""

import re
from collections.abc import Callable, Mapping
from urllib.parse import quote

from bot.domain.evidence.failure_bucket import FailureBucket, place_name
from bot.domain.resource.arn import as_arn, bus_and_rule, partition_of
from bot.domain.resource.grouping import Resource
from bot.domain.resource.resource_kind import ResourceKind

# A name may hold `#` itself; what follows it in an id is long and plain.
_CONTRIBUTOR = re.compile(r"#[0-9A-Za-z]{8,64}\Z")
_HOSTS = {
    "aws": "console.aws.amazon.com",
    "aws-us-gov": "console.amazonaws-us-gov.com",
    "aws-cn": "console.amazonaws.cn",
}
_ENDPOINTS = {"aws": "amazonaws.com", "aws-us-gov": "amazonaws.com", "aws-cn": "amazonaws.com.cn"}


def resource_link(resource: Resource) -> str:
    """Where a resource is looked at; empty for a kind without a page of its own."""
    page = _PAGES.get(resource.kind)
    return page(resource) if page else ""


def subject_link(resource: Resource, alarm: str) -> str:
    """Where what an incident is about is looked at; for want of a page of its own, the alarm's.

    Args:
        alarm: Name of the metric alarm that speaks; empty where none does.
    """
    return resource_link(resource) or (alarm_link(alarm, resource.region) if alarm else "")


def queue_link(queue: Resource) -> str:
    endpoint = _ENDPOINTS[partition_of(queue.region)]
    url = f"https://sqs.{queue.region}.{endpoint}/{queue.account}/{queue.name}"
    return console_page("sqs/v3", queue.region, f"/queues/{_quoted(url)}")


def alarm_link(name: str, region: str) -> str:
    return console_page("cloudwatch", region, f"alarmsV2:alarm/{_quoted(name).replace('%', '$')}")


def function_link(name: str, region: str) -> str:
    return console_page("lambda", region, f"/functions/{_quoted(name)}?tab=monitoring")


def log_group_link(name: str, region: str) -> str:
    twice = _quoted(_quoted(name)).replace("%", "$")
    return console_page("cloudwatch", region, f"logsV2:log-groups/log-group/{twice}")


def bucket_link(bucket: FailureBucket) -> str:
    """What one writer leaves; empty for what is no function. A bucket's page finds its region by itself."""
    region = as_arn(bucket.function).region
    name, where = _quoted(place_name(bucket.arn).removeprefix("s3://")), _quoted(region)
    place = f"s3/buckets/{name}?region={where}&prefix={_quoted(bucket.prefix, '/')}"
    return f"https://{where}.{_HOSTS[partition_of(region)]}/{place}" if region else ""


def setting_link(target: str) -> str:
    """Where the settings of a queue, stream, function or mapping are changed, by ARN; empty for what is none.

    A mapping has no page that its id leads to: it stands under the triggers of its function.
    """
    arn = as_arn(target)
    if arn.service == "sqs":
        return queue_link(Resource(ResourceKind.QUEUE, arn.name, arn.account, arn.region))
    if arn.service == "kinesis":
        return console_page("kinesis", arn.region, f"/streams/details/{_quoted(arn.path)}/configuration")
    if arn.kind == "function":
        return console_page("lambda", arn.region, f"/functions/{_quoted(arn.path)}?tab=configure")
    if arn.kind == "event-source-mapping":
        return console_page("lambda", arn.region, "/event-source-mappings")
    return ""


def _of_alarm(alarm: Resource) -> str:
    """An alarm nobody knows more of goes by its ARN and, behind `#`, its contributor's id."""
    arn = as_arn(_CONTRIBUTOR.sub("", alarm.name))
    return alarm_link(arn.name, alarm.region) if arn.kind == "alarm" else ""


def _topic(topic: Resource) -> str:
    return console_page("sns/v3", topic.region, f"/topic/{_quoted(topic.arn, ':')}")


def _stream(stream: Resource) -> str:
    return console_page("kinesis", stream.region, f"/streams/details/{_quoted(stream.name)}/monitoring")


def _table(table: Resource) -> str:
    return console_page("dynamodbv2", table.region, f"table?name={_quoted(table.name)}&tab=monitoring")


def _rule(rule: Resource) -> str:
    bus, name = bus_and_rule(rule.name)
    return console_page("events", rule.region, f"/eventbus/{_quoted(bus or 'default')}/rules/{_quoted(name)}")


def _bus(bus: Resource) -> str:
    return console_page("events", bus.region, f"/eventbus/{_quoted(bus.name)}")


def _state_machine(machine: Resource) -> str:
    return console_page("states", machine.region, f"/statemachines/view/{_quoted(machine.arn, ':')}")


def _rds(database: Resource, kind: str) -> str:
    return console_page("rds", database.region, f"database:id={_quoted(database.name)};{kind}")


def _account_pool(pool: Resource) -> str:
    """Lambda's dashboard: concurrency of the account, and who takes it."""
    return console_page("lambda", pool.region, "/discover")


_PAGES: Mapping[str, Callable[[Resource], str]] = {
    ResourceKind.QUEUE: queue_link,
    ResourceKind.FUNCTION: lambda function: function_link(function.name, function.region),
    ResourceKind.LOG_GROUP: lambda group: log_group_link(group.name, group.region),
    ResourceKind.ALARM: _of_alarm,
    ResourceKind.TOPIC: _topic,
    ResourceKind.STREAM: _stream,
    ResourceKind.TABLE: _table,
    ResourceKind.RULE: _rule,
    ResourceKind.BUS: _bus,
    ResourceKind.STATE_MACHINE: _state_machine,
    ResourceKind.ACCOUNT_POOL: _account_pool,
    ResourceKind.EDGE_FUNCTION: lambda function: function_link(function.name, function.region),
    ResourceKind.MAPPING: lambda mapping: console_page("lambda", mapping.region, "/event-source-mappings"),
    ResourceKind.DATABASE: lambda database: _rds(database, "is-cluster=false"),
    ResourceKind.DATABASE_CLUSTER: lambda cluster: _rds(cluster, "is-cluster=true"),
}


def console_page(service: str, region: str, place: str) -> str:
    """A page of a service in a region; empty without one."""
    where = _quoted(region)
    if not region:
        return ""
    return f"https://{where}.{_HOSTS[partition_of(region)]}/{service}/home?region={where}#{place}"


def _quoted(text: str, safe: str = "") -> str:
    return quote(text, safe=safe, errors="replace")
