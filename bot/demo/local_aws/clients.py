"""boto3 clients of a local AWS, which read nothing of the user's own AWS configuration."""

from typing import Any, Protocol

import boto3
from botocore.config import Config


class Aws(Protocol):
    """A local AWS that runs, in this process's care or another's."""

    @property
    def endpoint(self) -> str: ...

    def client(self, service: str) -> Any: ...


def client(service: str, *, endpoint: str, region: str, access_key_id: str, secret_access_key: str) -> Any:
    session = boto3.Session(
        aws_access_key_id=access_key_id, aws_secret_access_key=secret_access_key, region_name=region
    )
    settings = Config(connect_timeout=5, read_timeout=60, retries={"total_max_attempts": 2})
    return session.client(service, endpoint_url=endpoint, config=settings)
