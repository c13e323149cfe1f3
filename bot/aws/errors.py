"""What AWS answered, as the two faults the domain knows: try again, or tell a person what to mend.

A denied call names the action and the resource to allow: the words end up on the card.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from bot.domain.errors import BotError, Permanent, Transient

# botocore writes the methods of a client at run time, so there is nothing narrower to name.
Client = Any

AWS_ERRORS = (ClientError, BotoCoreError, ResponseParserError)

_THROTTLED = frozenset(
    {
        "KmsThrottled",
        "KMS.ThrottlingException",
        "LimitExceededException",
        "OverLimit",  # SQS: 120,000 messages of a queue (20,000 of a FIFO queue) are in flight
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "ThrottlingError",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
_DENIED = frozenset({"AccessDenied", "AccessDeniedException", "AuthorizationError", "NotAuthorized"})
_KEY_DENIED = frozenset({"KmsAccessDenied", "KMS.AccessDeniedException", "KMSAccessDeniedException"})
_NO_QUEUE = frozenset(
    {"AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist", "NonExistentQueue"}
)  # the same thing, in the query and in the JSON protocol


@contextmanager
def asking(action: str, resource: str) -> Iterator[None]:
    """Turn whatever the AWS call inside fails with into a Transient or a Permanent.

    Args:
        action: As IAM spells it, such as `sqs:SendMessage`.
        resource: ARN or name of what it is done to.
    """
    try:
        yield
    except AWS_ERRORS as error:
        raise fault(error, action, resource) from error


def fault(error: Exception, action: str, resource: str) -> BotError:
    """The domain's name for an error of botocore."""
    if not isinstance(error, ClientError):
        return _unsent_or_unanswered(error, action, resource)
    if throttled(error):
        return Transient(f"AWS throttles {action} on {resource}")
    if status(error) >= 500:  # noqa: PLR2004 - HTTP: the fault is on the other side
        return Transient(f"{action} on {resource} failed inside AWS ({code(error)})")
    return Permanent(_said(error, action, resource))


def unanswered(error: Exception) -> bool:
    """Whether the request may have been carried out although nobody said so."""
    if isinstance(error, ClientError):
        return status(error) >= 500 and not throttled(error)  # noqa: PLR2004 - as above
    return isinstance(error, HTTPClientError | ResponseParserError)


def throttled(error: ClientError) -> bool:
    return code(error) in _THROTTLED or status(error) == 429  # noqa: PLR2004 - HTTP: too many requests


def unchanging(error: Exception) -> bool:
    """Whether asking for less, or one by one, would be refused just the same."""
    return isinstance(error, ClientError) and (denied(error) or queue_is_gone(error))


def denied(error: ClientError) -> bool:
    return code(error) in _DENIED | _KEY_DENIED


def queue_is_gone(error: ClientError) -> bool:
    return code(error) in _NO_QUEUE


def code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))


def _unsent_or_unanswered(error: Exception, action: str, resource: str) -> BotError:
    if isinstance(error, BotoCoreError) and not _on_the_way(error):
        # Refused before it was sent: a parameter that does not fit, or no credentials.
        return Permanent(f"{action} on {resource} could not be asked for: {' '.join(str(error).split())}")
    return Transient(f"AWS did not answer {action} on {resource}: {type(error).__name__}")


def _on_the_way(error: BotoCoreError) -> bool:
    return isinstance(error, HTTPClientError | NoConnectionError | IncompleteReadError)


def _said(error: ClientError, action: str, resource: str) -> str:
    if code(error) in _KEY_DENIED:
        return f"denied: allow kms:Decrypt and kms:GenerateDataKey on the key of {resource} (QueueKeyArns)"
    if denied(error):
        return f"denied: allow {action} on {resource}"
    if queue_is_gone(error):
        return f"there is no queue {resource} any more"
    message = error.response.get("Error", {}).get("Message", "")
    return f"{action} on {resource} refused: {code(error)} {message}".strip()
