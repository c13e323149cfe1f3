"""Deploy a SAM template to the local AWS: zip, put, create or update the stack, fill the secrets.

The transform is the server's. Templates go by way of S3: ours is longer than a request may be.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from local.local_aws.artefact import digest, pointing_at, pointing_one_at, zipped
from local.local_aws.clients import Aws
from local.local_aws.failures import Failed
from local.local_aws.stopping import Stop

BUCKET = "lastcall-artefacts"
POLL = timedelta(milliseconds=50)
PATIENCE = timedelta(minutes=2)
DONE = ("CREATE_COMPLETE", "UPDATE_COMPLETE")


class DeployFailed(Failed):
    """The stack did not come up; the text names the resource and CloudFormation's reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """One stack to deploy.

    Attributes:
        template: The file; its `CodeUri` is replaced by where the package lies.
        package: The folder that every function's code comes from.
        replacing: Files of the package that are other than in the folder, path to content.
        own: The same of single functions, by their handler: only these are deployed anew.
    """

    stack: str
    template: Path
    package: Path
    parameters: Mapping[str, str] = field(default_factory=dict)
    replacing: Mapping[str, bytes] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, bytes]] = field(default_factory=dict)


def deploy(aws: Aws, deployment: Deployment, *, stop: Stop) -> dict[str, str]:
    """Create or update the stack, wait for it, and return its outputs."""
    request = {
        "StackName": deployment.stack,
        "TemplateURL": upload(aws, deployment),
        "Parameters": [
            {"ParameterKey": key, "ParameterValue": value} for key, value in deployment.parameters.items()
        ],
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
    }
    stop.heed()
    cloudformation = aws.client("cloudformation")
    try:
        create_or_update(cloudformation, request)
    except ClientError as refused:
        raise DeployFailed(f"{deployment.stack}: {refused.response['Error']['Message']}") from refused
    stack = wait_for(cloudformation, deployment.stack, stop)
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}


def upload(aws: Aws, deployment: Deployment) -> str:
    """Put package and template; return the template's URL."""
    s3 = aws.client("s3")
    with suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket=BUCKET)

    def put(replacing: Mapping[str, bytes]) -> str:
        package = zipped(deployment.package, replacing=replacing)
        code = f"{deployment.stack}/{digest(package)}.zip"
        s3.put_object(Bucket=BUCKET, Key=code, Body=package)
        return f"s3://{BUCKET}/{code}"

    text = pointing_at(deployment.template.read_text(), put(deployment.replacing))
    for handler, files in deployment.own.items():
        text = pointing_one_at(text, handler, put({**deployment.replacing, **files}))
    template = text.encode()
    name = f"{deployment.stack}/{digest(template)}.yaml"
    s3.put_object(Bucket=BUCKET, Key=name, Body=template)
    return f"{aws.endpoint}/{BUCKET}/{name}"


def create_or_update(cloudformation: Any, request: Mapping[str, Any]) -> None:
    try:
        cloudformation.create_stack(**request)
    except cloudformation.exceptions.AlreadyExistsException:
        try:
            cloudformation.update_stack(**request)
        except ClientError as refused:
            if "No updates are to be performed" not in str(refused):
                raise


def wait_for(cloudformation: Any, stack: str, stop: Stop) -> Any:
    for _ in range(PATIENCE // POLL):
        found = cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        status = found["StackStatus"]
        if status in DONE:
            return found
        if not status.endswith("_IN_PROGRESS"):
            raise DeployFailed(f"{stack}: {first_failure(cloudformation, stack) or status}")
        stop.wait(POLL)
    raise DeployFailed(f"{stack}: not up within {PATIENCE.seconds} s")


def first_failure(cloudformation: Any, stack: str) -> str:
    """What went wrong first; everything after it was only cancelled or rolled back."""
    events = cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    if not failed:
        return ""
    first = min(failed, key=lambda event: event["Timestamp"])
    return f"{first['LogicalResourceId']}: {first.get('ResourceStatusReason', 'no reason given')}"


def reachable_url(aws: Aws, function_url: str) -> str:
    """The Function URL as a client on this machine reaches it: the stack's own names an outside host."""
    url_id = function_url.removeprefix("https://").removeprefix("http://").split(".", 1)[0]
    return f"{aws.endpoint}/_aws/lambda-url/{url_id}/"


def fill_secrets(aws: Aws, values: Mapping[str, str]) -> None:
    """Put each secret's value, by the ARN of the secret."""
    secrets = aws.client("secretsmanager")
    for secret, value in values.items():
        secrets.put_secret_value(SecretId=secret, SecretString=value)
