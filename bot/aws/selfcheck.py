"""`lastcall selfcheck [--stack NAME] [--region REGION]`: what a deployed stack still lacks to be of use.

With the caller's own credentials, and reading only.
Exit status: 0 nothing, 1 something, 2 it cannot be looked at.
"""

import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping
from typing import Any

import botocore.session
from botocore.exceptions import BotoCoreError, ClientError

CONFIRMED = "arn:"  # else it says PendingConfirmation, or Deleted (SNS API, Subscription)
SECRETS = ("SigningSecretArn", "BotTokenArn")


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--stack", default="lastcall", help="name of the stack (default: lastcall)")
    parser.add_argument("--region", help="its region (default: from your AWS settings)")


def run(arguments: Namespace) -> int:
    session = botocore.session.get_session()
    try:
        wrong = tuple(problems(session, arguments.stack, arguments.region))
    except (BotoCoreError, ClientError) as fault:
        sys.stderr.write(f"{arguments.stack}: cannot be read: {fault}\n")
        return 2
    sys.stdout.writelines(f"{arguments.stack}: {each}\n" for each in wrong)
    if not wrong:
        sys.stdout.write(f"{arguments.stack}: its operators hear when it is broken, its secrets are filled\n")
    return 1 if wrong else 0


def problems(session: Any, stack: str, region: str | None) -> Iterator[str]:
    """What is missing, each with what to do."""

    def client(service: str) -> Any:
        return session.create_client(service, region_name=region)

    outputs = outputs_of(client("cloudformation"), stack)
    topic = outputs.get("OperatorTopicArn", "")
    if not topic:
        yield "it has no output OperatorTopicArn, so it is not a Lastcall stack"
        return
    yield from _unheard(client("sns"), topic)
    secrets = client("secretsmanager")
    for output in SECRETS:
        if not secrets.describe_secret(SecretId=outputs[output]).get("VersionIdsToStages"):
            yield (
                f"the secret {outputs[output]} is empty, so every request from Slack is refused: aws "
                f"secretsmanager put-secret-value --secret-id {outputs[output]} --secret-string VALUE"
            )


def outputs_of(cloudformation: Any, stack: str) -> Mapping[str, str]:
    (found,) = cloudformation.describe_stacks(StackName=stack)["Stacks"]
    return {each["OutputKey"]: each["OutputValue"] for each in found.get("Outputs", [])}


def _unheard(sns: Any, topic: str) -> Iterator[str]:
    """Why no one would hear of Lastcall's own alarms; an unconfirmed address hears nothing."""
    pages = sns.get_paginator("list_subscriptions_by_topic").paginate(TopicArn=topic)
    subscriptions = [each for page in pages for each in page["Subscriptions"]]
    if any(each["SubscriptionArn"].startswith(CONFIRMED) for each in subscriptions):
        return
    waiting = [each["Endpoint"] for each in subscriptions if each["SubscriptionArn"] == "PendingConfirmation"]
    subscribing = f"aws sns subscribe --topic-arn {topic} --protocol email --notification-endpoint"
    nobody = "no one hears when Lastcall is broken"
    if waiting:
        yield (
            f"{nobody}: {', '.join(waiting)} must follow the link in AWS's mail, "
            f"which {subscribing} {waiting[0]} sends again"
        )
    else:
        yield f"{nobody}: {subscribing} YOUR-ADDRESS, and follow the link in the mail"
