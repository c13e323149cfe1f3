"""Where a stack keeps its incidents, and what is said where it cannot be looked at."""

import pytest
from botocore.stub import Stubber

from bot.__main__ import main
from bot.aws.session import LOOK, Clients
from bot.aws.stack_table import incident_table_of
from bot.domain.errors import Permanent
from tests.contract.aws.stack import REGION


def test_the_table_is_the_one_that_the_stack_made(aws: Clients) -> None:
    with Stubber(aws.client("cloudformation", LOOK)) as cloudformation:
        cloudformation.add_response(
            "describe_stack_resource",
            {
                "StackResourceDetail": {
                    "LogicalResourceId": "IncidentTable",
                    "PhysicalResourceId": "lastcall-IncidentTable-1",
                    "ResourceType": "AWS::DynamoDB::Table",
                    "LastUpdatedTimestamp": "2026-01-05T09:00:00Z",
                    "ResourceStatus": "CREATE_COMPLETE",
                }
            },
            {"StackName": "lastcall", "LogicalResourceId": "IncidentTable"},
        )
        assert incident_table_of(aws, "lastcall").name == "lastcall-IncidentTable-1"


def test_a_stack_that_is_not_there_is_a_fault_that_names_it(aws: Clients) -> None:
    with Stubber(aws.client("cloudformation", LOOK)) as cloudformation:
        cloudformation.add_client_error(
            "describe_stack_resource", "ValidationError", "Stack 'other' does not exist", 400
        )
        with pytest.raises(Permanent, match=r"IncidentTable of other refused: .* does not exist"):
            incident_table_of(aws, "other")


def test_without_credentials_the_command_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/dev/null")
    assert main(["why", "K7Q2-M9TD", "--region", REGION]) == 2
    assert "lastcall: cannot be read: " in capsys.readouterr().err
