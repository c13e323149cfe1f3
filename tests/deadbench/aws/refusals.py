"""What AWS says of what is not there, and of what a world denies."""

import json

from botocore.exceptions import ReadTimeoutError

from tests.deadbench.world import Denied, World
from tests.fakes.denials import not_authorized
from tests.scenario.diagnosis.account.boundary import Json, Operation, RefusedError

# Each service's own error for a resource that does not exist, from its API reference.
_ABSENT = {
    "sqs": ("AWS.SimpleQueueService.NonExistentQueue", 400),
    "sns": ("NotFound", 404),
    "pipes": ("NotFoundException", 404),
    "iam": ("NoSuchEntity", 404),
    "stepfunctions": ("ExecutionDoesNotExist", 400),
    "kms": ("NotFoundException", 400),
    "kinesis": ("ResourceNotFoundException", 400),
    "dynamodb": ("ResourceNotFoundException", 400),
    "dynamodbstreams": ("ResourceNotFoundException", 400),
    "logs": ("ResourceNotFoundException", 400),
    "events": ("ResourceNotFoundException", 400),
}
_ANYTHING_ELSE = ("ResourceNotFoundException", 404)
_CODES = {"Throttling": "ThrottlingException"}


def absent(service: str, name: str) -> RefusedError:
    code, status = _ABSENT.get(service, _ANYTHING_ELSE)
    return RefusedError(code, f"{name} does not exist", status)


def refusing(world: World, name: str, answer: Operation) -> Operation:
    """The operation, refused where the world denies it for what is asked about."""
    service, _, operation = name.partition(".")
    mine = [each for each in world.denied if each.operation == f"{service}:{operation}"]

    def guarded(asked: Json) -> Json:
        for each in mine:
            if _about(each, asked):
                raise _refusal(each, service, operation)
        return answer(asked)

    return guarded if mine else answer


def _about(denied: Denied, asked: Json) -> bool:
    """Whether the request is about that resource: its ARN, or its name at the end of an ARN or URL."""
    if denied.resource == "*":
        return True
    name = denied.resource.rpartition(":")[2].rpartition("/")[2]
    words = json.dumps(asked, default=str)
    return denied.resource in words or f'"{name}"' in words or f'/{name}"' in words


def _refusal(denied: Denied, service: str, operation: str) -> Exception:
    match denied.answer:
        case "AccessDenied":
            return RefusedError("AccessDeniedException", not_authorized(service, operation), 403)
        case "Timeout":
            return ReadTimeoutError(endpoint_url=f"https://{service}.amazonaws.com")
        case _:
            return RefusedError(_CODES.get(denied.answer, denied.answer), "Rate exceeded")
