"""AWS's errors as the two faults the domain knows: try again, or show a person what to fix.

A denied call names what was denied and by which policy: these words end up on the card.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError, HTTPClientError, IncompleteReadError
from botocore.exceptions import ConnectionError as NoConnectionError
from botocore.parsers import ResponseParserError

from bot.aws.denial import KEYS, denial, key_denial
from bot.aws.error_codes import ErrorKind, kind_of
from bot.domain.errors import BotError, Permanent, Transient

# botocore creates a client's methods at run time, so there is no narrower type.
Client = Any

_OK, _SERVER = 200, 500  # of HTTP: all is well; the fault is on the other side

AWS_ERRORS = (ClientError, BotoCoreError, ResponseParserError)


@contextmanager
def asking(action: str, resource: str) -> Iterator[None]:
    """Turn any failure of the AWS call inside into a Transient or a Permanent.

    Args:
        action: As IAM spells it, such as `sqs:SendMessage`.
        resource: ARN or name of what it acts on.
    """
    try:
        yield
    except AWS_ERRORS as error:
        raise fault(error, action, resource) from error


def fault(error: Exception, action: str, resource: str) -> BotError:
    """The domain's name for an error of botocore."""
    if not isinstance(error, ClientError):
        return _unsent_or_unanswered(error, action, resource)
    match kind(error):
        case ErrorKind.THROTTLED:
            return Transient(f"AWS throttles {action} on {resource}")
        case ErrorKind.PASSING if status(error) >= _SERVER:
            return Transient(f"{action} on {resource} failed inside AWS ({code(error)})")
        case ErrorKind.PASSING:
            return Transient(f"{action} on {resource} is not possible right now ({code(error)})")
        case _:
            return Permanent(_said(error, action, resource))


def unanswered(error: Exception) -> bool:
    """Whether the request may have been executed although no answer came."""
    if isinstance(error, ClientError):
        return status(error) >= _SERVER and kind(error) is not ErrorKind.THROTTLED
    return isinstance(error, HTTPClientError | ResponseParserError)


def unchanging(error: Exception) -> bool:
    """Whether a smaller request, or one by one, would be refused, too."""
    return isinstance(error, ClientError) and kind(error) in {ErrorKind.DENIED, ErrorKind.KEY, ErrorKind.GONE}


def gone(error: BaseException | None) -> bool:
    """Whether nothing of that name exists."""
    return isinstance(error, ClientError) and kind(error) is ErrorKind.GONE


def refuses_for_good(failed: Mapping[str, Any]) -> bool:
    """Whether an entry of a batch would be refused again; SQS calls a throttled key the sender's fault."""
    passes = kind_of(str(failed.get("Code", "")), _OK) in {ErrorKind.THROTTLED, ErrorKind.PASSING}
    return not passes and bool(failed.get("SenderFault", True))


def kind(error: ClientError) -> ErrorKind:
    return kind_of(code(error), status(error))


def code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def status(error: ClientError) -> int:
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 400))


def _unsent_or_unanswered(error: Exception, action: str, resource: str) -> BotError:
    if isinstance(error, BotoCoreError) and not _on_the_way(error):
        # Refused before it was sent: an invalid parameter, or no credentials.
        return Permanent(f"{action} on {resource} could not be asked for: {' '.join(str(error).split())}")
    return Transient(f"AWS did not answer {action} on {resource}: {type(error).__name__}")


def _on_the_way(error: BotoCoreError) -> bool:
    return isinstance(error, HTTPClientError | NoConnectionError | IncompleteReadError)


def _said(error: ClientError, action: str, resource: str) -> str:
    message = str(error.response.get("Error", {}).get("Message", ""))
    match kind(error):
        case ErrorKind.DENIED:
            return denial(message, action, resource)
        case ErrorKind.KEY if "denied" in code(error).lower():
            return key_denial(message, resource)
        case ErrorKind.KEY:
            return f"the key of {resource} cannot be used: {code(error)} {message} ({KEYS})"
        case ErrorKind.GONE if action.startswith("sqs:"):
            return f"there is no queue {resource} any more"
        case ErrorKind.GONE:
            return f"{action} found no {resource}: {code(error)} {message}".strip()
        case _:
            return f"{action} on {resource} refused: {code(error)} {message}".strip()
