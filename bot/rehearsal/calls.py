"""What a rehearsed function asked of anything but itself: calls of AWS, and what else would leave here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from bot.domain.resource.arn import read_arn
from bot.parsing.untrusted import get, text


class Effect(StrEnum):
    """What a call would do. Only of a WRITE and a READ is it known: any other name may be either."""

    WRITE = "write"
    READ = "read"
    CALL = "call"
    CONNECTION = "connection"
    PROGRAM = "program"


class OutwardCall(NamedTuple):
    """One call, as the stand-in got it.

    Attributes:
        service: As IAM spells it, such as `dynamodb`; empty for what is no call of AWS.
        target: What it is done to: a table, a queue, a bucket and key; of a connection, host and port.
        condition: What the request names so that it is not carried out blindly; empty for nothing.
        token: By what AWS drops a second request with the same value, and that value; both empty for none.
        answered: Whether a recorded answer was given; everything else is refused.
    """

    effect: Effect
    service: str = ""
    operation: str = ""
    target: str = ""
    condition: str = ""
    token: tuple[str, str] = ("", "")
    answered: bool = False

    @property
    def name(self) -> str:
        if not self.service:
            return self.target
        what = f"{self.service} {self.operation}"
        return f"{what} on {self.target}" if self.target else what


_READS = (
    *("Get", "BatchGet", "TransactGet", "List", "Describe", "BatchDescribe", "Query", "Scan", "Head"),
    *("Lookup", "Search", "Select", "Filter", "Check", "Verify", "Estimate", "Simulate", "Decrypt"),
    *("AssumeRole", "GenerateDataKey", "Count"),
)
_WRITES = (
    *("Put", "BatchPut", "Update", "BatchUpdate", "Delete", "BatchDelete", "BatchWrite", "TransactWrite"),
    *("Create", "BatchCreate", "Send", "Publish", "Start", "Stop", "Add", "Remove", "Set", "Tag", "Untag"),
    *("Copy", "Upload", "Complete", "Abort", "Register", "Deregister", "Modify", "Change", "Enable"),
    *("Disable", "Attach", "Detach", "Associate", "Disassociate", "Terminate", "Run", "Restore", "Purge"),
    *("Cancel", "Subscribe", "Unsubscribe", "Admin", "Rotate", "Reset", "Write", "Insert", "Append"),
)
# By its name a read, and yet it changes something: an answer hides messages, a session is used up.
_NO_READS = frozenset({"sqs ReceiveMessage"})
# No verb of a write, and yet it sets code going; of a model it is asked an answer.
_CERTAIN_WRITES = frozenset({"lambda Invoke", "lambda InvokeAsync", "lambda InvokeWithResponseStream"})


def effect_of(service: str, operation: str) -> Effect:
    name = f"{service} {operation}"
    if name in _CERTAIN_WRITES:
        return Effect.WRITE
    if name in _NO_READS:
        return Effect.CALL
    if _begins(operation, _READS):
        return Effect.READ
    return Effect.WRITE if _begins(operation, _WRITES) else Effect.CALL


def _begins(operation: str, verbs: tuple[str, ...]) -> bool:
    """`Start` begins `StartExecution`, and not `Startle`."""
    return any(
        operation == verb or (operation.startswith(verb) and not operation[len(verb)].islower())
        for verb in verbs
    )


# -- on what

_TARGETS = (
    *("TableName", "QueueUrl", "TopicArn", "TargetArn", "StreamName", "StreamARN", "FunctionName"),
    *("stateMachineArn", "executionArn", "SecretId", "DeliveryStreamName", "logGroupName", "EventBusName"),
    *("KeyId", "ParameterName", "Name", "Names", "Namespace", "Bucket"),
)
_WITHIN = ("Entries", "TransactItems", "Requests")


def target_of(given: Mapping[str, Any]) -> str:
    """What the request names; of several the first. An address, or an ARN, by the name at its end."""
    named = next((each for name in _TARGETS if (each := _named(given.get(name)))), "")
    if named and isinstance(given.get("Bucket"), str) and (key := text(given.get("Key"))):
        return f"{named}/{key}"
    if isinstance(tables := given.get("RequestItems"), Mapping):
        return ", ".join(text(each, 255) for each in tables)
    return named or _within(given)


def _named(value: Any) -> str:
    named = text(value[0] if isinstance(value, list) and value else value)
    if named.startswith(("http://", "https://")):
        return named.rstrip("/").rpartition("/")[2]
    arn = read_arn(named)
    return arn.name if arn else named


def _within(given: Mapping[str, Any]) -> str:
    for name in _WITHIN:
        entries = given.get(name)
        first = entries[0] if isinstance(entries, list) and entries else None
        if isinstance(first, Mapping):
            inner = next((each for each in first.values() if isinstance(each, Mapping)), {})
            return target_of(first) or target_of(inner)
    return ""


# -- and under which condition

_CONDITIONS = ("ConditionExpression", "Expected")
_HEADERS = ("If-None-Match", "If-Match")
_TOKENS = (
    *("MessageDeduplicationId", "ClientRequestToken", "ClientToken", "clientToken", "clientRequestToken"),
    *("IdempotencyToken", "idempotencyToken"),
)


def condition_of(given: Mapping[str, Any], headers: Mapping[str, str]) -> str:
    """What the service compares before it writes; of several changes, only if each of them has one."""
    header = next((each for each in _HEADERS if get(headers, each)), "")
    if header:
        return header
    changes = given.get("TransactItems")
    if isinstance(changes, list) and changes:
        each = {_condition(_change(change)) for change in changes}
        return next(iter(each)) if len(each) == 1 else ""
    return _condition(given)


def _change(item: Any) -> Mapping[str, Any]:
    inner = next(iter(item.values()), None) if isinstance(item, Mapping) else None
    return inner if isinstance(inner, Mapping) else {}


def _condition(given: Mapping[str, Any]) -> str:
    return next((name for name in _CONDITIONS if given.get(name)), "")


def token_of(service: str, operation: str, given: Mapping[str, Any]) -> tuple[str, str]:
    """A second execution of one name is not started (StartExecution, API reference)."""
    if (service, operation) == ("states", "StartExecution") and (name := text(given.get("name"))):
        return "name", name
    entries = given.get("Entries")
    if isinstance(entries, list) and entries:
        several = [
            token_of(service, operation, each if isinstance(each, Mapping) else {}) for each in entries
        ]
        return ("", "") if ("", "") in several else (several[0][0], "\n".join(value for _, value in several))
    return next(((name, value) for name in _TOKENS if (value := text(given.get(name)))), ("", ""))


def second_write(first: OutwardCall, second: OutwardCall | None) -> str:
    """Whether the second time the write would go by a condition, in words; empty where there was none.

    A token of which each time is another, as an SDK makes one where nobody gives one, drops nothing.
    """
    if second is None:
        return "the second time it does not come to a write"
    if second.condition:
        return f"the second write would be conditional ({second.condition})"
    name, value = second.token
    if name and (name, value) == first.token:
        return f"the second write has the same {name}, by which {second.service} knows it again for a while"
    return "the second write would not be conditional"
