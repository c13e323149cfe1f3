"""A function of one file, created without a template."""

import io
import zipfile
from contextlib import suppress
from typing import Any

from bot.demo.local_aws.artefact import EPOCH
from bot.demo.local_aws.clients import Aws

ANY_ROLE = "arn:aws:iam::111122223333:role/any"


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
    """An empty one: the last lines of a function that a reset ended may come after the reset."""
    logs = aws.client("logs")
    with suppress(logs.exceptions.ResourceNotFoundException):
        logs.delete_log_group(logGroupName=name)
    logs.create_log_group(logGroupName=name)
