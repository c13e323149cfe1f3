"""`lastcall local`: the line it prints, the ports it takes, what it refuses."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from local.slack_workspace import WorkspaceClient
from tests.e2e.local_process import Command, RunningLocal, command, running_local

KEYS = {
    "aws", "region", "account", "access_key_id", "secret_access_key", "slack", "page", "function_url",
    "alarm_topic_arn", "operator_topic_arn", "alarm_queue_url", "incident_table", "stack", "signing_secret",
    "bot_token", "channel", "users",
}  # fmt: skip


@contextmanager
def taken(port: int = 0) -> Iterator[int]:
    with socket.socket() as holder:
        # As a server does: the last connections of one that has ended keep no other from its port.
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.bind(("127.0.0.1", port))
        holder.listen()
        yield holder.getsockname()[1]


def refused(started: Command) -> str:
    """Its only line, once it has ended with the status for a bad request."""
    line = started.next_line()
    assert line
    assert started.process.wait(60) == 2
    assert started.rest() == []
    assert list(started.folder.iterdir()) == []
    return line


def test_the_line_has_exactly_the_promised_keys(local: RunningLocal) -> None:
    assert set(local.said) == KEYS


def test_the_line_says_the_truth(local: RunningLocal) -> None:
    stack = local.client("cloudformation").describe_stacks(StackName=local["stack"])["Stacks"][0]
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    assert local["alarm_topic_arn"] == outputs["AlarmTopicArn"]
    assert local["operator_topic_arn"] == outputs["OperatorTopicArn"]
    assert local["incident_table"] == outputs["IncidentTableName"]
    assert local["slack"] == local["page"] + "api/"
    secrets = local.client("secretsmanager")
    assert secrets.get_secret_value(SecretId=outputs["BotTokenArn"])["SecretString"] == local["bot_token"]
    signing = secrets.get_secret_value(SecretId=outputs["SigningSecretArn"])["SecretString"]
    assert signing == local["signing_secret"]


def test_its_channel_and_users_are_those_of_the_local_slack(
    local: RunningLocal, slack: WorkspaceClient
) -> None:
    state = slack.state()
    assert local["channel"] in state["messages"]
    assert set(local.users.values()) <= set(state["views"])


def test_the_functions_reach_the_local_slack(local: RunningLocal) -> None:
    """By what the deployed stack was told, not by what the line says."""
    functions = local.client("lambda").list_functions()["Functions"]
    told = [each["Environment"]["Variables"].get("LASTCALL_SLACK_API_URL") for each in functions]
    assert set(filter(None, told)) == {local["slack"]}


def test_the_usual_port_taken_means_the_next_free_one_and_says_so(tmp_path: Path) -> None:
    with taken_usual_port(), command(tmp_path, "local", usual_port=True) as started:
        said = started.until("lastcall: port 4747 is taken: using ")
        page = started.until("lastcall: the local Slack is at ").rsplit(" ", 1)[1]
        assert page == f"http://127.0.0.1:{said.rsplit(' ', 1)[1]}/"
        started.interrupt()


@contextmanager
def taken_usual_port() -> Iterator[None]:
    try:
        with taken(4747):
            yield
    except OSError:  # another has it already, which is as good
        yield


def test_the_port_asked_for_is_the_pages(tmp_path: Path) -> None:
    with taken() as port:
        pass
    with command(tmp_path, "local", "--port", str(port)) as started:
        assert started.until("lastcall: the local Slack is at ").endswith(f" http://127.0.0.1:{port}/")
        started.interrupt()


def test_a_port_asked_for_that_is_taken_is_refused(tmp_path: Path) -> None:
    with taken() as port, command(tmp_path, "local", "--port", str(port)) as started:
        assert refused(started).startswith(f"lastcall: --port {port} is taken")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        pytest.param(["--port", "0"], "lastcall: --port 0: a port is", id="no port"),
        pytest.param(
            ["--config", "/nowhere.toml"], "lastcall: --config /nowhere.toml: no such", id="no config"
        ),
        pytest.param(["--config", "/"], "lastcall: --config /: no such file, or", id="a folder for a config"),
        pytest.param(["--package", "/nowhere"], "lastcall: --package /nowhere: no artefact", id="no package"),
        pytest.param(["--package", "docs"], "lastcall: --package docs: no artefact", id="not a package"),
        pytest.param(["--slack", "slack.com"], "lastcall: --slack slack.com: give the base", id="no URL"),
        pytest.param(["--slack", "http://a/api/", "--port", "1"], "lastcall: --port is the port", id="both"),
    ],
)
def test_what_cannot_be_had_is_refused_in_one_line(tmp_path: Path, arguments: list[str], line: str) -> None:
    with command(tmp_path, "local", *arguments) as started:
        assert refused(started).startswith(line)


def test_a_config_with_errors_is_refused(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    config = tmp_path / "lastcall.toml"
    config.write_text("[[routes]]\nname = 7\n")
    with command(tmp_path / "tmp", "local", "--config", str(config)) as started:
        assert started.until("lastcall: ").startswith(f"lastcall: --config {config} has errors: ")
        assert started.process.wait(60) == 2


def test_another_slack_is_used_where_one_is_named(
    tmp_path: Path, local: RunningLocal, package: tuple[str, str]
) -> None:
    with command(tmp_path, "local", *package, "--slack", local["slack"]) as started:
        said = running_local(started)
        assert (said["slack"], said.said["page"]) == (local["slack"], None)
        assert started.interrupt() == 0


def test_two_run_side_by_side(tmp_path: Path, local: RunningLocal, package: tuple[str, str]) -> None:
    with command(tmp_path, "local", *package) as started:
        other = running_local(started)
        assert {other["aws"], other["page"]}.isdisjoint({local["aws"], local["page"]})
        assert other["bot_token"] != local["bot_token"]
        other.client("sqs").create_queue(QueueName="only-here")
        urls = local.client("sqs").list_queues(QueueNamePrefix="only-here").get("QueueUrls")
        assert not urls
        assert started.interrupt() == 0
