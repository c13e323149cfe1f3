"""The commands in the texts of the stack's alarms: each can be run, and from the state it will meet."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any, NamedTuple

import botocore.session
import pytest
from botocore import xform_name

from tests.unit.template.resolved import Resolved
from tests.unit.template.stack import resources

STACK = Resolved({"QueueArns": "arn:aws:sqs:ap-southeast-1:111122223333:orders-dlq"})
TEXTS = {name: STACK.properties(name)["AlarmDescription"] for name in resources("AWS::CloudWatch::Alarm")}
# What the AWS CLI has beside the operations of the services (aws logs tail help), and what all commands take.
CUSTOM = {("logs", "tail"): {"group-name", "since", "follow", "format", "filter-pattern", "log-stream-names"}}
GLOBAL = {"region", "output", "query", "profile", "cli-binary-format"}
SESSION = botocore.session.get_session()

each_text = pytest.mark.parametrize("name", TEXTS)


class Command(NamedTuple):
    service: str
    operation: str
    options: frozenset[str]

    def __str__(self) -> str:
        return f"aws {self.service} {self.operation} {' '.join(sorted(self.options))}"


def commands(text: str) -> Iterator[Command]:
    for said in re.split(r"(?=\baws [a-z]+ [a-z-]+)", text)[1:]:
        _, service, operation, *rest = said.split()
        options: list[str] = []
        for word in rest:
            if word.rstrip(",;.)").startswith("--"):
                options.append(word.rstrip(",;.)").removeprefix("--"))
            elif not options and not word.startswith(("--", "arn:", "/", "$", "https:")):
                break
        yield Command(service, operation.strip(",;.)"), frozenset(options))


def wrong(command: Command) -> str:
    """What the AWS CLI would say of it; empty if nothing."""
    known = CUSTOM.get((command.service, command.operation))
    if known is not None:
        return f"no {command.options - known}" if command.options - known else ""
    try:
        model = SESSION.get_service_model(command.service)
    except botocore.exceptions.UnknownServiceError:
        return "no such service"
    operations = {xform_name(each, "-"): each for each in model.operation_names}
    if command.operation not in operations:
        return "no such operation"
    shape = model.operation_model(operations[command.operation]).input_shape
    members: Any = shape.members if shape else {}
    known = {xform_name(each, "-") for each in members} | GLOBAL
    needed = {xform_name(each, "-") for each in (shape.required_members if shape else ())}
    if command.options - known:
        return f"no {command.options - known}"
    return f"{needed - command.options} is missing" if needed - command.options else ""


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
