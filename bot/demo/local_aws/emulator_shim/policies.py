"""IAM: a batch of messages is permitted by the action that it repeats.

SQS knows no action of its own for batches; the emulator asks for one:
https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
"""

from collections.abc import Callable
from typing import Any

ActionOf = Callable[..., str | None]


def without_batches(action_of: ActionOf) -> ActionOf:
    """The emulator's reading of which action a request asks for, with SQS's batches as what they repeat."""

    def asked_for(service: str, *request: Any) -> str | None:
        action = action_of(service, *request)
        return action.removesuffix("Batch") if action and service == "sqs" else action

    return asked_for
