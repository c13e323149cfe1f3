"""The commands in the texts of the stack's alarms: each can be run, and from the state it will meet."""

import re
import shutil
import subprocess

import pytest

from tests.unit.aws_commands import commands, wrong
from tests.unit.template.resolved import Resolved
from tests.unit.template.stack import resources

STACK = Resolved({"QueueArns": "arn:aws:sqs:ap-southeast-1:111122223333:orders-dlq"})
TEXTS = {name: STACK.properties(name)["AlarmDescription"] for name in resources("AWS::CloudWatch::Alarm")}
each_text = pytest.mark.parametrize("name", TEXTS)


@each_text
def test_every_command_of_a_text_is_one_that_the_aws_cli_has(name: str) -> None:
    found = list(commands(TEXTS[name]))
    assert found
    assert [f"{each}: {wrong(each)}" for each in found if wrong(each)] == []


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("aws sqs start-message-move-task --source arn:x", "no"),
        ("aws sqs start-message-move-task", "missing"),
        ("aws sqs start-moving --source-arn arn:x", "no such operation"),
        ("aws queues list", "no such service"),
        ("aws logs tail /aws/lambda/x --sins 1h", "no"),
    ],
)
def test_a_command_that_the_aws_cli_has_not_is_found(said: str, why: str) -> None:
    (command,) = commands(f"Repair: mend what {said} shows.")
    assert why in wrong(command)


@each_text
def test_a_shell_reads_the_loops_of_a_text(name: str) -> None:
    for loop in re.findall(r"Q=.*done", TEXTS[name]):
        read = subprocess.run([str(shutil.which("bash")), "-n", "-c", loop], check=False, capture_output=True)
        assert read.returncode == 0, read.stderr


@each_text
def test_no_text_asks_for_what_a_deployed_stack_refuses(name: str) -> None:
    """RollbackStack and ContinueUpdateRollback want a stack that has failed (CloudFormation API reference);
    one that came up with bad code is UPDATE_COMPLETE, or CREATE_COMPLETE.
    """
    asked = {(each.service, each.operation) for each in commands(TEXTS[name])}
    assert not asked & {("cloudformation", "rollback-stack"), ("cloudformation", "continue-update-rollback")}


@each_text
def test_whoever_empties_a_queue_asks_all_its_servers(name: str) -> None:
    """Without a wait SQS asks some of its servers, and may find nothing where messages lie (developer guide,
    "Amazon SQS short and long polling"): a loop would end too soon.
    """
    reads = [each for each in commands(TEXTS[name]) if each.operation == "receive-message"]
    assert [str(each) for each in reads if "wait-time-seconds" not in each.options] == []
