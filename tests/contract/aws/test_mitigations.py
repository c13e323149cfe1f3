"""ports.LiveSettings, on the fake and on SQS, Kinesis and Lambda; and what a role was proven to reach."""

import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest
from botocore.stub import Stubber

from bot.aws.errors import Client
from bot.aws.mitigations import GLANCE, SET_ONCE, AwsLiveSettings, admits
from bot.aws.session import LOOK, Clients
from bot.domain.errors import Permanent
from bot.domain.evidence.missing import Missing
from bot.domain.incident.mitigation_record import (
    BISECT,
    ENABLED,
    MAXIMUM,
    ON_FAILURE,
    RESERVED,
    RETENTION_HOURS,
    RETENTION_SECONDS,
    RETRIES,
    Values,
    same,
)
from bot.ports.live_settings import LiveSettings
from tests.contract.aws.stack import REGION
from tests.fakes import FakeLiveSettings
from tests.fakes.denials import not_authorized

ACCOUNT = "123456789012"
PLACE = f"{REGION}:{ACCOUNT}"
QUEUE = f"arn:aws:sqs:{PLACE}:orders-dlq"
STREAM = f"arn:aws:kinesis:{PLACE}:stream/orders"
WORKER = f"arn:aws:lambda:{PLACE}:function:orders-worker"
MAPPING = f"arn:aws:lambda:{PLACE}:event-source-mapping:11111111-2222-4333-8444-555555555555"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/orders-worker"
SKIPPED = f"arn:aws:sqs:{PLACE}:skipped"


class Change(NamedTuple):
    """A target as it is made, and what it is changed to."""

    target: str
    before: Values
    after: Values


CHANGES = (
    Change(QUEUE, {RETENTION_SECONDS: "345600"}, {RETENTION_SECONDS: "1209600"}),
    Change(STREAM, {RETENTION_HOURS: "24"}, {RETENTION_HOURS: "168"}),
    Change(WORKER, {RESERVED: "20"}, {RESERVED: "40"}),
)


def _fake() -> LiveSettings:
    return FakeLiveSettings(at={each.target: dict(each.before) for each in CHANGES})


def _aws(aws: Clients) -> LiveSettings:
    aws.client("sqs", LOOK).create_queue(QueueName="orders-dlq")
    aws.client("kinesis", LOOK).create_stream(StreamName="orders", ShardCount=1)
    _create_function(aws.client("iam", LOOK), aws.client("lambda", LOOK))
    return AwsLiveSettings(aws)


def _create_function(iam: Client, functions: Client) -> None:
    role = iam.create_role(RoleName="orders-worker", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
    code = io.BytesIO()
    with zipfile.ZipFile(code, "w") as package:
        package.writestr("app.py", "")
    functions.create_function(
        FunctionName="orders-worker",
        Runtime="python3.13",
        Role=role,
        Handler="app.handler",
        Code={"ZipFile": code.getvalue()},
    )
    functions.put_function_concurrency(FunctionName="orders-worker", ReservedConcurrentExecutions=20)


@pytest.fixture(params=["fake", "aws"])
def settings(request: pytest.FixtureRequest) -> LiveSettings:
    return _fake() if request.param == "fake" else _aws(request.getfixturevalue("aws"))


each_change = pytest.mark.parametrize("change", CHANGES, ids=lambda each: each.target.split(":")[2])


@each_change
def test_a_setting_is_read_changed_and_set_back(settings: LiveSettings, change: Change) -> None:
    assert settings.read(change.target) == change.before
    settings.change(change.target, change.after)
    assert settings.read(change.target) == change.after
    settings.change(change.target, change.before)
    assert settings.read(change.target) == change.before


@each_change
def test_making_a_change_twice_is_making_it_once(settings: LiveSettings, change: Change) -> None:
    settings.change(change.target, change.after)
    settings.change(change.target, change.after)
    assert settings.read(change.target) == change.after


@pytest.mark.parametrize(
    "target", [f"{QUEUE}-gone", f"{STREAM}-gone", f"{WORKER}-gone"], ids=["sqs", "kinesis", "lambda"]
)
def test_what_is_not_there_is_missing_and_cannot_be_changed(settings: LiveSettings, target: str) -> None:
    assert isinstance(settings.read(target), Missing)
    with pytest.raises(Permanent):
        settings.change(target, {RETENTION_SECONDS: "60", RETENTION_HOURS: "48", RESERVED: "1"})


# Mappings: what Lambda is asked and what it answers, since nothing local keeps all of a mapping's settings.

Answer = Mapping[str, Any]
FULL: Answer = {
    "UUID": "11111111-2222-4333-8444-555555555555",
    "State": "Enabled",
    "BisectBatchOnFunctionError": True,
    "MaximumRetryAttempts": 3,
    "DestinationConfig": {"OnFailure": {"Destination": SKIPPED}},
    "ScalingConfig": {"MaximumConcurrency": 5},
}


@pytest.fixture
def live(aws: Clients) -> AwsLiveSettings:
    return AwsLiveSettings(aws)


@pytest.mark.parametrize(
    ("answer", "read"),
    [
        pytest.param(
            FULL,
            {ENABLED: "true", BISECT: "true", RETRIES: "3", ON_FAILURE: SKIPPED, MAXIMUM: "5"},
            id="every setting",
        ),
        pytest.param(
            {"State": "Disabled", "DestinationConfig": {}},
            {ENABLED: "false", BISECT: "false", RETRIES: "-1", ON_FAILURE: "", MAXIMUM: ""},
            id="none, for which Lambda leaves the keys out",
        ),
        pytest.param({"State": "Disabling"}, {ENABLED: "false"}, id="on its way to be disabled"),
        pytest.param({"State": "Updating"}, {ENABLED: ""}, id="just being updated"),
    ],
)
def test_a_mapping_is_read(aws: Clients, live: AwsLiveSettings, answer: Answer, read: Values) -> None:
    with Stubber(aws.client("lambda", GLANCE)) as stub:
        stub.add_response(
            "get_event_source_mapping", answer, {"UUID": "11111111-2222-4333-8444-555555555555"}
        )
        found = live.read(MAPPING)
    assert not isinstance(found, Missing)
    assert same(found, read)


@pytest.mark.parametrize(
    ("values", "asked"),
    [
        ({ENABLED: "false"}, {"Enabled": False}),
        ({MAXIMUM: "10"}, {"ScalingConfig": {"MaximumConcurrency": 10}}),
        (
            {BISECT: "true", RETRIES: "3", ON_FAILURE: SKIPPED},
            {
                "BisectBatchOnFunctionError": True,
                "MaximumRetryAttempts": 3,
                "DestinationConfig": {"OnFailure": {"Destination": SKIPPED}},
            },
        ),
        (
            {BISECT: "false", RETRIES: "-1", ON_FAILURE: ""},
            {
                "BisectBatchOnFunctionError": False,
                "MaximumRetryAttempts": -1,
                "DestinationConfig": {"OnFailure": {"Destination": ""}},
            },
        ),
    ],
    ids=["disable", "more at once", "skip what fails", "and no more"],
)
def test_a_mapping_is_changed_in_one_request(
    aws: Clients, live: AwsLiveSettings, values: Values, asked: Answer
) -> None:
    with Stubber(aws.client("lambda", SET_ONCE)) as stub:
        stub.add_response(
            "update_event_source_mapping", {}, {"UUID": "11111111-2222-4333-8444-555555555555", **asked}
        )
        live.change(MAPPING, values)
        stub.assert_no_pending_responses()


def test_a_refusal_names_the_action_and_the_mapping(aws: Clients, live: AwsLiveSettings) -> None:
    with Stubber(aws.client("lambda", SET_ONCE)) as stub:
        said = not_authorized("lambda", "UpdateEventSourceMapping")
        stub.add_client_error("update_event_source_mapping", "AccessDeniedException", said, 403)
        with pytest.raises(Permanent, match=f"denied: allow lambda:UpdateEventSourceMapping on {MAPPING}"):
            live.change(MAPPING, {ENABLED: "false"})


def test_nothing_else_can_be_set(live: AwsLiveSettings) -> None:
    assert isinstance(live.read(f"arn:aws:sns:{PLACE}:orders"), Missing)
    assert isinstance(live.read("orders"), Missing)


# May the role write there?


def decision(aws: Clients, word: str) -> Stubber:
    stub = Stubber(aws.client("iam", GLANCE))
    result = {"EvalActionName": "sqs:SendMessage", "EvalResourceName": SKIPPED, "EvalDecision": word}
    asked = {"PolicySourceArn": ROLE, "ActionNames": ["sqs:SendMessage"], "ResourceArns": [SKIPPED]}
    stub.add_response("simulate_principal_policy", {"EvaluationResults": [result]}, asked)
    return stub


def policy(**changes: Any) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"AWS": ROLE},
        "Action": "sqs:SendMessage",
        "Resource": SKIPPED,
    } | changes
    return json.dumps({"Statement": [statement]})


def test_what_the_roles_own_policies_allow_is_proven(aws: Clients, live: AwsLiveSettings) -> None:
    aws.client("sqs", LOOK).create_queue(QueueName="skipped")
    with decision(aws, "allowed"):
        assert live.unproven(ROLE, SKIPPED) == ""


def test_what_the_queues_own_policy_allows_is_proven(aws: Clients, live: AwsLiveSettings) -> None:
    aws.client("sqs", LOOK).create_queue(QueueName="skipped", Attributes={"Policy": policy()})
    with decision(aws, "implicitDeny"):
        assert live.unproven(ROLE, SKIPPED) == ""
    with decision(aws, "explicitDeny"):
        said = live.unproven(ROLE, SKIPPED)
        assert f"may write there: a policy denies sqs:SendMessage on {SKIPPED} to {ROLE}" in said


def test_what_nobody_allows_names_the_missing_permission(aws: Clients, live: AwsLiveSettings) -> None:
    aws.client("sqs", LOOK).create_queue(QueueName="skipped")
    with decision(aws, "implicitDeny"):
        assert live.unproven(ROLE, SKIPPED) == (
            f"not proven that the consumer may write there: allow sqs:SendMessage on {SKIPPED} to {ROLE}"
        )


def test_an_encrypted_queue_is_not_proven(aws: Clients, live: AwsLiveSettings) -> None:
    aws.client("sqs", LOOK).create_queue(QueueName="skipped", Attributes={"KmsMasterKeyId": "alias/orders"})
    with decision(aws, "allowed"):
        assert "encrypted with a key" in live.unproven(ROLE, SKIPPED)


def test_who_may_not_ask_iam_proves_nothing(aws: Clients, live: AwsLiveSettings) -> None:
    with Stubber(aws.client("iam", GLANCE)) as stub:
        said = not_authorized("iam", "SimulatePrincipalPolicy")
        stub.add_client_error("simulate_principal_policy", "AccessDenied", said, 403)
        assert "denied: allow iam:SimulatePrincipalPolicy" in live.unproven(ROLE, SKIPPED)


@pytest.mark.parametrize(
    ("changes", "admitted"),
    [
        pytest.param({}, True, id="the role, this queue, to send"),
        pytest.param({"Action": ["SQS:*"], "Principal": {"AWS": ["x", ROLE]}}, True, id="as one of several"),
        pytest.param({"Condition": {"StringEquals": {"aws:SourceArn": "x"}}}, False, id="under a condition"),
        pytest.param({"Effect": "Deny"}, False, id="denied"),
        pytest.param({"Principal": "*"}, False, id="everybody, which is nobody in particular"),
        pytest.param({"Principal": {"Service": "sns.amazonaws.com"}}, False, id="a service"),
        pytest.param({"Action": "sqs:ReceiveMessage"}, False, id="to receive"),
        pytest.param({"Resource": QUEUE}, False, id="another queue"),
    ],
)
def test_a_queues_policy_admits_a_role(changes: Mapping[str, Any], *, admitted: bool) -> None:
    assert admits(json.loads(policy(**changes)), ROLE, SKIPPED) is admitted
