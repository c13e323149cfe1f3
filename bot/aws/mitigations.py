"""The settings that mitigations change: read, set, and whether a role may write where records would go.

Every change states the value wanted, so that repeating it is harmless. Lambda treats an empty destination as
none; a mapping that is being updated already shows its new configuration, but no state.
Facts: GetEventSourceMapping, UpdateEventSourceMapping, PutFunctionConcurrency, SimulatePrincipalPolicy.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from bot.aws.errors import Client, asking
from bot.aws.refusals import refused_as_missing
from bot.aws.session import Clients, Patience
from bot.domain.errors import Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.incident.mitigation_record import (
    BISECT,
    ENABLED,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETENTION_HOURS,
    RETENTION_SECONDS,
    RETRIES,
    Values,
)
from bot.domain.mitigation.words import writes_to, written
from bot.domain.resource.arn import Arn, as_arn, read_arn

# A person waits, and there may be several to read.
GLANCE = Patience(1, 3, 1)
# Once: after a lost answer, reading it back shows whether it took effect.
SET_ONCE = Patience(1, 8, 1)

_ENABLED = {"Enabled": "true", "Enabling": "true", "Disabled": "false", "Disabling": "false"}


class AwsLiveSettings:
    """Implements ports.LiveSettings."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients

    def read(self, target: str) -> Values | Missing:
        return refused_as_missing(lambda: self._lever(target).read(self._at(target, GLANCE)))

    def change(self, target: str, values: Values) -> None:
        self._lever(target).change(self._at(target, SET_ONCE), values)

    def unproven(self, role: str, destination: str) -> str:
        """By the role's own policies; else, for a queue in the same account, by the queue's policy."""
        action = writes_to(destination)
        try:
            decision = self._simulated(role, action, written(destination))
            if decision == "allowed":
                return self._key_of(destination)
            may = "a policy denies" if decision == "explicitDeny" else "allow"
            if may == "allow" and self._admits(role, destination):
                return self._key_of(destination)
        except Permanent as refused:
            return f"not proven that the consumer may write to {destination}: {refused}"
        return f"not proven that the consumer may write there: {may} {action} on {destination} to {role}"

    def _simulated(self, role: str, action: str, resource: str) -> str:
        """IAM's own decision; it ignores the resource's own policies."""
        client = self._clients.client("iam", GLANCE)
        with asking("iam:SimulatePrincipalPolicy", role):
            answer = client.simulate_principal_policy(
                PolicySourceArn=role, ActionNames=[action], ResourceArns=[resource]
            )
        return str(answer["EvaluationResults"][0]["EvalDecision"])

    def _admits(self, role: str, destination: str) -> bool:
        if as_arn(destination).service != "sqs":
            return False
        policy = self._queue(destination).get("Policy", "")
        return bool(policy) and admits(json.loads(policy), role, destination)

    def _key_of(self, destination: str) -> str:
        """A customer-managed key has its own policy, which is not simulated here."""
        if writes_to(destination) != "sqs:SendMessage" or not self._queue(destination).get("KmsMasterKeyId"):
            return ""
        return f"{destination} is encrypted with a key, and nothing proves that the consumer may use it"

    def _queue(self, arn: str) -> Mapping[str, str]:
        return _queue_attributes(self._at(arn, GLANCE))

    def _lever(self, target: str) -> "_Lever":
        arn = read_arn(target)
        if arn and (found := _LEVERS.get((arn.service, arn.kind))):
            return found
        if arn and arn.service == "sqs":
            return _QUEUE
        raise Permanent(f"nothing can be set at {target}")

    def _at(self, target: str, patience: Patience) -> "_Place":
        arn = read_arn(target)
        if arn is None:
            raise Permanent(f"{target} is not an ARN")
        clients = self._clients.for_place(arn.account, arn.region)
        return _Place(clients.client(arn.service, patience), target, arn)


class _Place(NamedTuple):
    client: Client
    target: str
    arn: Arn

    @property
    def name(self) -> str:
        return self.arn.name


class _Lever(NamedTuple):
    read: Callable[[_Place], Values]
    change: Callable[[_Place, Values], None]


def admits(policy: Mapping[str, Any], role: str, queue: str) -> bool:
    """Whether a queue's policy allows a role to send unconditionally, and has no deny."""
    statements = policy.get("Statement", [])
    statements = statements if isinstance(statements, list) else [statements]
    if any(each.get("Effect") != "Allow" for each in statements):
        return False
    return any(
        not each.get("Condition")
        and role in _listed((each.get("Principal") or {}).get("AWS", []))
        and {"sqs:sendmessage", "sqs:*"} & {action.lower() for action in _listed(each.get("Action", []))}
        and {queue, "*"} & set(_listed(each.get("Resource", [])))
        for each in statements
        if isinstance(each.get("Principal"), Mapping)
    )


def _listed(value: Any) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


# Queues


def _url(place: _Place) -> str:
    with asking("sqs:GetQueueUrl", place.target):
        answer = place.client.get_queue_url(QueueName=place.name, QueueOwnerAWSAccountId=place.arn.account)
    return str(answer["QueueUrl"])


def _queue_attributes(place: _Place) -> Mapping[str, str]:
    url = _url(place)
    with asking("sqs:GetQueueAttributes", place.target):
        answer = place.client.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])
    attributes: Mapping[str, str] = answer["Attributes"]
    return attributes


def _read_queue(place: _Place) -> Values:
    return {RETENTION_SECONDS: _queue_attributes(place)[RETENTION_SECONDS]}


def _change_queue(place: _Place, values: Values) -> None:
    url = _url(place)
    with asking("sqs:SetQueueAttributes", place.target):
        place.client.set_queue_attributes(QueueUrl=url, Attributes=dict(values))


# Streams


def _read_stream(place: _Place) -> Values:
    with asking("kinesis:DescribeStreamSummary", place.target):
        answer = place.client.describe_stream_summary(StreamARN=place.target)
    return {RETENTION_HOURS: str(answer["StreamDescriptionSummary"][RETENTION_HOURS])}


def _change_stream(place: _Place, values: Values) -> None:
    """Kinesis has two operations, and each refuses the other's changes."""
    wanted, current = int(values[RETENTION_HOURS]), int(_read_stream(place)[RETENTION_HOURS])
    asked = {"StreamARN": place.target, RETENTION_HOURS: wanted}
    if wanted > current:
        with asking("kinesis:IncreaseStreamRetentionPeriod", place.target):
            place.client.increase_stream_retention_period(**asked)
    elif wanted < current:
        with asking("kinesis:DecreaseStreamRetentionPeriod", place.target):
            place.client.decrease_stream_retention_period(**asked)


# Functions


def _read_function(place: _Place) -> Values:
    with asking("lambda:GetFunctionConcurrency", place.target):
        answer = place.client.get_function_concurrency(FunctionName=place.target)
    return {RESERVED: _text(answer.get(RESERVED))}


def _change_function(place: _Place, values: Values) -> None:
    with asking("lambda:PutFunctionConcurrency", place.target):
        place.client.put_function_concurrency(
            FunctionName=place.target, ReservedConcurrentExecutions=int(values[RESERVED])
        )


# Mappings


def _read_mapping(place: _Place) -> Values:
    with asking("lambda:GetEventSourceMapping", place.target):
        answer = place.client.get_event_source_mapping(UUID=place.name)
    destination = ((answer.get("DestinationConfig") or {}).get("OnFailure") or {}).get("Destination")
    return {
        ENABLED: _ENABLED.get(str(answer.get("State", "")), ""),
        BISECT: str(bool(answer.get(BISECT))).lower(),
        RETRIES: _text(answer.get(RETRIES)) or "-1",
        ON_FAILURE: _text(destination),
        MAXIMUM: _text((answer.get("ScalingConfig") or {}).get(MAXIMUM)),
    }


def _change_mapping(place: _Place, values: Values) -> None:
    wanted = [_AS_ASKED[name](value) for name, value in values.items()]
    with asking("lambda:UpdateEventSourceMapping", place.target):
        place.client.update_event_source_mapping(
            UUID=place.name, **{name: value for each in wanted for name, value in each.items()}
        )


_AS_ASKED: Mapping[str, Callable[[str], Mapping[str, Any]]] = {
    ENABLED: lambda value: {"Enabled": value == "true"},
    BISECT: lambda value: {BISECT: value == "true"},
    RETRIES: lambda value: {RETRIES: int(value)},
    ON_FAILURE: lambda value: {"DestinationConfig": {"OnFailure": {"Destination": value}}},
    MAXIMUM: lambda value: {"ScalingConfig": {MAXIMUM: int(value)}},
}


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_QUEUE = _Lever(_read_queue, _change_queue)
_LEVERS = {
    ("kinesis", "stream"): _Lever(_read_stream, _change_stream),
    ("lambda", "function"): _Lever(_read_function, _change_function),
    ("lambda", "event-source-mapping"): _Lever(_read_mapping, _change_mapping),
}
