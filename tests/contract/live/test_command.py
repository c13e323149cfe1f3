"""`make test-live` as somebody with an account runs it; the accounts are the stand-ins."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from local.local_aws.emulator import LocalAws
from local.slack_workspace import SlackWorkspace, WorkspaceClient
from tests.contract.local_aws.waiting import eventually
from tests.live.beliefs import DOCUMENT, read_beliefs
from tests.live.slack.standin import SECRET, TOKEN, now

pytestmark = pytest.mark.xdist_group("live-slack")

ROOT = Path(__file__).parents[3]
CHANNEL = "C0INCIDENT"
OURS = ("AWS_", "LASTCALL_", "PYTEST_")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.live", *arguments]


# A shell lets what runs in its background ignore SIGINT, and so would all that is started there.
INTERRUPTIBLE = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("tests.live", run_name="__main__")
"""


def environment(named: Mapping[str, str]) -> dict[str, str]:
    """Ours without what would name an account, and what the test names."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return {**plain, **named}


def run(named: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*arguments),
        cwd=ROOT,
        env=environment(named),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture
def slack() -> Iterator[SlackWorkspace]:
    with SlackWorkspace(signing_secret=SECRET, bot_token=TOKEN, clock=now) as workspace:
        yield workspace


def of_slack(workspace: SlackWorkspace) -> dict[str, str]:
    return {
        "LASTCALL_LIVE_SLACK_TOKEN": TOKEN,
        "LASTCALL_LIVE_CHANNEL": CHANNEL,
        "LASTCALL_LIVE_SLACK_URL": workspace.api_url,
    }


def of_aws(aws: LocalAws) -> dict[str, str]:
    return {
        "LASTCALL_LIVE_AWS": aws.region,
        "AWS_ENDPOINT_URL": aws.endpoint,
        "AWS_ACCESS_KEY_ID": aws.access_key_id,
        "AWS_SECRET_ACCESS_KEY": aws.secret_access_key,
    }


def lines(told: str, standing: str) -> list[str]:
    return [line for line in told.splitlines() if line.startswith(standing)]


def test_without_variables_every_belief_is_said_not_to_be_tried_and_no_socket_is_opened() -> None:
    done = run({}, "-p", "pytest_socket", "--disable-socket")
    assert done.returncode == 0, done.stderr
    assert len(lines(done.stdout, "not tried")) == len(read_beliefs(DOCUMENT.read_text()))
    assert "Slack: NOT TRIED, LASTCALL_LIVE_SLACK_TOKEN" in done.stdout
    assert "AWS: NOT TRIED, LASTCALL_LIVE_AWS does not name a region" in done.stdout
    assert lines(done.stdout, "holds") == lines(done.stdout, "does not") == []


def test_what_holds_is_said_and_nothing_is_left_anywhere(slack: SlackWorkspace) -> None:
    with LocalAws() as aws:
        part = "refusals or windows or notifying or topics or secrets"
        done = run(of_slack(slack) | of_aws(aws), "-k", part)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "holds      An unknown channel is `channel_not_found`." in done.stdout
        assert "holds      A topic that is not there refuses for good." in done.stdout
        assert lines(done.stdout, "does not") == []
        assert not aws.client("sqs").list_queues().get("QueueUrls")
        assert not aws.client("sns").list_topics()["Topics"]
    assert WorkspaceClient(slack.page_url).messages(CHANNEL) == []
    assert sorted(lines(done.stdout, "Left")) == ["Left in AWS: nothing", "Left in Slack: nothing"]
    for reason in (
        "it takes a person at the terminal",
        "LASTCALL_LIVE_DOOR_PORT",
        "LASTCALL_LIVE_SECOND_USER",
    ):
        assert reason in done.stdout
    assert TOKEN not in done.stdout


def test_what_does_not_hold_or_is_left_is_said_and_ends_in_failure(slack: SlackWorkspace) -> None:
    """Twice the workspace is not as we believe: in what it says of an edit, and in keeping a message."""
    page = WorkspaceClient(slack.page_url)
    edits = {"kind": "error", "method": "chat.update", "error": "cant_update_message", "times": None}
    deletions = {
        "kind": "error",
        "method": "chat.delete",
        "error": "cant_delete_message",
        "skip": 2,
        "times": None,
    }
    page.set_faults([edits, deletions])
    part = "test_an_edit_of_a_message_that_is_not_there or test_a_post_answers_its_channel"
    done = run(of_slack(slack), "-k", part)
    (said,) = lines(done.stdout, "does not")
    (left,) = page.messages(CHANNEL)
    assert done.returncode == 1
    assert "`message_not_found`" in said
    assert "['cant_update_message', 'cant_update_message'] == ['message_not_found'" in done.stdout
    assert f"Left in Slack: message {left['ts']}" in done.stdout


def test_an_interrupted_run_deletes_what_it_made_all_the_same() -> None:
    with LocalAws() as aws:
        process = subprocess.Popen(
            [sys.executable, "-c", INTERRUPTIBLE, "-k", "test_of_a_batch_only_what_failed_comes_again"],
            cwd=ROOT,
            env=environment(of_aws(aws)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        functions, queues = aws.client("lambda"), aws.client("sqs")
        eventually(lambda: functions.list_functions()["Functions"])
        # Its messages were sent before: without them it waits for what never comes, however slow we are.
        for url in queues.list_queues()["QueueUrls"]:
            queues.purge_queue(QueueUrl=url)
        eventually(lambda: functions.list_event_source_mappings()["EventSourceMappings"])
        process.send_signal(signal.SIGINT)
        told, _ = process.communicate(timeout=240)
        assert process.returncode != 0
        assert "1 cut short" in told
        assert "Left in AWS: nothing" in told
        assert functions.list_functions()["Functions"] == []
