"""Settings as a person reads them, as a shell takes them and as a template has them."""

import shlex
from collections.abc import Iterator
from datetime import timedelta

from bot.domain.evidence.durations import lasting
from bot.domain.incident.mitigation_record import (
    BISECT,
    ENABLED,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETENTION_HOURS,
    RETENTION_SECONDS,
    RETRIES,
    MitigationKind,
    Values,
)
from bot.domain.resource.arn import as_arn, name_of

DOING = {
    MitigationKind.EXTEND_STREAM_RETENTION: "Extend the retention",
    MitigationKind.RAISE_QUEUE_RETENTION: "Raise the retention",
    MitigationKind.BISECT: "Skip what keeps failing",
    MitigationKind.RAISE_MAXIMUM_CONCURRENCY: "Raise the maximum concurrency",
    MitigationKind.RAISE_RESERVED_CONCURRENCY: "Raise the reserved concurrency",
    MitigationKind.DISABLE_MAPPING: "Stop consuming",
    MitigationKind.ENABLE_MAPPING: "Start consuming",
}
_NO_BISECT = "--no-bisect-batch-on-function-error"
# CloudFormation updates what differs between two templates and leaves alone what was changed beside it (user
# guide, "Detect unmanaged configuration changes"): so it may stay for months.
UNTIL_DEPLOYED = (
    "It stays until someone undoes it; a deployment does so only if it changes this very setting in the "
    "template."
)


def shown(values: Values) -> str:
    """`4 d`, `disabled`, `bisect on, 3 retries, then orders-failed`."""
    return ", ".join(_shown(name, values[name]) for name in _ORDER if name in values)


_ORDER = (RETENTION_HOURS, RETENTION_SECONDS, BISECT, RETRIES, ON_FAILURE, MAXIMUM, RESERVED, ENABLED)
_WORDS = {
    (BISECT, "true"): "bisect on",
    (BISECT, "false"): "bisect off",
    (RETRIES, "-1"): "unlimited retries",
    (ON_FAILURE, ""): "no failure destination",
    (MAXIMUM, ""): "no maximum",
    (RESERVED, ""): "none reserved",
    (ENABLED, "true"): "enabled",
    (ENABLED, "false"): "disabled",
}
_UNITS = {RETENTION_HOURS: timedelta(hours=1), RETENTION_SECONDS: timedelta(seconds=1)}


def _shown(name: str, value: str) -> str:
    if (name, value) in _WORDS:
        return _WORDS[name, value]
    if name in _UNITS and value.isdigit():
        return lasting(int(value) * _UNITS[name])
    if name == RETRIES:
        return f"{value} retries"
    return f"then {name_of(value)}" if name == ON_FAILURE else value


def in_template(values: Values) -> str:
    """The setting to keep, as CloudFormation and SAM spell it, and of which resource."""
    return f"{properties(values)} (of the {resource(values)})"


def properties(values: Values) -> str:
    return "; ".join(_property(name, values[name]) for name in _ORDER if name in values)


def resource(values: Values) -> str:
    if RETENTION_SECONDS in values:
        return "AWS::SQS::Queue"
    if RETENTION_HOURS in values:
        return "AWS::Kinesis::Stream"
    return "function" if RESERVED in values else "event source mapping, or the function's event in SAM"


def _property(name: str, value: str) -> str:
    if name == ON_FAILURE:
        return f"DestinationConfig: {{OnFailure: {{Destination: {value}}}}}"
    if name == MAXIMUM:
        return f"ScalingConfig: {{MaximumConcurrency: {value}}}"
    return f"{name}: {value}"


def by_hand(target: str, before: Values, after: Values, role: str = "") -> tuple[str, ...]:
    """The commands that make a change, in the order in which nothing is lost between two of them.

    Args:
        role: Of the consumer: before a destination is set it is proven that the role may write there.
    """
    if RETENTION_SECONDS in after:
        asked = _aws(target, "sqs get-queue-url", "--queue-name", name_of(target))
        seconds = f"{RETENTION_SECONDS}={after[RETENTION_SECONDS]}"
        change = _aws(target, "sqs set-queue-attributes", "--attributes", seconds)
        return (f'{change} --queue-url "$({asked} --query QueueUrl --output text)"',)
    if RETENTION_HOURS in after:
        hours = ("--stream-arn", target, "--retention-period-hours", after[RETENTION_HOURS])
        verb = "increase" if int(after[RETENTION_HOURS]) > int(before[RETENTION_HOURS]) else "decrease"
        return (_aws(target, f"kinesis {verb}-stream-retention-period", *hours),)
    if RESERVED in after:
        most = ("--function-name", target, "--reserved-concurrent-executions", after[RESERVED])
        return (_aws(target, "lambda put-function-concurrency", *most),)
    return tuple(_of_mapping(target, after, role))


def _of_mapping(target: str, after: Values, role: str) -> Iterator[str]:
    update = ("lambda update-event-source-mapping", "--uuid", name_of(target))
    if ENABLED in after:
        yield _aws(target, *update, "--enabled" if after[ENABLED] == "true" else "--no-enabled")
    elif MAXIMUM in after:
        yield _aws(target, *update, "--scaling-config", f"MaximumConcurrency={after[MAXIMUM]}")
    else:
        on_failure = f'{{"OnFailure":{{"Destination":"{after[ON_FAILURE]}"}}}}'
        bisect = "--bisect-batch-on-function-error" if after[BISECT] == "true" else _NO_BISECT
        kept = _aws(target, *update, "--destination-config", on_failure)
        skips = _aws(target, *update, bisect, "--maximum-retry-attempts", after[RETRIES])
        # There is a place for what is skipped before anything is, and as long as anything is.
        yield from (*_proof(role, after[ON_FAILURE]), kept, skips) if after[ON_FAILURE] else (skips, kept)


def _proof(role: str, destination: str) -> Iterator[str]:
    """IAM is asked without a region. It must answer `allowed`."""
    if role:
        asked = ("--policy-source-arn", role, "--action-names", writes_to(destination))
        where = ("--resource-arns", written(destination))
        yield f"aws iam simulate-principal-policy {shlex.join([*asked, *where])}"


def written(destination: str) -> str:
    """What is written to there, as IAM knows it."""
    return f"{destination}/*" if writes_to(destination).startswith("s3:") else destination


def writes_to(destination: str) -> str:
    """What a role must be allowed to use a destination; empty for one that cannot be one."""
    service = as_arn(destination).service
    return {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "s3": "s3:PutObject"}.get(service, "")


def _aws(target: str, command: str, *arguments: str) -> str:
    region = as_arn(target).region
    return f"aws {command} {shlex.join(['--region', region, *arguments])}"
