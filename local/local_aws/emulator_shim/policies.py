"""IAM: which action on what a request asks for, where the emulator takes it for another, and a queue's tags.

A batch of messages is permitted by the action that it repeats: SQS knows none of its own for batches, the
emulator asks for one. Of Lambda's settings it takes reads for writes, or knows none:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html
A simulation is about the principal that it simulates:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

import re
from collections.abc import Callable
from typing import Any

from .borrowed import SQS, borrow

TAG = "aws:resourcetag/"
ActionOf = Callable[..., str | None]
ResourceOf = Callable[..., str]

_VERBS = {"GET": "Get", "PUT": "Put", "POST": "Update", "DELETE": "Delete"}
_OF_LAMBDA = (
    (re.compile(r"/functions/[^/]+/concurrency/?$"), "lambda:{verb}FunctionConcurrency", _VERBS),
    (
        re.compile(r"/functions/[^/]+/event-invoke-config/?$"),
        "lambda:{verb}FunctionEventInvokeConfig",
        _VERBS,
    ),
    (
        re.compile(r"/event-source-mappings/[^/]+/?$"),
        "lambda:{verb}EventSourceMapping",
        {**_VERBS, "PUT": "Update"},
    ),
    (re.compile(r"/functions/[^/]+/recursion-config/?$"), "lambda:{verb}FunctionRecursionConfig", _VERBS),
    (re.compile(r"/account-settings/?$"), "lambda:{verb}AccountSettings", _VERBS),
)


def as_aws_names(action_of: ActionOf) -> ActionOf:
    """The emulator's reading of which action a request asks for, in these cases as AWS reads it."""

    def asked_for(service: str, method: str, path: str, *request: Any) -> str | None:
        if service == "lambda" and (named := of_lambda(method, path)):
            return named
        action = action_of(service, method, path, *request)
        return action.removesuffix("Batch") if action and service == "sqs" else action

    return asked_for


def of_the_simulated(resource_of: ResourceOf) -> ResourceOf:
    """The emulator's reading of what a request is about, and whose policies a simulation asks about."""

    def about(
        service: str, method: str, path: str, headers: Any, body: bytes, params: Any, *place: str
    ) -> str:
        simulated = params.get("PolicySourceArn") if service == "iam" else None
        return (
            str(simulated[0])
            if simulated
            else resource_of(service, method, path, headers, body, params, *place)
        )

    return about


def with_tags_of_queues(value_of: Callable[[str, Any], Any]) -> Callable[[str, Any], Any]:
    """The emulator's reading of a condition's key, which knows no tags of what is asked for.

    Only of queues: "ABAC condition keys for Amazon SQS". The names of tags differ by case there.
    """

    def value(key: str, asked: Any) -> Any:
        if not key.lower().startswith(TAG):
            return value_of(key, asked)
        queues = borrow(SQS, "_queues").values()
        for queue in queues:
            if queue["attributes"]["QueueArn"] == asked.resource_arn:
                return queue["tags"].get(key[len(TAG) :])
        return None

    return value


def of_lambda(method: str, path: str) -> str | None:
    for pattern, action, verbs in _OF_LAMBDA:
        if pattern.search(path) and method in verbs:
            return action.format(verb=verbs[method])
    return None
