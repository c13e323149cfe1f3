"""`lastcall selfcheck`: what a deployed stack lacks; who has not confirmed a subscription is nobody."""

from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber

from bot.aws.selfcheck import problems

TOPIC = "arn:aws:sns:eu-west-1:111122223333:lastcall-OperatorTopic"
SECRET = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:"
OUTPUTS = {"OperatorTopicArn": TOPIC, "SigningSecretArn": f"{SECRET}signing", "BotTokenArn": f"{SECRET}token"}


class Stubbed:
    """A session whose clients answer what was put, and check what they are asked by botocore's own models."""

    def __init__(self) -> None:
        session = botocore.session.get_session()
        session.set_credentials("AKIDEXAMPLE", "secret")
        self.clients: dict[str, Any] = {
            name: session.create_client(name, region_name="eu-west-1")
            for name in ("cloudformation", "sns", "secretsmanager")
        }
        self.stubs = {name: Stubber(client) for name, client in self.clients.items()}
        for stub in self.stubs.values():
            stub.activate()

    def create_client(self, service: str, *, region_name: str | None) -> Any:
        assert region_name == "eu-west-1"
        return self.clients[service]


def stack(subscriptions: list[str], *, filled: bool = True, outputs: dict[str, str] = OUTPUTS) -> Stubbed:
    """A stack with the subscriptions of these ARNs, by e-mail."""
    stubbed = Stubbed()
    described = {
        "StackName": "lastcall",
        "StackStatus": "CREATE_COMPLETE",
        "CreationTime": "2026-01-05T09:00:00Z",
        "Outputs": [{"OutputKey": key, "OutputValue": value} for key, value in outputs.items()],
    }
    stubbed.stubs["cloudformation"].add_response(
        "describe_stacks", {"Stacks": [described]}, {"StackName": "lastcall"}
    )
    for number, arn in enumerate(subscriptions or [""]):
        page: dict[str, Any] = {
            "Subscriptions": [{"SubscriptionArn": arn, "Endpoint": "ana@example.com"}] if arn else []
        }
        asked = {"TopicArn": TOPIC} | ({"NextToken": f"page {number}"} if number else {})
        more = {"NextToken": f"page {number + 1}"} if number + 1 < len(subscriptions) else {}
        stubbed.stubs["sns"].add_response("list_subscriptions_by_topic", page | more, asked)
    versions = {"VersionIdsToStages": {"v1" * 16: ["AWSCURRENT"]}} if filled else {}
    for output in ("SigningSecretArn", "BotTokenArn"):
        stubbed.stubs["secretsmanager"].add_response(
            "describe_secret", versions, {"SecretId": outputs.get(output, "")}
        )
    return stubbed


def said(stubbed: Stubbed) -> list[str]:
    return list(problems(stubbed, "lastcall", "eu-west-1"))


def test_a_stack_whose_operators_are_told_and_whose_secrets_are_filled_lacks_nothing() -> None:
    assert said(stack([f"{TOPIC}:1-2-3"])) == []


@pytest.mark.parametrize(
    "subscriptions", [[], ["PendingConfirmation"], ["Deleted"], ["PendingConfirmation"] * 3]
)
def test_without_a_confirmed_subscription_nobody_is_told(subscriptions: list[str]) -> None:
    (problem,) = said(stack(subscriptions))
    assert problem.startswith("no one hears when Lastcall is broken: ")
    assert f"aws sns subscribe --topic-arn {TOPIC} --protocol email" in problem
    assert ("ana@example.com must follow the link" in problem) == ("PendingConfirmation" in subscriptions)


def test_one_who_confirmed_is_enough_wherever_the_listing_names_them() -> None:
    assert said(stack(["PendingConfirmation", "Deleted", f"{TOPIC}:1-2-3"])) == []


def test_an_empty_secret_is_told_with_the_command_that_fills_it() -> None:
    first, second = said(stack([f"{TOPIC}:1-2-3"], filled=False))
    assert f"put-secret-value --secret-id {SECRET}signing" in first
    assert f"put-secret-value --secret-id {SECRET}token" in second


def test_another_stack_is_none_of_lastcalls() -> None:
    (problem,) = said(stack([], outputs={"Url": "https://example.com"}))
    assert "not a Lastcall stack" in problem
