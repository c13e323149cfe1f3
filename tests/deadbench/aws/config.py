"""Settings: the files under config/, found by what a request names and given in botocore's types."""

import base64
import io
import json
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import Any

import botocore.session
from botocore import xform_name
from botocore.model import ListShape, MapShape, Shape, StructureShape

from tests.deadbench.aws.refusals import absent
from tests.deadbench.world import World, instant
from tests.scenario.diagnosis.account.boundary import Json, Operation, RefusedError

# Calls about one resource, and the parameter that names it: whole, or at the end of an ARN.
_ABOUT_ONE = {
    "lambda.GetFunctionConfiguration": "FunctionName",
    "lambda.GetPolicy": "FunctionName",
    "iam.GetRolePolicy": "RoleName",
    "sns.GetTopicAttributes": "TopicArn",
    "sns.GetSubscriptionAttributes": "SubscriptionArn",
    "sns.ListSubscriptionsByTopic": "TopicArn",
    "events.ListTargetsByRule": "Rule",
    "scheduler.GetSchedule": "Name",
    "pipes.DescribePipe": "Name",
    "kinesis.DescribeStreamSummary": "StreamARN",
    "kinesis.ListShards": "StreamARN",
    "dynamodb.DescribeTable": "TableName",
    "kms.GetKeyPolicy": "KeyId",
}
# Their own table holds nothing: nobody has inspected anything.
_OWN_TABLE = ("GetItem", "Query", "BatchGetItem", "PutItem", "UpdateItem", "TransactWriteItems")


def config_operations(world: World) -> Mapping[str, Operation]:
    return {
        **{name: _about_one(world, name, parameter) for name, parameter in _ABOUT_ONE.items()},
        **{f"dynamodb.{name}": lambda _asked: {} for name in _OWN_TABLE},
        "lambda.GetFunctionConcurrency": lambda asked: _of_function(world, asked, "get-function-concurrency"),
        "lambda.GetFunctionEventInvokeConfig": lambda asked: _event_config(world, asked),
        "lambda.ListVersionsByFunction": lambda asked: _versions(world, asked),
        "lambda.ListEventSourceMappings": lambda asked: _mappings(world, asked),
        "lambda.ListFunctions": lambda _asked: _functions(world),
        "iam.ListRolePolicies": lambda asked: _inline(world, asked["RoleName"]),
        "iam.ListAttachedRolePolicies": lambda asked: _attached(world, asked["RoleName"]),
        "kms.DescribeKey": lambda asked: _key(world, asked["KeyId"]),
        "lambda.GetAccountSettings": lambda _asked: _typed(
            "lambda.GetAccountSettings", world.config("lambda", "get-account-settings")
        ),
        "cloudwatch.DescribeAlarms": lambda asked: _alarms(world, asked),
        "events.ListRuleNamesByTarget": lambda asked: _rules_of(world, asked),
        "cloudtrail.LookupEvents": lambda asked: _trail(world, asked),
        "s3.ListObjectsV2": lambda asked: _objects(world, asked),
        "s3.GetObject": lambda asked: _object(world, asked),
    }


def _about_one(world: World, name: str, parameter: str) -> Operation:
    service, _, operation = name.partition(".")

    def answered(asked: Json) -> Json:
        about = last_name(str(asked[parameter]))
        found = world.config(service, xform_name(operation, "-"), about)
        if found is None and service == "sns":
            # A subscription's name is its id, behind that of its topic.
            found = world.config(service, xform_name(operation, "-"), about.rpartition(":")[2])
        if found is None:
            raise absent(service, about)
        return _typed(name, found)

    return answered


def last_name(named: str) -> str:
    """`orders-worker` of its ARN, qualified or not, or of itself."""
    if not named.startswith("arn:"):
        return named.partition(":")[0]
    parts = named.split(":", 6)
    if parts[5] in {"function", "stateMachine"} and len(parts) > 6:
        return parts[6].partition(":")[0]
    rest = ":".join(parts[5:])
    return rest.removeprefix("stream/").removeprefix("rule/").removeprefix("key/")


def _of_function(world: World, asked: Json, operation: str) -> Json:
    """What Lambda answers of a function that has no such setting: nothing."""
    name = last_name(asked["FunctionName"])
    if world.config("lambda", "get-function-configuration", name) is None:
        raise absent("lambda", name)
    return world.config("lambda", operation, name) or {}


def _event_config(world: World, asked: Json) -> Json:
    found = _of_function(world, asked, "get-function-event-invoke-config")
    if not found:
        said = f"The function {asked['FunctionName']} doesn't have an EventInvokeConfig"
        raise RefusedError("ResourceNotFoundException", said, 404)
    return _typed("lambda.GetFunctionEventInvokeConfig", found)


def _versions(world: World, asked: Json) -> Json:
    """Every function has at least $LATEST."""
    name = last_name(asked["FunctionName"])
    found = world.config("lambda", "list-versions-by-function", name)
    if found is None:
        latest = world.config("lambda", "get-function-configuration", name)
        if latest is None:
            raise absent("lambda", name)
        found = {"Versions": [latest | {"Version": "$LATEST"}]}
    return _typed("lambda.ListVersionsByFunction", found)


def _mappings(world: World, asked: Json) -> Json:
    found = world.config("lambda", "list-event-source-mappings") or {"EventSourceMappings": []}
    chosen = [
        each
        for each in found["EventSourceMappings"]
        if asked.get("EventSourceArn") in (None, each.get("EventSourceArn"))
        and (
            "FunctionName" not in asked or last_name(asked["FunctionName"]) == last_name(each["FunctionArn"])
        )
    ]
    return _typed("lambda.ListEventSourceMappings", {"EventSourceMappings": chosen})


def _functions(world: World) -> Json:
    found = world.config("lambda", "list-functions")
    if found is None:
        found = {"Functions": [each for _, each in world.configured("lambda", "get-function-configuration")]}
    return _typed("lambda.ListFunctions", found)


def _inline(world: World, role: str) -> Json:
    """A role has the policy of its file, or none."""
    found, attached = _policies(world, role)
    if found is None and attached is None:
        raise absent("iam", role)
    return {"PolicyNames": [found["PolicyName"]] if found else [], "IsTruncated": False}


def _attached(world: World, role: str) -> Json:
    found, attached = _policies(world, role)
    if found is None and attached is None:
        raise absent("iam", role)
    return attached or {"AttachedPolicies": [], "IsTruncated": False}


def _policies(world: World, role: str) -> tuple[Json | None, Json | None]:
    asked = ("get-role-policy", "list-attached-role-policies")
    inline, attached = (world.config("iam", each, role) for each in asked)
    return inline, attached


def _key(world: World, key: str) -> Json:
    """A key with a policy is there; nobody has printed whether it is enabled, so it is."""
    name = last_name(key)
    if world.config("kms", "get-key-policy", name) is None:
        raise absent("kms", name)
    return {"KeyMetadata": {"KeyId": name, "KeyState": "Enabled", "KeyManager": "CUSTOMER"}}


def _alarms(world: World, asked: Json) -> Json:
    found = world.config("cloudwatch", "describe-alarms") or {"MetricAlarms": [], "CompositeAlarms": []}
    names = asked.get("AlarmNames")
    chosen = {
        kind: [each for each in alarms if names is None or each["AlarmName"] in names]
        for kind, alarms in found.items()
        if kind in {"MetricAlarms", "CompositeAlarms"}
    }
    return _typed("cloudwatch.DescribeAlarms", chosen)


def _rules_of(world: World, asked: Json) -> Json:
    """The inverse of list-targets-by-rule."""
    names = [
        name
        for name, found in world.configured("events", "list-targets-by-rule")
        if asked["TargetArn"] in {each["Arn"] for each in found["Targets"]}
    ]
    return {"RuleNames": names}


def _trail(world: World, asked: Json) -> Json:
    (wanted,) = asked["LookupAttributes"]
    if wanted["AttributeKey"] != "EventName":
        raise NotImplementedError(f"nothing is looked up by {wanted['AttributeKey']} here")
    found = [
        each
        for each in world.deployments
        if each["EventName"] == wanted["AttributeValue"]
        and asked["StartTime"] <= instant(each["EventTime"]) <= asked["EndTime"]
    ]
    return _typed("cloudtrail.LookupEvents", {"Events": found})


def _objects(world: World, asked: Json) -> Json:
    keys = world.objects(asked["Bucket"])
    if keys is None:
        raise RefusedError("NoSuchBucket", "The specified bucket does not exist", 404)
    prefix, after, delimiter = asked["Prefix"], asked.get("StartAfter", ""), asked.get("Delimiter")
    found = [each for each in keys if each.startswith(prefix) and each > after]
    about: Json = {"Name": asked["Bucket"], "Prefix": prefix, "IsTruncated": False}
    if delimiter:
        folders = sorted({each.removeprefix(prefix).partition(delimiter)[0] for each in found})
        return about | {"CommonPrefixes": [{"Prefix": f"{prefix}{each}{delimiter}"} for each in folders]}
    contents = [
        {
            "Key": key,
            "Size": len(world.object(asked["Bucket"], key) or b""),
            "LastModified": world.about.now - timedelta(hours=1),
        }
        for key in found
    ]
    return about | {"Contents": contents, "KeyCount": len(contents)}


def _object(world: World, asked: Json) -> Json:
    body = world.object(asked["Bucket"], asked["Key"])
    if body is None:
        raise RefusedError("NoSuchKey", "The specified key does not exist.", 404)
    return {"Body": io.BytesIO(body), "ContentLength": len(body)}


def _typed(name: str, answer: Any) -> Json:
    service, _, operation = name.partition(".")
    shape = service_model(service).operation_model(operation).output_shape
    assert shape is not None
    typed: Json = as_botocore(answer, shape)
    return typed


@cache
def service_model(service: str) -> Any:
    return botocore.session.Session().get_service_model(service)


def as_botocore(value: Any, shape: Shape) -> Any:
    """The CLI prints times as text, bytes as base64 and policies as text or objects."""
    match shape:
        case StructureShape() if isinstance(value, dict):
            return {
                key: as_botocore(each, shape.members[key]) if key in shape.members else each
                for key, each in value.items()
            }
        case ListShape() if isinstance(value, list):
            return [as_botocore(each, shape.member) for each in value]
        case MapShape() if isinstance(value, dict):
            return {key: as_botocore(each, shape.value) for key, each in value.items()}
    if shape.type_name == "timestamp" and isinstance(value, str):
        return instant(value)
    if shape.type_name == "blob" and isinstance(value, str):
        return base64.b64decode(value)
    return json.dumps(value) if shape.type_name == "string" and isinstance(value, dict) else value
