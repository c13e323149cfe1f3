"""An ARN: `arn:partition:service:region:account:resource`; the resource may hold colons and slashes.

A resource's name, and what may follow it, differ by service: a function's version or alias, a stream's
consumer, the time of a table's stream (service authorization reference, "Resource types"). No other code
cuts an ARN.
"""

import re
from typing import NamedTuple

_SOME, _ANY = "([A-Za-z0-9-]{1,64})", "([A-Za-z0-9-]{0,64})"
_BEFORE_RESOURCE = re.compile(f"arn:{_SOME}:{_SOME}:{_ANY}:{_ANY}:")
# What stands before the name of a CloudWatch alarm, as the reason of a composite alarm has it.
BEFORE_ALARM_NAME = re.compile(r"arn:aws[a-z-]{0,20}:cloudwatch:[a-z0-9-]{0,40}:\d{0,20}:alarm:")
_UNQUALIFIED = 7
# Their resource part is the name, without a word for its kind before it.
_OF_ONE_KIND = frozenset({"", "sqs", "sns", "s3"})
# Everything after the kind is the name, whatever it holds; or the part before a separator.
_ALL_NAME = frozenset({"alarm", "event-bus"})
_NAMED_BEFORE = {"function": ":", "stateMachine": ":", "activity": ":", "stream": "/", "table": "/"}


class Arn(NamedTuple):
    partition: str
    service: str
    region: str
    account: str
    resource: str

    def __str__(self) -> str:
        return ":".join(("arn", *self)) if self.service else self.resource

    @property
    def kind(self) -> str:
        """The service's own word before the name: `function`, `stream`, `rule`; empty if there is none."""
        ends = [at for at in map(self.resource.find, ":/") if at >= 0]
        return self.resource[: min(ends)] if ends and self.service not in _OF_ONE_KIND else ""

    @property
    def path(self) -> str:
        """Everything after the kind: `orders-worker:live`, `shop/order-created`."""
        kind = self.kind
        return self.resource[len(kind) + 1 :] if kind else self.resource

    @property
    def name(self) -> str:
        """What people call it."""
        if self.kind in _ALL_NAME:
            return self.path
        if self.kind == "log-group":
            return self.path.removesuffix(":*")
        if self.kind in _NAMED_BEFORE:
            return self.path.partition(_NAMED_BEFORE[self.kind])[0]
        return self.resource.rpartition(":")[2].rpartition("/")[2]

    @property
    def qualifier(self) -> str:
        """A function's version or alias; empty for the function itself."""
        return self.path.partition(":")[2] if self.kind == "function" else ""

    @property
    def is_stream(self) -> bool:
        """Whether its records wait in shards and are read in order."""
        return self.service in {"kinesis", "dynamodb"}


def read_arn(text: str) -> Arn | None:
    """The ARN; None if the text is not one."""
    found = _BEFORE_RESOURCE.match(text)
    if found is None or found.end() == len(text):
        return None
    partition, service, region, account = found.groups()
    return Arn(partition, service, region, account, text[found.end() :])


def as_arn(text: str) -> Arn:
    """The ARN; if the text is not one, all is empty except the resource, which is the text."""
    return read_arn(text) or Arn("", "", "", "", text)


def placed(service: str, region: str, account: str, resource: str) -> Arn:
    """The ARN of something in a region, in the partition of that region."""
    return Arn(partition_of(region), service, region, account, resource)


def name_of(text: str) -> str:
    """What people call the resource of an ARN; if the text is not one, its end."""
    return as_arn(text).name


def unqualified(function: str) -> str:
    """A function's ARN without version or alias, its eighth part."""
    return ":".join(function.split(":")[:_UNQUALIFIED])


def stream_of(source: str) -> str:
    """The stream of an enhanced fan-out consumer: `stream/name/consumer/consumer-name:created`."""
    arn = as_arn(source)
    return str(arn._replace(resource=f"stream/{arn.name}")) if arn.service == "kinesis" else source


def consumer_name(consumer: str) -> str:
    """An enhanced fan-out consumer's name, as in its metrics."""
    return as_arn(consumer).resource.rpartition("/")[2].partition(":")[0]


def topic_name(subscription: str) -> str:
    """The topic of a subscription, whose ARN is the topic's followed by an id."""
    return as_arn(subscription).resource.partition(":")[0]


def bus_and_rule(path: str) -> tuple[str, str]:
    """The bus and the rule of `<bus>/<rule>`; a partner's bus has slashes of its own, a rule has none.

    For the default bus an ARN omits the bus, which is then empty.
    """
    bus, _, rule = path.rpartition("/")
    return bus, rule


def partition_of(region: str) -> str:
    """The AWS partition of a region."""
    if region.startswith("cn-"):
        return "aws-cn"
    return "aws-us-gov" if region.startswith("us-gov-") else "aws"
