"""The real template on the local AWS, with functions that only say what they were called with."""

import io
import json
import urllib.request
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.aws.selfcheck import SECRETS, problems
from local.local_aws.artefact import pointing_at, zipped
from local.local_aws.deployer import DeployFailed, Deployment, deploy, fill_secrets, reachable_url
from local.local_aws.emulator import LocalAws
from local.local_aws.environment import REPOSITORY
from local.local_aws.stopping import Stop, Stopped
from tests.contract.local_aws.talkative import SAYING, lastcall, package
from tests.contract.local_aws.waiting import NOW_AND_THEN, eventually

pytestmark = pytest.mark.xdist_group("local-aws")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return package(tmp_path_factory.mktemp("package"), "first")


@pytest.fixture(scope="module")
def outputs(running: LocalAws, folder: Path) -> dict[str, str]:
    return deploy(running, lastcall(folder), stop=Stop())


def answer(running: LocalAws, outputs: Mapping[str, str]) -> str:
    url = reachable_url(running, outputs["FunctionUrl"])
    with urllib.request.urlopen(url, timeout=20) as answered:  # noqa: S310 - our own loopback URL
        return str(answered.read().decode())


def test_the_outputs_are_those_of_the_template(outputs: Mapping[str, str]) -> None:
    assert set(outputs) >= {
        "AlarmTopicArn", "OperatorTopicArn", "AlarmQueueUrl", "IncidentTableName", "FunctionUrl",
        "SigningSecretArn", "BotTokenArn",
    }  # fmt: skip


def test_a_message_to_the_alarm_topic_reaches_on_alarm(running: LocalAws, outputs: Mapping[str, str]) -> None:
    running.client("sns").publish(TopicArn=outputs["AlarmTopicArn"], Message="hello from a test")
    logs = running.client("logs")
    group = "/aws/lambda/lastcall-on-alarm"

    def arrived() -> list[str]:
        found = logs.filter_log_events(logGroupName=group, filterPattern='"hello from a test"')["events"]
        return [event["message"] for event in found]

    assert "aws:sqs" in eventually(arrived, every=NOW_AND_THEN)[0]


def test_the_function_url_is_reachable(running: LocalAws, outputs: Mapping[str, str]) -> None:
    assert answer(running, outputs) == "first"


class Session:
    """As the one of botocore that a person's credentials make."""

    def __init__(self, aws: LocalAws) -> None:
        self._aws = aws

    def create_client(self, service: str, *, region_name: str | None) -> Any:
        assert region_name == self._aws.region
        return self._aws.client(service)


def test_selfcheck_tells_what_a_new_stack_lacks(running: LocalAws, outputs: Mapping[str, str]) -> None:
    unheard, *empty = problems(Session(running), "lastcall", running.region)
    assert "no one hears" in unheard
    assert [outputs[each] in told for each, told in zip(SECRETS, empty, strict=True)] == [True, True]
    topic = outputs["OperatorTopicArn"]
    running.client("sns").subscribe(TopicArn=topic, Protocol="email", Endpoint="ana@example.com")
    unheard, *_ = problems(Session(running), "lastcall", running.region)
    assert "ana@example.com must follow the link" in unheard


def test_secrets_are_empty_until_they_are_filled(running: LocalAws, outputs: Mapping[str, str]) -> None:
    secrets = running.client("secretsmanager")
    with pytest.raises(secrets.exceptions.ResourceNotFoundException):
        secrets.get_secret_value(SecretId=outputs["BotTokenArn"])
    fill_secrets(running, {outputs["BotTokenArn"]: "xoxb-1"})
    assert secrets.get_secret_value(SecretId=outputs["BotTokenArn"])["SecretString"] == "xoxb-1"


@pytest.mark.parametrize(("name", "loops"), [("on-job", "Allow"), ("on-alarm", "Terminate")])
def test_a_loop_is_allowed_where_the_template_allows_it(
    running: LocalAws, outputs: Mapping[str, str], name: str, loops: str
) -> None:
    assert outputs
    functions = running.client("lambda")
    found = (each["FunctionName"] for each in functions.list_functions()["Functions"])
    (function,) = (each for each in found if name.replace("-", "") in each.replace("-", "").lower())
    assert functions.get_function_recursion_config(FunctionName=function)["RecursiveLoop"] == loops


def test_the_same_once_more_changes_nothing(
    running: LocalAws, outputs: Mapping[str, str], folder: Path
) -> None:
    assert deploy(running, lastcall(folder), stop=Stop()) == outputs


def test_another_package_replaces_the_code(
    running: LocalAws, outputs: Mapping[str, str], tmp_path: Path
) -> None:
    deploy(running, lastcall(package(tmp_path, "second")), stop=Stop())
    assert answer(running, outputs) == "second"


def test_a_file_can_be_other_than_in_the_folder(
    running: LocalAws, outputs: Mapping[str, str], folder: Path
) -> None:
    third = (SAYING % "third").encode()
    deploy(running, lastcall(folder, replacing={"bot/entrypoints/on_slack.py": third}), stop=Stop())
    assert answer(running, outputs) == "third"


def test_a_failure_names_the_resource_and_the_reason_in_one_line(running: LocalAws, tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text("Resources: {Odd: {Type: AWS::CloudWatch::Alarm, Properties: {Namespace: Shop}}}")
    with pytest.raises(DeployFailed) as failure:
        deploy(running, Deployment(stack="odd", template=template, package=tmp_path), stop=Stop())
    assert str(failure.value).startswith("odd: Odd: ")
    assert "\n" not in str(failure.value)


def test_a_template_that_is_refused_is_one_line(running: LocalAws, tmp_path: Path) -> None:
    template = tmp_path / "template.yaml"
    template.write_text("Parameters: {Wanted: {Type: String}}\nResources: {}\n")
    with pytest.raises(DeployFailed, match=r"^empty: "):
        deploy(running, Deployment(stack="empty", template=template, package=tmp_path), stop=Stop())


def allowing(resources: int) -> dict[str, object]:
    """A policy on that many queues of forty characters."""
    queues = [f"arn:aws:sqs:us-east-1:111122223333:{number:05}" for number in range(resources)]
    statement = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queues}
    return {"Version": "2012-10-17", "Statement": [statement]}


TRUST = {"Version": "2012-10-17", "Statement": []}
OF_A_ROLE = {"PolicyName": "own", "PolicyDocument": allowing(200)}


@pytest.mark.parametrize(
    ("kind", "properties", "why"),
    [
        (
            "AWS::IAM::Role",
            {"AssumeRolePolicyDocument": TRUST, "Policies": [OF_A_ROLE, OF_A_ROLE | {"PolicyName": "more"}]},
            "Maximum policy size of 10240 bytes exceeded",
        ),
        ("AWS::IAM::ManagedPolicy", {"PolicyDocument": allowing(150)}, "PolicySize: 6144"),
        (
            "AWS::IAM::Role",
            {
                "AssumeRolePolicyDocument": TRUST,
                "ManagedPolicyArns": [f"arn:aws:iam::aws:policy/p{number}" for number in range(11)],
            },
            "PoliciesPerRole: 10",
        ),
    ],
    ids=["inline", "managed", "attached"],
)
def test_policies_that_iam_would_refuse_do_not_come_up(
    running: LocalAws, tmp_path: Path, kind: str, properties: Mapping[str, object], why: str
) -> None:
    """ "IAM and AWS STS quotas"; a template is JSON too."""
    template = tmp_path / "template.yaml"
    template.write_text(json.dumps({"Resources": {"Long": {"Type": kind, "Properties": properties}}}))
    with pytest.raises(DeployFailed, match=why):
        deploy(
            running, Deployment(stack=f"long-{len(why)}", template=template, package=tmp_path), stop=Stop()
        )


def test_stopping_is_heeded(running: LocalAws, folder: Path) -> None:
    stop = Stop()
    stop.ask()
    with pytest.raises(Stopped):
        deploy(running, lastcall(folder), stop=stop)


def test_the_same_folder_gives_the_same_zip(folder: Path, tmp_path: Path) -> None:
    assert zipped(folder, replacing={}) == zipped(package(tmp_path, "first"), replacing={})


def test_a_zip_has_what_replaces_and_what_is_added(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept")
    (tmp_path / "replaced").write_text("old")
    packed = zipped(tmp_path, replacing={"replaced": b"new", "bot/added": b"added"})
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    assert content == {"bot/added": b"added", "kept": b"kept", "replaced": b"new"}


def test_only_where_the_code_lies_differs_from_the_template() -> None:
    template = (REPOSITORY / "template.yaml").read_text()
    deployed = pointing_at(template, "s3://bucket/code.zip")
    lines = zip(template.splitlines(), deployed.splitlines(), strict=True)
    assert [pair for pair in lines if pair[0] != pair[1]] == [
        ("    CodeUri: .", "    CodeUri: s3://bucket/code.zip")
    ]
