"""A function of one file, created without a template."""

import io
import zipfile
from contextlib import suppress
from typing import Any

from local.local_aws.artefact import EPOCH
from local.local_aws.clients import Aws

ANY_ROLE = "arn:aws:iam::111122223333:role/any"
# Each of them writes its last lines once.
MOST_LATE = 50


def create_function(aws: Aws, name: str, source: str, role: str = ANY_ROLE) -> str:
    """Return its ARN. `source` defines `handler`."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(zipfile.ZipInfo("code.py", EPOCH), source)
    _create_log_group(aws, f"/aws/lambda/{name}")
    created: Any = aws.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role=role,
        Handler="code.handler",
        Code={"ZipFile": packed.getvalue()},
    )
    return str(created["FunctionArn"])


def _create_log_group(aws: Aws, name: str) -> None:
    """An empty one: the last lines of a function that a reset ended bring its group back at any time."""
    logs = aws.client("logs")
    for _ in range(MOST_LATE):
        with suppress(logs.exceptions.ResourceNotFoundException):
            logs.delete_log_group(logGroupName=name)
        with suppress(logs.exceptions.ResourceAlreadyExistsException):
            logs.create_log_group(logGroupName=name)
            return
    raise AssertionError(f"lines of earlier functions keep coming into {name}")
