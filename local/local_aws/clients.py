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
    # The local AWS has AWS's quotas, and whoever looks at it shares them with what it runs.
    settings = Config(
        connect_timeout=5, read_timeout=60, retries={"mode": "standard", "total_max_attempts": 8}
    )
    return session.client(service, endpoint_url=endpoint, config=settings)
